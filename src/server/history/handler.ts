import type { Handler } from '../handler.ts';

/** The session's last changes, oldest first, as they were accepted. They are kept in memory, and end with the server. */
export const historyGet: Handler<'HISTORY_GET'> = ({ limit }, { state, session_id }) => ({
  reply: { messages: state.messages(session_id).slice(-limit), success: true },
});
