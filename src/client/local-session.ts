import { ANONYMOUS, DEFAULT_SESSION } from '../wire/frame.ts';
import { Client } from './client.ts';
import { localPort } from './local-port.ts';
import { LocalSocket } from './local-socket.ts';
import { Session } from './session.ts';

interface SharedSession {
  readonly session: Session;
  users: number;
}

const open = new Map<string, SharedSession>();

/**
 * The page's connection to a session of the server in the SharedWorker. All racks of a page in one session share it;
 * the last to call `release` closes it.
 */
export function localSession(session_id: string = DEFAULT_SESSION, user: string = ANONYMOUS): { session: Session; release: () => void } {
  const name = JSON.stringify([session_id, user]);
  const shared = open.get(name) ?? {
    session: new Session(new Client({ open: () => new LocalSocket(localPort), session: session_id, user })),
    users: 0,
  };
  open.set(name, shared);
  shared.users += 1;
  let released = false;
  const release = () => {
    if (released) return;
    released = true;
    shared.users -= 1;
    if (shared.users > 0) return;
    open.delete(name);
    shared.session.close();
  };
  return { session: shared.session, release };
}
