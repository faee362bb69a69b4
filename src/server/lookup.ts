import { catalogue, findEffect } from '../effects/catalogue.ts';
import type { EffectDescriptor } from '../effects/descriptor.ts';
import type { Change } from '../store/change.ts';
import { WireError } from '../wire/errors.ts';
import type { PluginState, TrackState } from '../wire/state.ts';
import type { Context } from './handler.ts';

/** Text from outside in an error message: quoted, and shortened. */
export const quote = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);

/** @throws WireError `TRACK_NOT_FOUND` */
export function findTrack({ state, session_id }: Context, track_id: string): TrackState {
  const track = state.session(session_id).tracks.find((candidate) => candidate.track_id === track_id);
  if (track) return track;
  throw new WireError(
    'TRACK_NOT_FOUND',
    `expected a track of the session ${quote(session_id)}, got ${quote(track_id)}: a track comes into being with its first PLUGIN_ADD`,
    { track_id },
  );
}

export interface Found {
  readonly track: TrackState;
  readonly plugin: PluginState;
  readonly index: number;
  readonly effect: EffectDescriptor;
}

/** @throws WireError `TRACK_NOT_FOUND`, `PLUGIN_NOT_FOUND` */
export function findPlugin(context: Context, { track_id, plugin_id }: { track_id: string; plugin_id: string }): Found {
  const track = findTrack(context, track_id);
  const index = track.plugins.findIndex((candidate) => candidate.plugin_id === plugin_id);
  const plugin = track.plugins[index];
  if (!plugin) {
    throw new WireError('PLUGIN_NOT_FOUND', `expected a plugin of the track ${quote(track_id)}, got ${quote(plugin_id)}`, {
      plugin_id,
      track_id,
    });
  }
  return { track, plugin, index, effect: requireEffect(plugin.effect) };
}

/**
 * The effect of that id or alias.
 *
 * @throws WireError `PLUGIN_NOT_FOUND` with the known ids
 */
export function requireEffect(name: string): EffectDescriptor {
  const effect = findEffect(name);
  if (effect) return effect;
  const known = catalogue.map(({ id }) => id);
  throw new WireError('PLUGIN_NOT_FOUND', `expected one of the effects ${known.join(', ')}, got ${quote(name)}`, { effect: name, known });
}

/** The change that puts `plugins` in the place of the track's. */
export function withPlugins({ session_id }: Context, track: TrackState, plugins: readonly PluginState[]): Change {
  return { kind: 'track', session_id, track: { ...track, plugins } };
}

/** The change that puts `plugin` in the place of the one at `index`. */
export function withPlugin(context: Context, track: TrackState, index: number, plugin: PluginState): Change {
  return withPlugins(context, track, track.plugins.with(index, plugin));
}
