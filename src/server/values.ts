import { catalogue, findParameter, fullValues } from '../effects/catalogue.ts';
import type { EffectDescriptor, ParameterValues } from '../effects/descriptor.ts';
import { validationError } from '../effects/value.ts';
import { quote } from './lookup.ts';

/** Why a value is refused, in the form of the error's details. */
export interface ValueProblem {
  readonly parameter_id: string;
  readonly parameter_value: unknown;
  readonly validation_error: string;
}

/** Why `value` is none for the parameter `id` of `effect`, or `undefined` if it is one. */
export function valueProblem(effect: EffectDescriptor, id: string, value: unknown): ValueProblem | undefined {
  const parameter = findParameter(effect, id);
  const validation_error = parameter
    ? validationError(parameter, value)
    : `expected one of the parameters of ${effect.id} (${effect.parameters.map((known) => known.id).join(', ')}), got ${quote(id)}`;
  return validation_error === undefined ? undefined : { parameter_id: id, parameter_value: echo(value), validation_error };
}

/** A refused value as it goes into an error: JSON has no NaN, and nobody needs a megabyte back. */
function echo(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'string') return value.slice(0, 200);
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? '[list]' : '[object]';
  return value;
}

/** A set of values as it came from outside, judged: all of them, or the first problem. */
export type ReadValues = { readonly values: ParameterValues } | { readonly problem: ValueProblem };

/** Reads a full or partial set of values and lays it over `base` (default: the effect's defaults). */
export function readValues(effect: EffectDescriptor, given: Record<string, unknown>, base: ParameterValues = {}): ReadValues {
  for (const [id, value] of Object.entries(given)) {
    const problem = valueProblem(effect, id, value);
    if (problem) return { problem };
  }
  // Every value has just been found to be a number, and every id to be the effect's own.
  return { values: fullValues(effect, { ...base, ...(given as ParameterValues) }) };
}

/** The effect that a set of values seems to be meant for, where it is not `effect`: in words, for the end of a message. */
export function meantForAnother(effect: EffectDescriptor, given: Record<string, unknown>): string {
  const ids = Object.keys(given);
  if (ids.every((id) => findParameter(effect, id))) return '';
  const other = catalogue.find((candidate) => ids.every((id) => findParameter(candidate, id)));
  return other ? `; the preset seems to be meant for ${other.id}, not for ${effect.id}` : '';
}
