import type { Codec, Encoded } from '../wire/codec.ts';
import type { Frame } from '../wire/frame.ts';
import { type DialectName, dialects } from './dialects/index.ts';
import type { Identity } from './gates/identity.ts';
import { Outgoing } from './outgoing.ts';

/** What carries frames to a client: a port, a socket, a test. */
export interface Connection {
  /** Text, but for a connection that speaks MessagePack. */
  send(frame: Encoded): void;
  /** With a WebSocket close code and a reason in words. */
  close(code: number, reason: string): void;
  /** Asks for a sign of life that needs no help of the client's own code. */
  ping?(): void;
}

/** Open ones are `CONNECTING` (a token that came with the connection is being checked), `CONNECTED` or `AUTHENTICATED`. */
export const CONNECTION_STATES = ['CONNECTING', 'CONNECTED', 'AUTHENTICATED', 'DISCONNECTED', 'ERROR'] as const;
export type ConnectionState = (typeof CONNECTION_STATES)[number];

/** One connection as the server sees it. */
export interface Peer {
  /** Its name among the connections of this server. */
  readonly id: string;
  readonly connection: Connection;
  /** The page it belongs to: the sockets of one page count as one client. */
  readonly page: string;
  /** Where it comes from, if that is known. */
  readonly address: string | undefined;
  /** When it was opened, in ms since 1970. */
  readonly since: number;
  /** The sessions that it has named in frames, the latest last. */
  readonly sessions: Set<string>;
  state: ConnectionState;
  identity: Identity | undefined;
  /** The session of frames that name none. */
  session_id: string;
  /** Whether it was given that session, by a token or as it came, rather than by default. */
  isAssigned: boolean;
  /** Settled by the first frame. */
  codec: Codec | undefined;
  /** The form of what it is sent without having asked; settled by the first frame that can be told apart. */
  dialect: DialectName;
  hasSpoken: boolean;
  /** When it last gave a sign of life, in ms since 1970. */
  heard: number;
  /** When it was last asked for one. */
  asked: number;
}

/** How many sessions one connection may follow; the one that it named longest ago is left. */
const SESSIONS = 100;

interface PeersOptions {
  readonly report: (message: string, error: unknown) => void;
  /** Whether a peer may know what happens in its sessions. */
  readonly mayHear: (peer: Peer) => boolean;
  /** Told of every frame that goes out. */
  readonly sent: () => void;
  /** Told of whom it lost: by its own will or the server's, or because it cannot be sent to. */
  readonly left: (peer: Peer, how: 'DISCONNECTED' | 'ERROR') => void;
}

/** Everyone who is connected, in the order of their coming. */
export class Peers implements Iterable<Peer> {
  readonly #peers = new Set<Peer>();
  readonly #options: PeersOptions;

  constructor(options: PeersOptions) {
    this.#options = options;
  }

  [Symbol.iterator](): Iterator<Peer> {
    return this.#peers[Symbol.iterator]();
  }

  has(peer: Peer): boolean {
    return this.#peers.has(peer);
  }

  add(peer: Peer): void {
    this.#peers.add(peer);
  }

  /** It is gone. */
  remove(peer: Peer, how: 'DISCONNECTED' | 'ERROR' = 'DISCONNECTED'): void {
    if (!this.#peers.delete(peer)) return;
    peer.state = how;
    this.#options.left(peer, how);
  }

  /** As if it had never been there. */
  forget(peer: Peer): void {
    this.#peers.delete(peer);
  }

  /** Takes note of a session that a peer has named, so that it hears of its changes. */
  follow(peer: Peer, session_id: string): void {
    peer.sessions.delete(session_id);
    peer.sessions.add(session_id);
    const [oldest] = peer.sessions;
    if (peer.sessions.size > SESSIONS && oldest !== undefined) peer.sessions.delete(oldest);
  }

  /** To one peer, in its own codec, if it is still there. A connection that fails is its own affair. */
  send(peer: Peer, frame: object): void {
    this.#transmit(peer, new Outgoing(frame));
  }

  /** One frame to many, each in its own form; put into each form once. */
  broadcast(peers: readonly Peer[], frame: Frame): void {
    const forms = new Map<DialectName, Outgoing>();
    for (const peer of peers) {
      let outgoing = forms.get(peer.dialect);
      if (!outgoing) {
        outgoing = new Outgoing(dialects[peer.dialect].broadcast(frame));
        forms.set(peer.dialect, outgoing);
      }
      this.#transmit(peer, outgoing);
    }
  }

  #transmit(peer: Peer, outgoing: Outgoing): void {
    if (!this.#peers.has(peer)) return;
    const encoded = outgoing.as(peer.codec ?? 'json');
    try {
      peer.connection.send(encoded);
    } catch (error) {
      this.#options.report('a connection could not be sent to', error);
      this.remove(peer, 'ERROR');
      return;
    }
    this.#options.sent();
  }

  /**
   * Every connection of a session. Who has named none yet listens to the one that it was given, or to all: plain clients
   * name theirs in requests only, and are to stay in step from the start, and with every socket that they open anew.
   */
  inSession(session_id: string): readonly Peer[] {
    return [...this.#peers].filter((peer) => {
      const { sessions, isAssigned } = peer;
      const isHere = sessions.size > 0 ? sessions.has(session_id) : !isAssigned || session_id === peer.session_id;
      return isHere && this.#options.mayHear(peer);
    });
  }

  /**
   * The newest connection of each page but `sender`'s, in a session or in all. Never a sibling of the sender: a client
   * that leaks sockets would otherwise add one plugin many times.
   */
  otherPages(sender: Peer, session_id?: string): readonly Peer[] {
    const newest = new Map<string, Peer>();
    const all = session_id === undefined ? [...this.#peers].filter(this.#options.mayHear) : this.inSession(session_id);
    for (const peer of all) {
      if (peer.page !== sender.page) newest.set(peer.page, peer);
    }
    return [...newest.values()];
  }

  /** The newest connection of each page in a session. */
  pages(session_id: string): readonly Peer[] {
    return [...new Map(this.inSession(session_id).map((peer) => [peer.page, peer])).values()];
  }

  /** Closes and forgets one. */
  close(peer: Peer, code: number, reason: string): void {
    if (!this.#peers.has(peer)) return;
    this.remove(peer);
    closeQuietly(peer.connection, code, reason, this.#options.report);
  }

  /** Closes and forgets everyone. */
  closeAll(code: number, reason: string): void {
    for (const peer of [...this.#peers]) this.close(peer, code, reason);
  }
}

/** The longest reason that a WebSocket can carry, in bytes of UTF-8. */
const REASON_LIMIT = 123;

/** Closes a connection, with no more of the reason than fits. */
export function closeQuietly(connection: Connection, code: number, reason: string, report: PeersOptions['report']): void {
  let words = reason;
  while (new TextEncoder().encode(words).length > REASON_LIMIT) words = words.slice(0, -1);
  try {
    connection.close(code, words);
  } catch (error) {
    report('a connection could not be closed', error);
  }
}
