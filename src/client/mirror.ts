import { resolveEffect } from '../effects/catalogue.ts';
import { emptyTrack, type PluginState, type SessionState, type TrackState } from '../wire/state.ts';
import type { IncomingFrame } from './client.ts';

/**
 * The session as the server last told it: a snapshot, then each typed frame applied to it. Replies to one's own
 * requests and other pages' changes have the same frames, so that there is one way to follow both.
 */
export class Mirror {
  #tracks = new Map<string, TrackState>();
  readonly #empty = new Map<string, TrackState>();

  /** Replaces all. Returns the ids of tracks that were or are now known. */
  reset(session: SessionState): ReadonlySet<string> {
    const before = this.#tracks.keys();
    this.#tracks = new Map(session.tracks.map((track) => [track.track_id, track]));
    return new Set([...before, ...this.#tracks.keys()]);
  }

  /** The tracks as they stand now, whatever comes later. */
  snapshot(): ReadonlyMap<string, TrackState> {
    return new Map(this.#tracks);
  }

  /** The track, empty where the server has none of that name yet. */
  track(track_id: string): TrackState {
    const known = this.#tracks.get(track_id) ?? this.#empty.get(track_id);
    if (known) return known;
    // The same object every time: whoever compares must not take nothing for a change.
    const empty = emptyTrack(track_id);
    this.#empty.set(track_id, empty);
    return empty;
  }

  /** Applies one frame. Returns the id of the track that it changed, if any. */
  apply(frame: Pick<IncomingFrame, 'type' | 'data'>): string | undefined {
    const next = change(frame as IncomingFrame, (track_id) => this.track(track_id));
    if (!next) return undefined;
    this.#tracks.set(next.track_id, next);
    return next.track_id;
  }
}

function change(frame: IncomingFrame, track: (id: string) => TrackState): TrackState | undefined {
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
