import { SLOTS } from '../effects/block-layout.ts';
import { WireError } from '../wire/errors.ts';
import type { TrackState } from '../wire/state.ts';
import type { Context } from './handler.ts';
import { quote } from './lookup.ts';

/** @throws WireError `ENGINE_ERROR` where the engine has no slot left for another plugin of this track */
export function refuseFullRack({ track_id, plugins }: TrackState): void {
  if (plugins.length < SLOTS) return;
  const engine_error = `expected at most ${SLOTS} plugins in a rack; the track ${quote(track_id)} has them: remove one first`;
  throw new WireError('ENGINE_ERROR', engine_error, { engine_error, track_id, limit: SLOTS });
}

/** As many new plugin ids, which no plugin of the session has. */
export function unusedPluginIds({ state, session_id, newId }: Context, count: number): string[] {
  const taken = new Set(state.session(session_id).tracks.flatMap(({ plugins }) => plugins.map(({ plugin_id }) => plugin_id)));
  return Array.from({ length: count }, () => {
    const base = `plugin_${newId()}`;
    let id = base;
    for (let attempt = 2; taken.has(id); attempt += 1) id = `${base}_${attempt}`;
    taken.add(id);
    return id;
  });
}
