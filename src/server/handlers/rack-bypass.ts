import type { Handler } from '../handler.ts';
import { findTrack } from '../lookup.ts';

/** Takes a track's whole rack out of the signal, or back in. */
export const rackBypass: Handler<'RACK_BYPASS'> = (data, context) => {
  const track = findTrack(context, data.track_id);
  return {
    reply: { ...data, success: true },
    changes: [{ kind: 'track', session_id: context.session_id, track: { ...track, bypassed: data.bypass } }],
    updates: [{ track_id: data.track_id, plugin_id: '', state: 'bypassed' }],
  };
};
