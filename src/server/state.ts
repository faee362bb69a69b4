import { type Change, changeKey, type Stored } from '../store/change.ts';
import type { Preset, SessionState, TrackState } from '../wire/state.ts';

/** What a handler may read. Every value is immutable: a change is a new value. */
export interface StateView {
  /** A session that nobody has changed yet is empty. */
  session(session_id: string): SessionState;
  /** A user's preset. */
  preset(effect: string, name: string): Preset | undefined;
  /** All users' presets, in no order. */
  presets(): readonly Preset[];
}

/** Maps throughout, so that ids such as `__proto__` are ids like any other. */
const presetKey = (effect: string, name: string): string => JSON.stringify([effect, name]);

/** The published state: what is stored, and what everyone has been told. */
export class State implements StateView {
  readonly #sessions = new Map<string, SessionState>();
  readonly #presets = new Map<string, Preset>();

  load({ sessions, presets }: Pick<Stored, 'sessions' | 'presets'>): void {
    for (const session of sessions) this.#sessions.set(session.session_id, session);
    for (const preset of presets) this.#presets.set(presetKey(preset.effect, preset.name), preset);
  }

  session(session_id: string): SessionState {
    return this.#sessions.get(session_id) ?? { session_id, tracks: [] };
  }

  preset(effect: string, name: string): Preset | undefined {
    return this.#presets.get(presetKey(effect, name));
  }

  presets(): readonly Preset[] {
    return [...this.#presets.values()];
  }

  apply(change: Change): void {
    if (change.kind === 'track') this.#sessions.set(change.session_id, withTrack(this.session(change.session_id), change.track));
    else if (change.kind === 'preset') this.#presets.set(presetKey(change.preset.effect, change.preset.name), change.preset);
    else this.#presets.delete(presetKey(change.effect, change.name));
  }
}

/** A working copy: the published state with changes that are not stored yet laid over it. */
export class Draft implements StateView {
  readonly #base: State;
  readonly #sessions = new Map<string, SessionState>();
  readonly #presets = new Map<string, Preset | undefined>();
  readonly #changes = new Map<string, Change>();

  constructor(base: State) {
    this.#base = base;
  }

  session(session_id: string): SessionState {
    return this.#sessions.get(session_id) ?? this.#base.session(session_id);
  }

  preset(effect: string, name: string): Preset | undefined {
    const key = presetKey(effect, name);
    return this.#presets.has(key) ? this.#presets.get(key) : this.#base.preset(effect, name);
  }

  presets(): readonly Preset[] {
    const untouched = this.#base.presets().filter(({ effect, name }) => !this.#presets.has(presetKey(effect, name)));
    return [...untouched, ...[...this.#presets.values()].filter((preset) => preset !== undefined)];
  }

  apply(change: Change): void {
    this.#changes.set(changeKey(change), change);
    if (change.kind === 'track') this.#sessions.set(change.session_id, withTrack(this.session(change.session_id), change.track));
    else if (change.kind === 'preset') this.#presets.set(presetKey(change.preset.effect, change.preset.name), change.preset);
    else this.#presets.set(presetKey(change.effect, change.name), undefined);
  }

  /** The changes so far, only the last for each thing. */
  get changes(): readonly Change[] {
    return [...this.#changes.values()];
  }

  /** Makes the changes part of the published state. */
  publish(): void {
    for (const change of this.#changes.values()) this.#base.apply(change);
  }
}

/** The session with `track` put in its place. Tracks are in the order of their ids, as the store returns them. */
function withTrack(session: SessionState, track: TrackState): SessionState {
  const others = session.tracks.filter(({ track_id }) => track_id !== track.track_id);
  const at = others.findIndex(({ track_id }) => track_id > track.track_id);
  const place = at < 0 ? others.length : at;
  return { ...session, tracks: [...others.slice(0, place), track, ...others.slice(place)] };
}
