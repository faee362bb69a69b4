import { emptyTrack } from '../../wire/state.ts';
import { rackDeeds } from '../provenance/of-changes.ts';
import type { Draft } from '../state.ts';
import type { Entry } from '../tie.ts';
import { diffTrack } from '../undo/diff.ts';
import { replay, type Tracks } from './replay.ts';
import { told } from './told.ts';

interface TakeInOptions {
  readonly draft: Draft;
  readonly session_id: string;
  /** The remote's state. */
  readonly confirmed: Tracks;
  /** ISO 8601. */
  readonly now: string;
  /** Who is told to have changed it. */
  readonly by: string;
  readonly newId: () => string;
}

/** Makes a session the remote's state with what waits on top, and leaves the traces that every change leaves. */
export function takeIn({ draft, session_id, confirmed, now, by, newId }: TakeInOptions): Entry {
  const target = replay(
    confirmed,
    draft.outgoing(session_id).map(({ edit }) => edit),
  );
  const present = new Map(draft.session(session_id).tracks.map((track) => [track.track_id, track]));
  const edits = [...new Set([...present.keys(), ...target.keys()])].flatMap((track_id) => {
    const track = target.get(track_id) ?? emptyTrack(track_id);
    const made = diffTrack(present.get(track_id) ?? emptyTrack(track_id), track);
    if (made.length > 0 || !present.has(track_id)) draft.apply({ kind: 'track', session_id, track });
    return made;
  });
  const { frames, updates } = told(edits, target);
  const act = { operation: 'remote', agent_id: by, timestamp: now };
  for (const deed of rackDeeds(session_id, edits, false, act)) draft.deeds.add(deed);
  for (const { type, data } of frames) {
    draft.note({ kind: 'message', session_id, message: { id: `remote_${newId()}`, type, data, user_id: by, timestamp: now } });
  }
  return { frames, updates, user_id: by };
}
