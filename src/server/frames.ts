import { BATCH_LIMIT } from '../wire/limits.ts';
import type { TypedChange } from '../wire/replies.ts';
import type { PluginState } from '../wire/state.ts';

/** Changes in messages that every client knows. */

/** A plugin that goes. */
export function removed(track_id: string, { plugin_id }: Pick<PluginState, 'plugin_id'>): TypedChange {
  return { type: 'PLUGIN_REMOVE', data: { track_id, plugin_id, success: true } };
}

/** A plugin that comes as it is, at `position` or behind the last. */
export function added(track_id: string, plugin: PluginState, position?: number): TypedChange[] {
  const { plugin_id, name, plugin_path, parameters, bypassed } = plugin;
  const add: TypedChange = {
    type: 'PLUGIN_ADD',
    data: { track_id, name, plugin_path, plugin_id, ...(position !== undefined && { position }), parameters, success: true },
  };
  return bypassed ? [add, { type: 'PLUGIN_BYPASS', data: { track_id, plugin_id, bypass: true, success: true } }] : [add];
}

/** Values that change: one in a message of its own, as many as a batch holds in a batch, more as a preset with the full set. */
export function turned(track_id: string, { plugin_id, parameters }: PluginState, ids: readonly string[]): TypedChange {
  const values = ids.map((parameter_id) => ({ parameter_id, parameter_value: parameters[parameter_id] as number }));
  const [only] = values;
  if (only && values.length === 1) return { type: 'PLUGIN_PARAMETER', data: { track_id, plugin_id, ...only, success: true } };
  if (values.length <= BATCH_LIMIT)
    return { type: 'PLUGIN_PARAMETER_BATCH', data: { track_id, plugin_id, parameters: values, success: true } };
  return { type: 'PLUGIN_PRESET', data: { track_id, plugin_id, preset_data: parameters, success: true } };
}
