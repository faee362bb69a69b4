import { catalogue, fullValues } from '../effects/catalogue.ts';
import { factoryRacks } from '../effects/racks.ts';
import type { Preset } from '../wire/state.ts';
import type { StateView } from './state-view.ts';

/** The effect id under which presets of whole racks are kept. */
export const RACK = 'rack';

/** The presets that come with Rackwire, as the wire shows them: with full sets of values, in their declared order. */
export const factoryPresets: readonly Preset[] = [
  ...catalogue.flatMap((effect) =>
    effect.presets.map(({ name, values }): Preset => {
      return { kind: 'effect', effect: effect.id, name, factory: true, parameters: fullValues(effect, values) };
    }),
  ),
  ...factoryRacks.map(({ name, plugins }): Preset => {
    return { kind: 'rack', effect: RACK, name, factory: true, plugins: plugins.map((plugin) => ({ ...plugin, bypassed: false })) };
  }),
];

export function factoryPreset(effect: string, name: string): Preset | undefined {
  return factoryPresets.find((preset) => preset.effect === effect && preset.name === name);
}

/** The user's preset of that name, else the factory's. */
export function findPreset(state: StateView, effect: string, name: string): Preset | undefined {
  return state.preset(effect, name) ?? factoryPreset(effect, name);
}

/** Factory presets in their order, then the users' by name; of one effect, or of all. */
export function listPresets(state: StateView, effect?: string): readonly Preset[] {
  const own = [...state.presets()].sort((a, b) => compare(a.effect, b.effect) || compare(a.name, b.name));
  return [...factoryPresets, ...own].filter((preset) => effect === undefined || preset.effect === effect);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
