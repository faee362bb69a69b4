import type { ParameterValues } from '../../effects/descriptor.ts';
import { WireError } from '../../wire/errors.ts';
import type { RequestData } from '../../wire/requests.ts';
import type { Context, Handler } from '../handler.ts';
import { type Found, findPlugin, quote, withPlugin } from '../lookup.ts';
import { findPreset } from '../presets.ts';
import { meantForAnother, readValues } from '../values.ts';

/**
 * Loads a preset into a plugin: values that come with the request are laid over the present ones; a preset of that
 * name replaces them all. Where both come, the values count and the name is a label. The reply holds the full set.
 */
export const pluginPreset: Handler<'PLUGIN_PRESET'> = (data, context) => {
  const found = findPlugin(context, data);
  const { track_id, plugin_id, preset_name } = data;
  const parameters = data.preset_data ? merged(found, data, data.preset_data) : named(context, found, data);
  return {
    reply: { track_id, plugin_id, ...(preset_name !== undefined && { preset_name }), preset_data: parameters, success: true },
    changes: [withPlugin(context, found.track, found.index, { ...found.plugin, parameters })],
    updates: [{ track_id, plugin_id, state: 'preset_loaded' }],
  };
};

type Data = RequestData<'PLUGIN_PRESET'>;

function refuse({ plugin_id, track_id }: Data, preset_error: string, more: Record<string, unknown> = {}): WireError {
  return new WireError('PRESET_LOAD_FAILED', `the preset was not loaded: ${preset_error}`, { plugin_id, track_id, preset_error, ...more });
}

function merged({ effect, plugin }: Found, data: Data, given: Record<string, unknown>): ParameterValues {
  const read = readValues(effect, given, plugin.parameters);
  if ('values' in read) return read.values;
  const { parameter_id, validation_error } = read.problem;
  throw refuse(data, `${parameter_id.slice(0, 60)}: ${validation_error}${meantForAnother(effect, given)}`, { ...read.problem });
}

function named({ state }: Context, { effect }: Found, data: Data): ParameterValues {
  const { preset_name = '' } = data;
  const preset = findPreset(state, effect.id, preset_name);
  if (preset?.kind === 'effect') return preset.parameters;
  throw refuse(data, `expected the name of a preset of ${effect.id}, got ${quote(preset_name)}`, { preset_name });
}
