import { type PortRemote, remoteSession } from '../../wire/port.ts';
import type { Server } from '../server.ts';
import { Link, type LinkOptions, type RemoteSocket } from './link.ts';
import { Replica } from './replica.ts';

export interface RemotesOptions extends Partial<Omit<LinkOptions, 'url'>> {
  readonly server: Server;
  /** Default: a random UUID without dashes. */
  readonly newId?: () => string;
  /** Told of faults. Default: `console.error`. */
  readonly report?: (message: string, error: unknown) => void;
}

interface Joined {
  readonly replica: Replica;
  readonly untie: () => void;
  users: number;
}

interface Linked {
  readonly link: Link;
  token: string | undefined;
  readonly sessions: Map<string, Joined>;
}

/** The remotes that sessions of a server belong to: one connection each, for all pages, as long as any of them wants it. */
export class Remotes {
  readonly #options: Required<RemotesOptions>;
  readonly #linked = new Map<string, Linked>();

  constructor(options: RemotesOptions) {
    this.#options = {
      open: (url) => new WebSocket(url) as RemoteSocket,
      clock: Date,
      after: later,
      random: Math.random,
      newId,
      report,
      ...options,
    };
  }

  /** Has a session belong to a remote, which whoever asks has found allowed, until what is returned is called. */
  join({ url, session, token }: PortRemote): () => void {
    const linked = this.#link(url);
    const joined = this.#session(linked, url, session);
    joined.users += 1;
    linked.token = token ?? linked.token;
    linked.link.use(token);
    let isHere = true;
    return () => {
      if (!isHere) return;
      isHere = false;
      joined.users -= 1;
      if (joined.users > 0) return;
      joined.replica.close();
      joined.untie();
      linked.sessions.delete(session);
      if (linked.sessions.size > 0) return;
      linked.link.close();
      this.#linked.delete(url);
    };
  }

  /** The network is said to be there again. */
  wake(): void {
    for (const { link } of this.#linked.values()) link.wake();
  }

  close(): void {
    for (const { link, sessions } of this.#linked.values()) {
      for (const { replica, untie } of sessions.values()) {
        replica.close();
        untie();
      }
      link.close();
    }
    this.#linked.clear();
  }

  #link(url: string): Linked {
    const { open, clock, after, random } = this.#options;
    const linked = this.#linked.get(url) ?? { link: new Link({ url, open, clock, after, random }), token: undefined, sessions: new Map() };
    this.#linked.set(url, linked);
    return linked;
  }

  #session(linked: Linked, url: string, session: string): Joined {
    const known = linked.sessions.get(session);
    if (known) return known;
    const { server, clock, after, newId, report } = this.#options;
    const session_id = remoteSession({ url, session });
    const hasToken = () => linked.token !== undefined;
    const replica = new Replica({ server, link: linked.link, url, session, session_id, hasToken, clock, after, newId, report });
    const joined: Joined = { replica, untie: server.tie(session_id, replica), users: 0 };
    linked.sessions.set(session, joined);
    linked.link.add(replica);
    return joined;
  }
}

function later(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

const newId = (): string => crypto.randomUUID().replaceAll('-', '');

const report = (message: string, error: unknown): void => console.error(`Rackwire: ${message}`, error);
