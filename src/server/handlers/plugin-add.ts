import { catalogue, fullValues, resolveEffect } from '../../effects/catalogue.ts';
import { WireError } from '../../wire/errors.ts';
import { emptyTrack } from '../../wire/state.ts';
import type { Context, Handler } from '../handler.ts';
import { quote, withPlugins } from '../lookup.ts';
import { refuseFullRack, unusedPluginIds } from '../rack.ts';

/**
 * Adds a plugin to a track, which comes into being with its first one. A position beyond the end appends. An id that
 * the client asks for is kept if no plugin of the session has it; one that is taken is refused, because the client
 * holds a picture of the rack that is no longer true.
 */
export const pluginAdd: Handler<'PLUGIN_ADD'> = (data, context) => {
  const { track_id, name, plugin_path, position } = data;
  const { tracks } = context.state.session(context.session_id);
  const effect = resolveEffect(plugin_path, name);
  if (!effect) {
    const known = catalogue.map(({ id }) => id);
    throw new WireError(
      'PLUGIN_NOT_FOUND',
      `expected plugin_path or name of one of the effects ${known.join(', ')}, got the path ${quote(plugin_path)} and the name ${quote(name)}`,
      { plugin_path, name, known },
    );
  }
  const track = tracks.find((candidate) => candidate.track_id === track_id) ?? emptyTrack(track_id);
  refuseFullRack(track);

  const [newId = ''] = unusedPluginIds(context, 1);
  const plugin_id = data.plugin_id ? freeId(context, data.plugin_id) : newId;
  const index = Math.min(position ?? track.plugins.length, track.plugins.length);
  const parameters = fullValues(effect);
  const plugin = { plugin_id, name, plugin_path, effect: effect.id, bypassed: false, parameters };
  return {
    reply: {
      track_id,
      name,
      plugin_path,
      plugin_id,
      ...(position !== undefined && { position: index }),
      parameters,
      success: true,
    },
    changes: [withPlugins(context, track, track.plugins.toSpliced(index, 0, plugin))],
    updates: [{ track_id, plugin_id, state: 'added' }],
  };
};

function freeId({ state, session_id }: Context, plugin_id: string): string {
  for (const { track_id, plugins } of state.session(session_id).tracks) {
    if (!plugins.some((plugin) => plugin.plugin_id === plugin_id)) continue;
    throw new WireError(
      'INVALID_MESSAGE',
      `expected a plugin_id that no plugin of the session has, or an empty one, got ${quote(plugin_id)}, which is on the track ${quote(track_id)}`,
      { plugin_id, track_id },
    );
  }
  return plugin_id;
}
