import { changedTrack } from '../wire/changed-track.ts';
import { emptyTrack, type SessionState, type TrackState } from '../wire/state.ts';
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
    const next = changedTrack(frame, (track_id) => this.track(track_id));
    if (!next) return undefined;
    this.#tracks.set(next.track_id, next);
    return next.track_id;
  }
}
