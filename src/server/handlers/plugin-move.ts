import type { Handler } from '../handler.ts';
import { findPlugin, withPlugins } from '../lookup.ts';

/** Moves a plugin within its rack. A position beyond the end is the last; the reply says where it went. */
export const pluginMove: Handler<'PLUGIN_MOVE'> = (data, context) => {
  const { track, plugin, index } = findPlugin(context, data);
  const { track_id, plugin_id } = data;
  const position = Math.min(data.position, track.plugins.length - 1);
  return {
    reply: { track_id, plugin_id, position, success: true },
    changes: [withPlugins(context, track, track.plugins.toSpliced(index, 1).toSpliced(position, 0, plugin))],
    updates: [{ track_id, plugin_id, state: 'moved' }],
  };
};
