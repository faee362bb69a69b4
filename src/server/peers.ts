import { DEFAULT_SESSION } from '../wire/frame.ts';

/** What carries frames to a client: a port, a socket, a test. */
export interface Connection {
  send(text: string): void;
  /** With a WebSocket close code and a reason in words. */
  close(code: number, reason: string): void;
}

/** One connection as the server sees it. */
export interface Peer {
  readonly connection: Connection;
  /** The page it belongs to: the sockets of one page count as one client. */
  readonly page: string;
  /** The sessions that it has named in frames. */
  readonly sessions: Set<string>;
}

/** Everyone who is connected, in the order of their coming. */
export class Peers {
  readonly #peers = new Set<Peer>();
  readonly #report: (message: string, error: unknown) => void;

  constructor(report: (message: string, error: unknown) => void) {
    this.#report = report;
  }

  add(connection: Connection, page: string): Peer {
    const peer: Peer = { connection, page, sessions: new Set() };
    this.#peers.add(peer);
    return peer;
  }

  remove(peer: Peer): void {
    this.#peers.delete(peer);
  }

  /** To one peer, if it is still there. A connection that fails is its own affair. */
  send(peer: Peer, text: string): void {
    if (!this.#peers.has(peer)) return;
    try {
      peer.connection.send(text);
    } catch (error) {
      this.#report('a connection could not be sent to', error);
    }
  }

  /** Every connection of a session. Who has named none yet listens to the default one. */
  inSession(session_id: string): readonly Peer[] {
    return [...this.#peers].filter(({ sessions }) => (sessions.size > 0 ? sessions.has(session_id) : session_id === DEFAULT_SESSION));
  }

  /**
   * The newest connection of each page but `sender`'s, in a session or in all. Never a sibling of the sender: a client
   * that leaks sockets would otherwise add one plugin many times.
   */
  otherPages(sender: Peer, session_id?: string): readonly Peer[] {
    const newest = new Map<string, Peer>();
    for (const peer of session_id === undefined ? this.#peers : this.inSession(session_id)) {
      if (peer.page !== sender.page) newest.set(peer.page, peer);
    }
    return [...newest.values()];
  }

  /** Closes and forgets everyone. */
  closeAll(code: number, reason: string): void {
    const peers = [...this.#peers];
    this.#peers.clear();
    for (const { connection } of peers) {
      try {
        connection.close(code, reason);
      } catch (error) {
        this.#report('a connection could not be closed', error);
      }
    }
  }
}
