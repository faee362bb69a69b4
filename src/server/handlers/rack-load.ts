import { WireError } from '../../wire/errors.ts';
import type { RequestData } from '../../wire/requests.ts';
import { emptyTrack, type PluginState, type RackEntry } from '../../wire/state.ts';
import { added, removed } from '../frames.ts';
import type { Context, Handler } from '../handler.ts';
import { quote, withPlugins } from '../lookup.ts';
import { findPreset, RACK } from '../presets.ts';
import { unusedPluginIds } from '../rack.ts';
import { readRackEntries } from '../rack-entries.ts';

/**
 * Replaces a track's plugins by those of the request or of a rack preset, with new ids; the track comes into being if
 * need be, and the rack's own bypass stays as it is. Other pages are told in messages that every client knows.
 */
export const rackLoad: Handler<'RACK_LOAD'> = (data, context) => {
  const { track_id } = data;
  const former = context.state.session(context.session_id).tracks.find((track) => track.track_id === track_id) ?? emptyTrack(track_id);
  const entries = data.plugins
    ? readRackEntries(data.plugins, { code: 'PRESET_LOAD_FAILED', details: { track_id } })
    : named(context, data);
  const ids = unusedPluginIds(context, entries.length);
  const plugins = entries.map(({ effect, name, bypassed, parameters }, index): PluginState => {
    return { plugin_id: ids[index] as string, name, plugin_path: effect, effect, bypassed, parameters };
  });
  return {
    reply: { track_id, plugins, success: true },
    changes: [withPlugins(context, former, plugins)],
    frames: [...former.plugins.map((plugin) => removed(track_id, plugin)), ...plugins.flatMap((plugin) => added(track_id, plugin))],
    updates: [
      ...former.plugins.map(({ plugin_id }) => ({ track_id, plugin_id, state: 'removed' as const })),
      ...plugins.map(({ plugin_id }) => ({ track_id, plugin_id, state: 'added' as const })),
    ],
  };
};

function named({ state }: Context, { track_id, preset_name = '' }: RequestData<'RACK_LOAD'>): readonly Required<RackEntry>[] {
  const preset = findPreset(state, RACK, preset_name);
  if (preset?.kind === 'rack') {
    const entries = preset.plugins.map((entry) => ({ ...entry }));
    return readRackEntries(entries, { code: 'PRESET_LOAD_FAILED', details: { track_id, preset_name } });
  }
  const preset_error = `expected the name of a rack preset, got ${quote(preset_name)}`;
  throw new WireError('PRESET_LOAD_FAILED', preset_error, { track_id, preset_name, preset_error });
}
