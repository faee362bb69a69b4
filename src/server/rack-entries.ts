import { catalogue, findEffect } from '../effects/catalogue.ts';
import { type ErrorCode, WireError } from '../wire/errors.ts';
import type { RackEntry } from '../wire/state.ts';
import { quote } from './lookup.ts';
import { readValues } from './values.ts';

const TEXT_LIMIT = 500;

/** Where entries come from and how they are refused. */
interface EntriesContext {
  readonly code: ErrorCode;
  /** What the error's details hold besides index, parameter and reason. */
  readonly details?: Record<string, unknown>;
}

/**
 * Reads the plugins of a rack preset: known effects, full sets of valid values, names as text. All or nothing.
 *
 * @throws WireError of the given code, naming the plugin's index and the parameter
 */
export function readRackEntries(entries: readonly Record<string, unknown>[], context: EntriesContext): Required<RackEntry>[] {
  return entries.map((entry, index) => readEntry(entry, index, context));
}

function readEntry(entry: Record<string, unknown>, index: number, { code, details }: EntriesContext): Required<RackEntry> {
  const refuse = (field: string, problem: string, more: Record<string, unknown> = {}): WireError => {
    const preset_error = `plugins[${index}].${field}: ${problem}`;
    return new WireError(code, preset_error, { ...details, plugin_index: index, preset_error, ...more });
  };
  const { effect: id, name, bypassed = false, parameters = {} } = entry;
  const effect = typeof id === 'string' ? findEffect(id) : undefined;
  if (!effect) {
    const known = catalogue.map((candidate) => candidate.id);
    const got = typeof id === 'string' ? quote(id) : id === undefined ? 'nothing' : typeof id;
    throw refuse('effect', `expected one of ${known.join(', ')}, got ${got}`, { known });
  }
  if (name !== undefined && (typeof name !== 'string' || name === '' || name.length > TEXT_LIMIT))
    throw refuse('name', `expected text of 1 to ${TEXT_LIMIT} characters, got ${describe(name)}`);
  if (typeof bypassed !== 'boolean') throw refuse('bypassed', `expected true or false, got ${describe(bypassed)}`);
  if (typeof parameters !== 'object' || parameters === null || Array.isArray(parameters))
    throw refuse('parameters', `expected an object, got ${describe(parameters)}`);
  const read = readValues(effect, parameters as Record<string, unknown>);
  if ('problem' in read)
    throw refuse(`parameters.${read.problem.parameter_id.slice(0, 60)}`, read.problem.validation_error, { ...read.problem });
  return { effect: effect.id, name: name ?? effect.name, bypassed, parameters: read.values };
}

function describe(value: unknown): string {
  if (typeof value === 'string') return value === '' ? 'empty text' : `the text ${quote(value)}`;
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : String(value);
}
