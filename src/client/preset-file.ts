import { catalogue, findEffect, findParameter } from '../effects/catalogue.ts';
import type { EffectDescriptor } from '../effects/descriptor.ts';
import { validationError } from '../effects/value.ts';
import type { Preset, RackEntry } from '../wire/state.ts';

/** The name of the format in the file itself, so that any other JSON is recognised as such. */
const FORMAT = 'rackwire-preset';
const VERSION = 1;
/** Larger than any preset, in bytes. */
const SIZE_LIMIT = 1024 * 1024;
const NAME_LIMIT = 200;

/** What a preset file holds: an effect's values, or a rack. */
export type ImportedPreset =
  | { effect: string; name: string; parameters: Record<string, number> }
  | { effect: 'rack'; name: string; plugins: RackEntry[] };

/** The text of a preset file. */
export function writePresetFile(preset: Preset): string {
  const content = preset.kind === 'rack' ? { plugins: preset.plugins } : { parameters: preset.parameters };
  return `${JSON.stringify({ format: FORMAT, version: VERSION, effect: preset.effect, name: preset.name, ...content }, null, 2)}\n`;
}

/** A file name that every system takes: `Vocal Plate.reverb.json`. */
export const presetFileName = ({ name, effect }: Pick<Preset, 'name' | 'effect'>): string =>
  `${name.replace(/[^\p{L}\p{N} ._-]+/gu, '_').slice(0, 80)}.${effect}.json`;

/**
 * Reads a preset file.
 *
 * @param effect the effect, or "rack", that the preset is wanted for.
 * @throws Error that names the file, what was expected and what came.
 */
export async function readPresetFile(file: File, effect: string): Promise<ImportedPreset> {
  const fail = (reason: string, cause?: unknown): never => {
    throw new Error(`${file.name}: ${reason}`, { cause });
  };
  if (file.size > SIZE_LIMIT) fail(`expected a preset file of at most ${SIZE_LIMIT} bytes, got ${file.size}`);
  const text = await file.text().catch((cause) => fail('the file could not be read', cause));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    fail('expected a preset file (JSON), got something else', cause);
  }
  const preset = readPreset(value, fail);
  if (preset.version > VERSION)
    fail(`expected version ${VERSION} of the format, got ${preset.version}: it was written by a newer Rackwire`);
  if (preset.effect !== effect) fail(`expected a preset for ${nameOf(effect)}, got one for ${nameOf(preset.effect)}`);
  if (effect === 'rack') {
    if (!preset.plugins) return fail('expected a list of plugins, got none');
    for (const [index, entry] of preset.plugins.entries()) {
      const found =
        findEffect(entry.effect) ??
        fail(`plugin ${index + 1}: expected one of ${catalogue.map(({ id }) => id).join(', ')}, got ${entry.effect}`);
      const problem = problemIn(found, entry.parameters ?? {});
      if (problem) fail(`plugin ${index + 1} (${found.name}): ${problem}`);
    }
    return { effect, name: preset.name, plugins: preset.plugins };
  }
  const found = findEffect(effect) ?? fail(`expected a known effect, got ${effect}`);
  const parameters = preset.parameters ?? fail('expected parameters, got none');
  const problem = problemIn(found, parameters);
  if (problem) fail(problem);
  return { effect, name: preset.name, parameters };
}

/** What the file must hold whatever it is for. Read by hand: a schema library would be the larger part of this module. */
interface PresetFile {
  readonly version: number;
  readonly effect: string;
  readonly name: string;
  readonly parameters?: Record<string, number>;
  readonly plugins?: RackEntry[];
}

type Fail = (reason: string) => never;

function readPreset(value: unknown, fail: Fail): PresetFile {
  const { format, version, effect, name, parameters, plugins } = isObject(value) ? value : fail('expected a preset, got none');
  if (format !== FORMAT) fail('expected a Rackwire preset');
  if (typeof version !== 'number') return fail('expected a version number');
  if (typeof effect !== 'string') return fail('expected an effect');
  if (typeof name !== 'string' || name === '') return fail('expected a name');
  if (name.length > NAME_LIMIT) fail(`expected a name of at most ${NAME_LIMIT} characters`);
  return {
    version,
    effect,
    name,
    ...(parameters !== undefined && { parameters: readValues(parameters, fail) }),
    ...(plugins !== undefined && {
      plugins: Array.isArray(plugins) ? plugins.map((entry) => readEntry(entry, fail)) : fail('expected plugins as a list'),
    }),
  };
}

/** The keys that are not there stay away, as the wire's types want it. */
function readEntry(value: unknown, fail: Fail): RackEntry {
  const { effect, name, bypassed, parameters } = isObject(value) ? value : fail('expected plugins as objects');
  if (typeof effect !== 'string') return fail('expected an effect');
  if (name !== undefined && typeof name !== 'string') return fail('expected the name of a plugin as text');
  if (bypassed !== undefined && typeof bypassed !== 'boolean') return fail('expected bypassed as true or false');
  return {
    effect,
    ...(name !== undefined && { name }),
    ...(bypassed !== undefined && { bypassed }),
    ...(parameters !== undefined && { parameters: readValues(parameters, fail) }),
  };
}

function readValues(value: unknown, fail: Fail): Record<string, number> {
  const entries = Object.entries(isObject(value) ? value : fail('expected the parameters as an object'));
  for (const [, number] of entries) if (typeof number !== 'number') fail('expected numbers for the parameters');
  return Object.fromEntries(entries) as Record<string, number>;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function problemIn(effect: EffectDescriptor, given: Record<string, number>): string | undefined {
  for (const [id, value] of Object.entries(given)) {
    const parameter = findParameter(effect, id);
    if (!parameter) return `${effect.name} has no parameter ${id}`;
    const error = validationError(parameter, value);
    if (error) return `${id}: ${error}`;
  }
  return undefined;
}

const nameOf = (effect: string): string => (effect === 'rack' ? 'a whole rack' : (findEffect(effect)?.name ?? effect));
