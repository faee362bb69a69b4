import { resolveEffect } from '../effects/catalogue.ts';
import type { ServerFrames, ServerFrameType } from './replies.ts';
import type { PluginState, TrackState } from './state.ts';

/** A frame that may tell of a change: replies to one's own requests, and what others did. */
type AnyFrame = { [T in ServerFrameType]: { readonly type: T; readonly data: ServerFrames[T] } }[ServerFrameType];

/**
 * The track that a frame changes, as it is afterwards.
 *
 * @param track gives what is known of a track
 * @returns nothing where the frame changes no track
 */
export function changedTrack(
  { type, data }: { readonly type: string; readonly data: unknown },
  track: (id: string) => TrackState,
): TrackState | undefined {
  // The data are trusted to fit their type, as the server made them.
  const frame = { type, data } as AnyFrame;
  switch (frame.type) {
    case 'PLUGIN_ADD': {
      const { plugin_id, name, plugin_path, parameters, position, track_id } = frame.data;
      const effect = resolveEffect(plugin_path, name)?.id ?? '';
      const before = track(track_id);
      const others = before.plugins.filter((plugin) => plugin.plugin_id !== plugin_id);
      const added: PluginState = { plugin_id, name, plugin_path, effect, bypassed: false, parameters };
      return { ...before, plugins: others.toSpliced(position ?? others.length, 0, added) };
    }
    case 'PLUGIN_REMOVE': {
      const before = track(frame.data.track_id);
      return { ...before, plugins: before.plugins.filter(({ plugin_id }) => plugin_id !== frame.data.plugin_id) };
    }
    case 'PLUGIN_MOVE': {
      const { track_id, plugin_id, position } = frame.data;
      const before = track(track_id);
      const moved = before.plugins.filter((plugin) => plugin.plugin_id === plugin_id);
      const others = before.plugins.filter((plugin) => plugin.plugin_id !== plugin_id);
      return { ...before, plugins: others.toSpliced(position, 0, ...moved) };
    }
    case 'PLUGIN_PARAMETER': {
      const { parameter_id, parameter_value } = frame.data;
      return withPlugin(track(frame.data.track_id), frame.data.plugin_id, (plugin) =>
        withValues(plugin, { [parameter_id]: parameter_value }),
      );
    }
    case 'PLUGIN_PARAMETER_BATCH': {
      const values = Object.fromEntries(frame.data.parameters.map(({ parameter_id, parameter_value }) => [parameter_id, parameter_value]));
      return withPlugin(track(frame.data.track_id), frame.data.plugin_id, (plugin) => withValues(plugin, values));
    }
    case 'PLUGIN_PRESET':
      return withPlugin(track(frame.data.track_id), frame.data.plugin_id, (plugin) => withValues(plugin, frame.data.preset_data));
    case 'PLUGIN_PARAMETERS_GET':
      return withPlugin(track(frame.data.track_id), frame.data.plugin_id, (plugin) => withValues(plugin, frame.data.parameters));
    case 'PLUGIN_BYPASS':
      return withPlugin(track(frame.data.track_id), frame.data.plugin_id, (plugin) => ({ ...plugin, bypassed: frame.data.bypass }));
    case 'RACK_BYPASS':
      return { ...track(frame.data.track_id), bypassed: frame.data.bypass };
    case 'RACK_LOAD':
      return { ...track(frame.data.track_id), plugins: frame.data.plugins };
    default:
      return undefined;
  }
}

const withValues = (plugin: PluginState, values: Readonly<Record<string, number>>): PluginState => ({
  ...plugin,
  parameters: { ...plugin.parameters, ...values },
});

const withPlugin = (track: TrackState, plugin_id: string, map: (plugin: PluginState) => PluginState): TrackState => ({
  ...track,
  plugins: track.plugins.map((plugin) => (plugin.plugin_id === plugin_id ? map(plugin) : plugin)),
});
