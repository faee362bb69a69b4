import { catalogue, findEffect } from '../../effects/catalogue.ts';
import { requestSchemas } from '../../wire/requests.ts';

export const STRANGE: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -0,
  -1,
  0.5,
  1e308,
  2 ** 53,
  '',
  ' ',
  '0.5',
  'NaN',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'main',
  'p1',
  '<img src=x onerror=alert(1)>',
  '\ud800',
  '\u0000',
  '🎛️',
  'x'.repeat(300),
  [],
  [[]],
  {},
  { toString: 1 },
  { constructor: { prototype: { polluted: true } } },
];

const TRACKS = ['main', 'main', 'main', 'main', 'nowhere', '__proto__'];
const PLUGINS = ['p1', 'p1', 'p2', 'p2', '__proto__', ''];
/** The fields that a schema declares, be it optional as a whole or not. */
function fieldsOf(schema: unknown): string[] {
  const { entries, wrapped } = schema as { readonly entries?: object; readonly wrapped?: unknown };
  return entries ? Object.keys(entries) : wrapped ? fieldsOf(wrapped) : [];
}

const FIELDS = [...new Set(Object.values(requestSchemas).flatMap(fieldsOf))];
const PARAMETERS = [...new Set(catalogue.flatMap(({ parameters }) => parameters.map(({ id }) => id))), '__proto__', 'nope'];

/**
 * Makes frames that are nearly, and sometimes wholly, right: requests as their schemas have them, with a strange value here
 * and a missing field there.
 */
export function frameSource(random: () => number): (id: string) => Record<string, unknown> {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const types = [...Object.keys(requestSchemas), 'ERROR', 'plugin.add', 'plugin.parameter', 'heartbeat', '__proto__', ''];

  /** Values for parameters of one effect, mostly right. */
  const parameters = (effect = pick(catalogue)): Record<string, unknown> => {
    const chosen = effect.parameters.filter(() => random() < 0.3);
    const values = chosen.map(({ id, min, max, default: usual }) => [id, pick([min, max, usual, usual, random() * 2])] as const);
    return Object.fromEntries(random() < 0.1 ? [...values, [pick(PARAMETERS), pick(STRANGE)]] : values);
  };
  const makers: Record<string, (type: string) => unknown> = {
    track_id: () => pick(TRACKS),
    plugin_id: () => pick(PLUGINS),
    parameter_id: () => pick(PARAMETERS),
    parameter_value: () => pick([0, 0.5, 1, 1000, 5000]),
    position: () => Math.floor(random() * 5),
    bypass: () => random() < 0.5,
    replace: () => random() < 0.5,
    preset_data: () => parameters(random() < 0.8 ? findEffect('eq') : undefined),
    parameters: (type) =>
      type === 'PRESET_SAVE'
        ? parameters(findEffect('eq'))
        : Object.entries(parameters(findEffect('eq'))).map(([parameter_id, parameter_value]) => ({ parameter_id, parameter_value })),
    plugins: () =>
      Array.from({ length: Math.floor(random() * 4) }, () => {
        const effect = pick(catalogue);
        return { effect: random() < 0.1 ? pick(STRANGE) : effect.id, parameters: parameters(effect) };
      }),
    effect: () => pick(['eq', 'eq', 'rack', 'reverb', 'nope']),
    name: (type) => (type === 'PLUGIN_ADD' ? pick(['eq', 'eq', 'reverb', 'nope']) : pick(['Smile', 'mine', 'yours', 'ours'])),
    plugin_path: () => pick(['', '/x/eq.vst3', '/x/comp.vst3', '__proto__']),
    preset_name: () => pick(['Smile', 'Drum Bus', 'mine', 'yours']),
    rename_from: () => pick(['mine', 'yours']),
    timestamp: () => random(),
    steps: () => Math.floor(random() * 4),
    limit: () => 1 + Math.floor(random() * 100),
    held: () => random() < 0.5,
    verify: () => random() < 0.1,
    entity_id: () => pick(PLUGINS),
    token: () => '',
    user_id: () => 'ann',
    // Who moved to another session would find nothing there to hit.
    session_id: () => 'default',
  };
  const value = (field: string, type: string): unknown => (random() < 0.05 ? pick(STRANGE) : (makers[field]?.(type) ?? pick(STRANGE)));
  const data = (type: string): unknown => {
    if (random() < 0.05) return pick(STRANGE);
    const schema = requestSchemas[type as keyof typeof requestSchemas];
    const declared = schema ? fieldsOf(schema) : [];
    const own = declared.length > 0 ? declared : FIELDS;
    const fields = own.filter((field) => random() < (field === 'rename_from' ? 0.2 : 0.95));
    if (random() < 0.1) fields.push(pick(FIELDS));
    return Object.fromEntries(fields.map((field) => [field, value(field, type)]));
  };
  return (id) => {
    const type = pick(types);
    const frame: Record<string, unknown> = { id, type, data: data(type) };
    if (random() < 0.1) delete frame[pick(['id', 'type', 'data'])];
    if (random() < 0.1) frame[pick(['id', 'user_id', 'session_id', '__proto__'])] = pick(STRANGE);
    return frame;
  };
}
