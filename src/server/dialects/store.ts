import { WireError } from '../../wire/errors.ts';
import type { Asked, Dialect, Reading } from './dialect.ts';

type Data = Readonly<Record<string, unknown>>;

/**
 * The form that the application's store speaks: `{id, type: "plugin.add", timestamp, data}`, some fields by other names,
 * a batch across plugins, `heartbeat`, and an `ack` behind the reply to every command that was accepted.
 */
export const store: Dialect = {
  read(value) {
    if (!isObject(value)) return { asked: { type: '', id: '' }, frames: [value] };
    const type = typeof value.type === 'string' ? value.type : '';
    const asked: Asked = { type, id: typeof value.id === 'string' || typeof value.id === 'number' ? String(value.id) : '' };
    const name = type === 'heartbeat' ? 'PING' : commandName(type);
    const frame = { ...value, type: type === '' ? value.type : name };
    if (!isObject(value.data)) return { asked, frames: [frame] };
    if (name === 'PLUGIN_PARAMETER_BATCH' && 'changes' in value.data) return readChanges(asked, frame, value.data);
    return { asked, frames: [{ ...frame, data: withDocumentedNames(name, value.data) }] };
  },

  answer(asked, replies, now) {
    const [reply] = replies;
    const { id } = reply;
    if (reply.type === 'ERROR') {
      const data = reply.data as Data;
      return [{ id, type: 'error', timestamp: now, data: { ...data, message: data.error } }];
    }
    if (reply.type === 'PONG') {
      return [{ id, type: asked.type === 'heartbeat' ? 'heartbeat_response' : 'pong', timestamp: now, data: reply.data }];
    }
    const data = asked.echo
      ? { ...asked.echo, changes: replies.flatMap(({ data }) => changesOf(data as Data)), success: true }
      : withStoreNames(reply.type, reply.data as Data);
    const type = reply.type === 'AUTH_SUCCESS' ? 'auth_success' : asked.type;
    return [
      { id, type, timestamp: now, data },
      { id, type: 'ack', timestamp: now, data: { original_message_id: id, success: true, message: `${asked.type} was carried out`, data } },
    ];
  },

  broadcast({ id, type, data }) {
    const { timestamp = new Date().toISOString() } = data as Data;
    return { id, type: storeType(type), timestamp, data: withStoreNames(type, data as Data) };
  },
};

/** The other ways in which a batch is written. */
const BATCHES: ReadonlySet<string> = new Set(['plugin.batch', 'parameter.batch', 'plugin.parameters']);

/** `plugin.parameter_batch`, `plugin.parameter.batch` → `PLUGIN_PARAMETER_BATCH`. */
function commandName(type: string): string {
  return BATCHES.has(type) ? 'PLUGIN_PARAMETER_BATCH' : type.replaceAll('.', '_').toUpperCase();
}

/** `PLUGIN_PARAMETER_BATCH` → `plugin.parameter_batch`. */
const storeType = (type: string): string => type.toLowerCase().replace('_', '.');

function withDocumentedNames(name: string, data: Data): Data {
  const alias = (documented: string, other: string): Data =>
    documented in data || !(other in data) ? data : { ...data, [documented]: data[other] };
  if (name === 'PLUGIN_ADD') return alias('name', 'plugin_name');
  if (name === 'PLUGIN_BYPASS' || name === 'RACK_BYPASS') return alias('bypass', 'bypassed');
  if (name === 'PLUGIN_PARAMETER') return alias('parameter_value', 'value');
  return data;
}

/** With both names of each field, so that a client finds the one that it knows. */
function withStoreNames(type: string, data: Data): Data {
  if (type === 'PLUGIN_ADD') return { ...data, plugin_name: data.name };
  if (type === 'PLUGIN_BYPASS' || type === 'RACK_BYPASS') return { ...data, bypassed: data.bypass };
  if (type === 'PLUGIN_PARAMETER') return { ...data, value: data.parameter_value };
  if (type === 'PLUGIN_PARAMETER_BATCH') return { ...data, changes: changesOf(data) };
  return data;
}

function changesOf({ track_id, plugin_id, parameters }: Data): object[] {
  const list = parameters as readonly { parameter_id: string; parameter_value: number }[];
  return list.map(({ parameter_id, parameter_value }) => ({ track_id, plugin_id, parameter_id, value: parameter_value }));
}

/** How many changes one batch may hold in all: as many plugins as the rack of a track has places, and some. */
const CHANGES = 100;

/** One batch for each plugin, in the order in which they first come. */
function readChanges(asked: Asked, frame: Data, { changes, ...rest }: Data): Reading {
  const where = `${asked.type}.data.changes`;
  if (!Array.isArray(changes)) throw invalid(`${where}: expected a list, got ${changes === null ? 'null' : typeof changes}`);
  if (changes.length === 0) throw invalid(`${where}: expected at least one change`);
  if (changes.length > CHANGES) throw invalid(`${where}: expected at most ${CHANGES} changes, got ${changes.length}`);
  const plugins = new Map<string, { track_id: unknown; plugin_id: unknown; parameters: object[] }>();
  for (const [index, change] of changes.entries()) {
    if (!isObject(change)) throw invalid(`${where}.${index}: expected {track_id, plugin_id, parameter_id, value}, got ${typeof change}`);
    const { track_id = rest.track_id, plugin_id = rest.plugin_id, parameter_id, value, parameter_value = value } = change;
    const key = JSON.stringify([track_id, plugin_id]);
    const plugin = plugins.get(key) ?? { track_id, plugin_id, parameters: [] };
    plugin.parameters.push({ parameter_id, parameter_value });
    plugins.set(key, plugin);
  }
  const { debounce_ms, apply_immediately } = rest;
  const echo = { ...(debounce_ms !== undefined && { debounce_ms }), ...(apply_immediately !== undefined && { apply_immediately }) };
  return { asked: { ...asked, echo }, frames: [...plugins.values()].map((data) => ({ ...frame, data })) };
}

const isObject = (value: unknown): value is Data => typeof value === 'object' && value !== null && !Array.isArray(value);

const invalid = (message: string): WireError => new WireError('INVALID_MESSAGE', message);
