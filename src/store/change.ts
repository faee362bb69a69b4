import type { Preset, SessionState, TrackState } from '../wire/state.ts';

/** One change of what is stored. Each names the whole new value, so that of several for one thing the last one counts. */
export type Change =
  | { readonly kind: 'track'; readonly session_id: string; readonly track: TrackState }
  | { readonly kind: 'preset'; readonly preset: Preset }
  | { readonly kind: 'preset-removed'; readonly effect: string; readonly name: string };

/** The thing that a change is about, as a key for maps. */
export function changeKey(change: Change): string {
  if (change.kind === 'track') return JSON.stringify(['track', change.session_id, change.track.track_id]);
  const { effect, name } = change.kind === 'preset' ? change.preset : change;
  return JSON.stringify(['preset', effect, name]);
}

/** Something stored that this build cannot show, in words. It stays stored as it is. */
export interface Problem {
  /** Absent for a preset, which belongs to every session. */
  readonly session_id?: string;
  readonly text: string;
}

/** Everything that is stored, as `load()` gives it. */
export interface Stored {
  /** Tracks in the order of their ids. */
  readonly sessions: readonly SessionState[];
  /** The users' presets, without the factory's. */
  readonly presets: readonly Preset[];
  readonly problems: readonly Problem[];
}

/** Where a server keeps its state. `openStore` gives the real one. */
export interface Store {
  load(): Promise<Stored>;
  /**
   * Keeps all changes or none; resolves once they are stored.
   *
   * @throws StoreError
   */
  write(changes: readonly Change[]): Promise<void>;
  close(): void;
}
