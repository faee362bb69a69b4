import { catalogue, findEffect } from '../../effects/catalogue.ts';
import { validationError } from '../../effects/value.ts';
import { requestSchemas } from '../../wire/requests.ts';
import type { Server } from '../server.ts';
import type { Received } from './connect.ts';

/** What became of the garbage. */
export interface FuzzResult {
  /** Answers to the frames, without broadcasts and the `ack` behind an answer: as many as frames. */
  readonly answers: number;
  /** How many frames were accepted, by type. */
  readonly accepted: ReadonlyMap<string, number>;
  /** How many were refused, by error code. */
  readonly refused: ReadonlyMap<string, number>;
  /** Answers that no client could use: without words, code or details. */
  readonly malformed: readonly string[];
}

/** Mulberry32: the same seed gives the same garbage, so that what was found can be found again. */
function randomSource(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const STRANGE: readonly unknown[] = [
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

/** Makes frames from text that is no JSON up to requests that are nearly, and sometimes wholly, right. */
function garbageSource(random: () => number): (id: string) => unknown {
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
  const broken = (text: string): unknown => {
    const at = Math.floor(random() * text.length);
    return pick([
      text.slice(0, at),
      text.slice(at),
      `${text.slice(0, at)}${String.fromCharCode(Math.floor(random() * 0x10000))}${text.slice(at + 1)}`,
      text.replaceAll('"', "'"),
      text.replace(/:(\d)/, ':NaN$1'),
    ]);
  };
  return (id) => {
    if (random() < 0.03) return pick([...STRANGE, undefined, new Uint8Array(8)]);
    const type = pick(types);
    const frame: Record<string, unknown> = { id, type, data: data(type) };
    if (random() < 0.1) delete frame[pick(['id', 'type', 'data'])];
    if (random() < 0.1) frame[pick(['id', 'user_id', 'session_id', '__proto__'])] = pick(STRANGE);
    const text = JSON.stringify(frame);
    return random() < 0.15 ? broken(text) : text;
  };
}

/**
 * Sends `count` frames of garbage to a server over a connection of its own, `burst` at a time, and counts the answers.
 * The track "main" with the plugins "p1" and "p2" is there for the garbage to hit.
 */
export async function fuzz(server: Pick<Server, 'connect'>, count: number, { seed = 1, burst = 100 } = {}): Promise<FuzzResult> {
  const garbage = garbageSource(randomSource(seed));
  const accepted = new Map<string, number>();
  const refused = new Map<string, number>();
  const malformed: string[] = [];
  let answers = 0;
  let expected = 0;
  let wake = () => {};
  const tally = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);

  const send = (text: string) => {
    const { id, type, data } = JSON.parse(text) as Received;
    // What comes behind an answer is none.
    if (id.startsWith('broadcast_') || (type as string) === 'ack') return;
    answers += 1;
    if (type === 'ERROR' || (type as string) === 'error') {
      const { code, error, details } = data as { code?: unknown; error?: unknown; details?: unknown };
      tally(refused, String(code));
      if (typeof error !== 'string' || error === '' || typeof details !== 'object') malformed.push(text);
    } else tally(accepted, type);
    if (answers >= expected) wake();
  };
  const session = server.connect({ send, close: () => {} }, { page: `fuzz ${seed}` });
  const all = (frames: readonly unknown[]) =>
    new Promise<void>((resolve) => {
      wake = resolve;
      expected += frames.length;
      for (const frame of frames) session.receive(frame);
    });

  await all(
    ['p1', 'p2'].map((plugin_id) =>
      JSON.stringify({ id: plugin_id, type: 'PLUGIN_ADD', data: { track_id: 'main', name: 'eq', plugin_id } }),
    ),
  );
  for (let sent = 0; sent < count; sent += burst) {
    await all(Array.from({ length: Math.min(burst, count - sent) }, (_, index) => garbage(`fuzz_${sent + index}`)));
  }
  session.closed();
  return { answers, accepted, refused, malformed };
}

/** What in a session's tracks no client could use. */
export function stateFaults(tracks: readonly { readonly track_id: string; readonly plugins: readonly unknown[] }[]): string[] {
  return tracks.flatMap(({ plugins }) =>
    plugins.flatMap((raw) => {
      const { effect: id, plugin_id, parameters } = raw as { effect: string; plugin_id: string; parameters: Record<string, unknown> };
      const effect = findEffect(id);
      if (!effect) return [`${plugin_id}: unknown effect ${id}`];
      const faults = effect.parameters.flatMap((parameter) => validationError(parameter, parameters[parameter.id]) ?? []);
      if (Object.keys(parameters).length !== effect.parameters.length) faults.push(`${plugin_id}: other parameters than ${id} has`);
      return faults;
    }),
  );
}
