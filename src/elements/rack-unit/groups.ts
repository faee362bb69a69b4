import type { EffectDescriptor, Parameter } from '../../effects/descriptor.ts';

export interface ParameterGroup {
  /** English, the key for translation. */
  readonly name: string;
  readonly parameters: readonly Parameter[];
}

type Layout = readonly (readonly [name: string, ...ids: string[]])[];

/** How each effect's controls stand together on its panel, in the order of the signal. */
const LAYOUTS: Readonly<Record<string, Layout>> = {
  reverb: [
    ['Room', 'room_size', 'damping', 'pre_delay'],
    ['Tone', 'low_freq', 'high_freq'],
    ['Output', 'width', 'wet_dry'],
  ],
  compressor: [
    ['Curve', 'threshold', 'ratio', 'knee'],
    ['Timing', 'attack', 'release'],
    ['Output', 'makeup', 'wet_dry', 'sidechain'],
  ],
  eq: [
    ['Lows', 'low_cut', 'low_freq', 'low_gain'],
    ['Mids', 'mid_freq', 'mid_gain', 'mid_q'],
    ['Highs', 'high_freq', 'high_gain', 'high_cut'],
  ],
  delay: [
    ['Timing', 'time', 'sync', 'note', 'tempo'],
    ['Loop', 'feedback', 'ping_pong', 'low_cut', 'high_cut'],
    ['Drift', 'mod_rate', 'mod_depth'],
    ['Output', 'wet_dry'],
  ],
};

/** The effect's parameters in groups; those that no layout names stand in a last group of their own. */
export function groupsOf(effect: EffectDescriptor): readonly ParameterGroup[] {
  const rest = new Map(effect.parameters.map((parameter) => [parameter.id, parameter]));
  const layout = Object.hasOwn(LAYOUTS, effect.id) ? (LAYOUTS[effect.id] ?? []) : [];
  const groups = layout.map(([name, ...ids]) => ({
    name,
    parameters: ids.flatMap((id) => {
      const parameter = rest.get(id);
      rest.delete(id);
      return parameter ? [parameter] : [];
    }),
  }));
  return rest.size > 0 ? [...groups, { name: groups.length > 0 ? 'More' : 'Parameters', parameters: [...rest.values()] }] : groups;
}
