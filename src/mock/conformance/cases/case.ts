import type { Arena } from '../contenders.ts';
import { type Watched, watch } from '../watch.ts';

/** One thing that a WebSocket does, named so that it can stand in a table. Throws where it does not. */
export interface Case {
  readonly name: string;
  run(tools: Tools): Promise<void> | void;
}

export interface Tools {
  readonly WebSocket: typeof WebSocket;
  readonly base: string;
  /** A socket to a path at the far end, whose events are kept; see behaviour.js for the paths. */
  connect(path: string, protocols?: string | string[]): Watched;
  /** The same, once it is open. */
  opened(path: string, protocols?: string | string[]): Promise<Watched>;
}

/** Runs a case, and closes the sockets that it leaves. */
export async function runCase({ run }: Case, { WebSocket, base }: Arena): Promise<void> {
  const sockets: WebSocket[] = [];
  const connect = (path: string, protocols?: string | string[]) => {
    const socket = new WebSocket(`${base}/${path}`, protocols);
    sockets.push(socket);
    return watch(socket);
  };
  const opened = async (path: string, protocols?: string | string[]) => {
    const watched = connect(path, protocols);
    await watched.next('open');
    return watched;
  };
  try {
    await run({ WebSocket, base, connect, opened });
  } finally {
    for (const socket of sockets) socket.close();
  }
}

/** What a function throws, as the name of its DOMException or class, or undefined. */
export function thrown(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}
