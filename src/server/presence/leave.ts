import type { PresenceData } from '../../wire/replies.ts';
import type { Draft } from '../state.ts';
import { visible } from './handler.ts';

/** What a session's other pages are told of somebody who has left. */
export interface Farewell {
  readonly session_id: string;
  readonly user_id: string;
  readonly data: PresenceData & { readonly success: true };
}

/** Ends a connection's presence in every session, and says whom to tell what. */
export function leave(draft: Draft, connection: string): Farewell[] {
  const left = draft.sessionsOf(connection).flatMap((session_id) => {
    const client = draft.present(session_id).find((candidate) => candidate.connection === connection);
    return client ? [{ session_id, user_id: client.user_id }] : [];
  });
  if (left.length === 0) return [];
  draft.note({ kind: 'left', connection });
  return left.map(({ session_id, user_id }) => {
    const present = visible(draft.present(session_id), { state: draft, session_id });
    return { session_id, user_id, data: { connection, user_id, present, success: true } };
  });
}
