import { ANONYMOUS, DEFAULT_SESSION } from '../wire/frame.ts';
import { type PortRemote, remoteSession } from '../wire/port.ts';
import { remoteProblem } from '../wire/remote-address.ts';
import type { RemoteState } from '../wire/replies.ts';
import { allowedRemotes } from './allowed-remotes.ts';
import { Client } from './client.ts';
import { localPort } from './local-port.ts';
import { LocalSocket } from './local-socket.ts';
import { Session } from './session.ts';

/** A remote backend that a session belongs to. */
export interface Remote {
  /** Its WebSocket address, which the page must allow: see `allowRemotes`. */
  readonly url: string;
  /** Where it asks for one. */
  readonly token?: string;
}

/** The page's connection to a session. */
export interface LocalSession {
  readonly session: Session;
  /** How the session stands with its remote, as it was last told; undefined for one that has none. */
  readonly remoteState: () => RemoteState | undefined;
  readonly release: () => void;
}

interface SharedSession {
  readonly session: Session;
  remoteState: RemoteState | undefined;
  users: number;
}

const open = new Map<string, SharedSession>();

/**
 * The page's connection to a session of the server in the SharedWorker. All racks of a page in one session share it;
 * the last to call `release` closes it.
 *
 * @param remote where the session is kept; without one, on this device only
 * @throws Error in words where the page does not allow the remote
 */
export function localSession(session_id: string = DEFAULT_SESSION, user: string = ANONYMOUS, remote?: Remote): LocalSession {
  const name = JSON.stringify([session_id, user, remote]);
  const shared = open.get(name) ?? share(session_id, user, remote);
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
  return { session: shared.session, remoteState: () => shared.remoteState, release };
}

function share(name: string, user: string, remote: Remote | undefined): SharedSession {
  const belongsTo = remote && { ...remote, session: name, allowed: allowedRemotes() };
  const session_id = belongsTo ? checked(belongsTo) : name;
  const socket = () => new LocalSocket(localPort, undefined, belongsTo);
  const session = new Session(new Client({ open: socket, session: session_id, user }));
  const shared: SharedSession = { session, remoteState: undefined, users: 0 };
  session.client.on('REMOTE_STATE', (state) => {
    shared.remoteState = state;
  });
  return shared;
}

function checked(remote: PortRemote): string {
  const problem = remoteProblem(remote.url, remote.allowed);
  if (problem !== undefined) throw new Error(problem);
  return remoteSession(remote);
}
