import * as v from 'valibot';
import { BATCH_LIMIT, HISTORY_LIMIT, PROVENANCE_LIMIT, UNDO_LIMIT } from './limits.ts';

export { BATCH_LIMIT };

/**
 * The requests of the plugin dialect: one schema for each message's `data`. Parameter values are `unknown` here; the
 * server judges them by the effect's descriptor, so that the error can name range and unit.
 */

const text = (what: string, max = 200) =>
  v.pipe(
    v.string(`expected ${what} as text`),
    v.minLength(1, `expected ${what}, got empty text`),
    v.maxLength(max, `expected at most ${max} characters for ${what}`),
  );

const freeText = (what: string, max = 1000) =>
  v.pipe(v.string(`expected ${what} as text`), v.maxLength(max, `expected at most ${max} characters for ${what}`));

/** A JSON object as it came, own keys only; unlike `v.record` it keeps hostile keys, so that they are refused by name. */
const object = (what: string) =>
  v.custom<Record<string, unknown>>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    `expected ${what} as an object`,
  );

const position = v.pipe(
  v.number('expected position as a number'),
  v.integer('expected position as a whole number'),
  v.minValue(0, 'expected position from 0 up'),
);
const flag = (what: string) => v.boolean(`expected ${what} as true or false`);

const track_id = text('a track_id');
const plugin_id = text('a plugin_id');
const plugin = { track_id, plugin_id };
const rackEntries = v.pipe(v.array(object('a plugin'), 'expected plugins as a list'), v.maxLength(64, 'expected at most 64 plugins'));

const count = (what: string, min: number, max: number) =>
  v.pipe(
    v.number(`expected ${what} as a number`),
    v.integer(`expected ${what} as a whole number`),
    v.minValue(min, `expected ${what} from ${min} up`),
    v.maxValue(max, `expected ${what} up to ${max}`),
  );
/** How many steps back or forth; 0 only asks how many there are. */
const undoSteps = v.optional(v.object({ steps: v.optional(count('steps', 0, UNDO_LIMIT), 1) }), {});

export const requestSchemas = {
  PLUGIN_ADD: v.object({
    track_id,
    name: text('a name', 500),
    plugin_path: v.optional(freeText('a plugin_path'), ''),
    plugin_id: v.optional(
      v.pipe(
        v.string('expected plugin_id as text'),
        v.regex(/^[A-Za-z0-9_]{0,100}$/, 'expected plugin_id of letters, digits and underscores'),
      ),
      '',
    ),
    position: v.optional(position),
  }),
  PLUGIN_REMOVE: v.object(plugin),
  PLUGIN_PARAMETER: v.object({ ...plugin, parameter_id: text('a parameter_id'), parameter_value: v.optional(v.unknown()) }),
  PLUGIN_PARAMETER_BATCH: v.object({
    ...plugin,
    parameters: v.pipe(
      v.array(
        v.object({ parameter_id: text('a parameter_id'), parameter_value: v.optional(v.unknown()) }),
        'expected parameters as a list',
      ),
      v.minLength(1, 'expected at least one parameter'),
      v.maxLength(BATCH_LIMIT, `expected at most ${BATCH_LIMIT} parameters`),
    ),
    timestamp: v.optional(v.union([v.string(), v.number()])),
  }),
  PLUGIN_BYPASS: v.object({ ...plugin, bypass: flag('bypass') }),
  PLUGIN_PRESET: v.pipe(
    v.object({ ...plugin, preset_data: v.optional(object('preset_data')), preset_name: v.optional(text('a preset_name')) }),
    v.check((data) => data.preset_data !== undefined || data.preset_name !== undefined, 'expected preset_data or preset_name'),
  ),
  PLUGIN_PARAMETERS_GET: v.object(plugin),
  PLUGIN_MOVE: v.object({ ...plugin, position }),
  RACK_BYPASS: v.object({ track_id, bypass: flag('bypass') }),
  RACK_LOAD: v.pipe(
    v.object({ track_id, plugins: v.optional(rackEntries), preset_name: v.optional(text('a preset_name')) }),
    v.check((data) => data.plugins !== undefined || data.preset_name !== undefined, 'expected plugins or preset_name'),
  ),
  SESSION_STATE_GET: v.optional(v.object({}), {}),
  PLUGIN_CATALOG_GET: v.optional(v.object({}), {}),
  PRESET_LIST: v.optional(v.object({ effect: v.optional(text('an effect')) }), {}),
  PRESET_SAVE: v.pipe(
    v.object({
      effect: text('an effect'),
      name: text('a preset name'),
      parameters: v.optional(object('parameters')),
      plugins: v.optional(rackEntries),
      /** The preset's former name: it is renamed (and changed) in one step. */
      rename_from: v.optional(text('a preset name')),
      /** Without it, a name that is taken is refused. */
      replace: v.optional(flag('replace'), false),
    }),
    v.check(
      (data) => (data.effect === 'rack' ? data.plugins !== undefined : data.parameters !== undefined),
      'expected parameters for an effect, or plugins for the effect "rack"',
    ),
  ),
  PRESET_DELETE: v.object({ effect: text('an effect'), name: text('a preset name') }),
  /** `token` may be empty where the server asks for none. */
  AUTH: v.object({
    token: v.optional(freeText('a token', 8192), ''),
    user_id: v.optional(freeText('a user_id', 200), ''),
    session_id: v.optional(freeText('a session_id', 200), ''),
  }),
  UNDO: undoSteps,
  REDO: undoSteps,
  HISTORY_GET: v.optional(v.object({ limit: v.optional(count('limit', 1, HISTORY_LIMIT), HISTORY_LIMIT) }), {}),
  /** With all three, a knob is taken or let go; with none, the list is asked for. */
  PRESENCE: v.optional(
    v.pipe(
      v.object({ plugin_id: v.optional(plugin_id), parameter_id: v.optional(text('a parameter_id')), held: v.optional(flag('held')) }),
      v.check(
        ({ plugin_id, parameter_id, held }) => new Set([plugin_id, parameter_id, held].map((field) => field === undefined)).size === 1,
        'expected plugin_id, parameter_id and held, or none of them',
      ),
    ),
    {},
  ),
  PROVENANCE_GET: v.optional(
    v.object({
      entity_id: v.optional(text('an entity_id', 500)),
      track_id: v.optional(track_id),
      limit: v.optional(count('limit', 1, PROVENANCE_LIMIT), 100),
      verify: v.optional(flag('verify'), false),
    }),
    {},
  ),
  PING: v.optional(v.unknown()),
} as const;

export type RequestType = keyof typeof requestSchemas;
/** `data` of a request as the server's handlers get it: parsed, with defaults. */
export type RequestData<T extends RequestType> = v.InferOutput<(typeof requestSchemas)[T]>;
/** `data` of a request as a client sends it. */
export type RequestInput<T extends RequestType> = v.InferInput<(typeof requestSchemas)[T]>;

export const isRequestType = (type: string): type is RequestType => Object.hasOwn(requestSchemas, type);
