import type { EntityType, Preset, ProvenanceRecord, SessionState, TrackState } from '../wire/state.ts';
import type { Outgoing } from './outgoing.ts';
import { slotOf, type UndoStep } from './undo-step.ts';

/** One change of what is stored. Each names the whole new value, so that of several for one thing the last one counts. */
export type Change =
  | { readonly kind: 'track'; readonly session_id: string; readonly track: TrackState }
  | { readonly kind: 'preset'; readonly preset: Preset }
  | { readonly kind: 'preset-removed'; readonly effect: string; readonly name: string }
  /** Takes the place of the user's step that is `UNDO_LIMIT` older. */
  | { readonly kind: 'step'; readonly session_id: string; readonly user_id: string; readonly step: UndoStep }
  | { readonly kind: 'step-removed'; readonly session_id: string; readonly user_id: string; readonly n: number }
  /** The record becomes the head of its entity. `n` counts the records of the chain. `gesture`: it is a knob's. */
  | { readonly kind: 'record'; readonly chain: string; readonly n: number; readonly record: ProvenanceRecord; readonly gesture: boolean }
  | { readonly kind: 'record-removed'; readonly chain: string; readonly n: number }
  | ({ readonly kind: 'head-removed'; readonly chain: string } & Entity)
  | { readonly kind: 'outgoing'; readonly session_id: string; readonly outgoing: Outgoing }
  | { readonly kind: 'outgoing-removed'; readonly session_id: string; readonly n: number };

/** What a provenance record is about, within its chain. */
export interface Entity {
  readonly entity_type: EntityType;
  readonly entity_id: string;
}

/** The newest provenance record of an entity. */
export interface Head extends Entity {
  readonly n: number;
  readonly daid: string;
}

/** The thing that a change is about, as a key for maps. */
export function changeKey(change: Change): string {
  switch (change.kind) {
    case 'track':
      return JSON.stringify(['track', change.session_id, change.track.track_id]);
    case 'preset':
      return JSON.stringify(['preset', change.preset.effect, change.preset.name]);
    case 'preset-removed':
      return JSON.stringify(['preset', change.effect, change.name]);
    case 'step':
      return JSON.stringify(['step', change.session_id, change.user_id, slotOf(change.step.n)]);
    case 'step-removed':
      return JSON.stringify(['step', change.session_id, change.user_id, slotOf(change.n)]);
    case 'record':
    case 'record-removed':
      return JSON.stringify(['record', change.chain, change.n]);
    case 'head-removed':
      return JSON.stringify(['head', change.chain, change.entity_type, change.entity_id]);
    case 'outgoing':
      return JSON.stringify(['outgoing', change.session_id, change.outgoing.n]);
    case 'outgoing-removed':
      return JSON.stringify(['outgoing', change.session_id, change.n]);
  }
}

/** Something stored that this build cannot show, in words. It stays stored as it is. */
export interface Problem {
  /** Absent for a preset, which belongs to every session. */
  readonly session_id?: string;
  readonly text: string;
}

/** Everything that is stored, as `load()` gives it; provenance records stay in the store, but for the names of the heads. */
export interface Stored {
  /** Tracks in the order of their ids. */
  readonly sessions: readonly SessionState[];
  /** The users' presets, without the factory's. */
  readonly presets: readonly Preset[];
  readonly problems: readonly Problem[];
  /** In any order. Default: none. */
  readonly steps?: readonly { readonly session_id: string; readonly user_id: string; readonly step: UndoStep }[];
  /** Default: none. */
  readonly heads?: readonly { readonly chain: string; readonly head: Head }[];
  /** In the order of their numbers. Default: none. */
  readonly outgoing?: readonly { readonly session_id: string; readonly outgoing: Outgoing }[];
}

/** A chain of provenance as it lies in the store, unjudged: verification is for others. */
export interface StoredChain {
  /** In the order of their numbers. */
  readonly records: readonly { readonly n: number; readonly record: unknown }[];
  readonly heads: readonly Head[];
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
  /**
   * The provenance of a chain, records and heads of the same moment.
   *
   * @throws StoreError
   */
  provenance(chain: string): Promise<StoredChain>;
  close(): void;
}
