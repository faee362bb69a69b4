import type { Handler } from '../handler.ts';
import { findPlugin, withPlugins } from '../lookup.ts';

/** Takes a plugin out of its rack. The track stays, even empty. */
export const pluginRemove: Handler<'PLUGIN_REMOVE'> = (data, context) => {
  const { track, index } = findPlugin(context, data);
  return {
    reply: { ...data, success: true },
    changes: [withPlugins(context, track, track.plugins.toSpliced(index, 1))],
    updates: [{ ...data, state: 'removed' }],
  };
};
