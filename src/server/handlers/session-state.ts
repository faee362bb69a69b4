import type { Handler } from '../handler.ts';

/** The whole session: what a client needs to show and sound everything. */
export const sessionStateGet: Handler<'SESSION_STATE_GET'> = (_data, { state, session_id, problems }) => {
  const session = state.session(session_id);
  const concerning = problems.filter((problem) => problem.session_id === undefined || problem.session_id === session_id);
  return {
    reply: {
      ...session,
      ...(concerning.length > 0 && { problems: concerning.map(({ text }) => text) }),
      success: true,
    },
  };
};
