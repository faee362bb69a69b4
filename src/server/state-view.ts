import type { Entity, Head } from '../store/change.ts';
import type { Outgoing } from '../store/outgoing.ts';
import type { UndoStep } from '../store/undo-step.ts';
import type { HistoryMessage, PresentClient, Preset, ProvenanceRecord, SessionState } from '../wire/state.ts';

/** What a handler may read. Every value is immutable: a change is a new value. */
export interface StateView {
  /** A session that nobody has changed yet is empty. */
  session(session_id: string): SessionState;
  /** All sessions that anybody has changed, in no order. */
  sessions(): readonly SessionState[];
  /** A user's preset. */
  preset(effect: string, name: string): Preset | undefined;
  /** All users' presets, in no order. */
  presets(): readonly Preset[];
  /** A user's steps of undo in a session, oldest first: those that are done, then those that are undone. */
  steps(session_id: string, user_id: string): readonly UndoStep[];
  /** The session's changes that its remote has not confirmed yet, in their order. */
  outgoing(session_id: string): readonly Outgoing[];
  /** What is known of a chain of provenance. */
  chain(chain: string): ChainState;
  /** The newest record of an entity. */
  head(chain: string, entity: Entity): KnownHead | undefined;
  /** All heads of a chain, in no order. */
  heads(chain: string): readonly KnownHead[];
  /** The session's last changes, oldest first. */
  messages(session_id: string): readonly HistoryMessage[];
  /** Who has shown themselves in the session, in the order of their coming. */
  present(session_id: string): readonly PresentClient[];
  /** The sessions in which a connection has shown itself. */
  sessionsOf(connection: string): readonly string[];
}

export interface ChainState {
  /** The number of the next record. */
  readonly next: number;
}

/** A head, with its record where that is a knob's, made by this server: further turns may become part of it. */
export interface KnownHead extends Head {
  readonly record?: ProvenanceRecord;
}

/** Something of the moment: it is kept in memory, and nobody waits for the store because of it. */
export type Note =
  | { readonly kind: 'message'; readonly session_id: string; readonly message: HistoryMessage }
  | { readonly kind: 'present'; readonly session_id: string; readonly client: PresentClient }
  | { readonly kind: 'left'; readonly connection: string };

/** Stands in for a state that is out of reach: requests that need none of it work all the same. */
export function refusingState(refusal: Error): StateView {
  const refuse = () => {
    throw refusal;
  };
  return {
    session: refuse,
    sessions: refuse,
    preset: refuse,
    presets: refuse,
    steps: refuse,
    outgoing: refuse,
    chain: refuse,
    head: refuse,
    heads: refuse,
    messages: refuse,
    present: refuse,
    sessionsOf: refuse,
  };
}
