import { compressor } from './compressor.ts';
import { delay } from './delay.ts';
import type { EffectDescriptor, Parameter, ParameterValues } from './descriptor.ts';
import { eq } from './eq.ts';
import { reverb } from './reverb.ts';

/** Every effect, in the engine's order: an effect's engine number is its index here. Append, never reorder. */
export const catalogue: readonly EffectDescriptor[] = [reverb, compressor, eq, delay];

const byName = new Map(catalogue.flatMap((effect) => [effect.id, ...effect.aliases].map((name) => [name, effect] as const)));

/** The effect of that id or alias, in any case. */
export function findEffect(name: string): EffectDescriptor | undefined {
  return byName.get(name.trim().toLowerCase());
}

/**
 * The effect a client means: the base name of `path` without its extension, else `name`.
 *
 * @example resolveEffect('/Library/VST3/Reverb.vst3', 'My Space')?.id // 'reverb'
 */
export function resolveEffect(path: string, name: string): EffectDescriptor | undefined {
  const base = path.split(/[/\\]/).at(-1) ?? '';
  return findEffect(base.replace(/\.[^.]*$/, '')) ?? findEffect(name);
}

export function findParameter(effect: EffectDescriptor, id: string): Parameter | undefined {
  return effect.parameters.find((parameter) => parameter.id === id);
}

/** Every parameter of `effect` at its default, overlaid with `values`. */
export function fullValues(effect: EffectDescriptor, values: ParameterValues = {}): Record<string, number> {
  return Object.fromEntries(
    effect.parameters.map(({ id, default: value }) => [id, Object.hasOwn(values, id) ? (values[id] as number) : value]),
  );
}
