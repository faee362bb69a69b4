import type { PortRemote } from '../../wire/port.ts';
import { remoteProblem } from '../../wire/remote-address.ts';
import type { Connection } from '../peers.ts';
import type { ConnectOptions, Server, Session } from '../server.ts';
import type { Remotes } from './remotes.ts';

/** "Policy violation" and "internal error" among WebSocket's close codes. */
const NOT_ALLOWED = 1008;
const FAILED = 1011;

/** Has the session of each client that names a remote belong to it as long as the client is there. */
export function withRemotes(server: Pick<Server, 'connect'>, remotes: () => Promise<Pick<Remotes, 'join'>>): Pick<Server, 'connect'> {
  return {
    connect(connection, options) {
      const { remote } = options;
      return remote ? connectTo(remote, server, remotes, connection, options) : server.connect(connection, options);
    },
  };
}

function connectTo(
  remote: PortRemote,
  server: Pick<Server, 'connect'>,
  remotes: () => Promise<Pick<Remotes, 'join'>>,
  connection: Connection,
  options: ConnectOptions,
): Session {
  let leave = () => {};
  let isHere = true;
  /** Frames that came too early: what they change is to be known to the remote. */
  let early: unknown[] | undefined = [];
  const gone = () => {
    isHere = false;
    early = undefined;
    leave();
  };
  const session = server.connect(
    {
      ...connection,
      close(code, reason) {
        gone();
        connection.close(code, reason);
      },
    },
    options,
  );
  const turnAway = (code: number, reason: string) => {
    if (!isHere) return;
    gone();
    session.closed();
    connection.close(code, reason);
  };
  const problem = remoteProblem(remote.url, remote.allowed);
  if (problem !== undefined) turnAway(NOT_ALLOWED, problem);
  else {
    remotes().then(
      (loaded) => {
        if (!isHere) return;
        leave = loaded.join(remote);
        const frames = early ?? [];
        early = undefined;
        for (const frame of frames) session.receive(frame);
      },
      (error: Error) => turnAway(FAILED, error.message),
    );
  }
  return {
    ...session,
    receive(frame) {
      if (early) early.push(frame);
      else session.receive(frame);
    },
    closed() {
      gone();
      session.closed();
    },
  };
}
