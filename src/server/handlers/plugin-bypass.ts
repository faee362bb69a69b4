import type { Handler } from '../handler.ts';
import { findPlugin, withPlugin } from '../lookup.ts';

/** Takes a plugin out of the signal, or back in. */
export const pluginBypass: Handler<'PLUGIN_BYPASS'> = (data, context) => {
  const { track, plugin, index } = findPlugin(context, data);
  const { track_id, plugin_id, bypass } = data;
  return {
    reply: { ...data, success: true },
    changes: [withPlugin(context, track, index, { ...plugin, bypassed: bypass })],
    updates: [{ track_id, plugin_id, state: 'bypassed' }],
  };
};
