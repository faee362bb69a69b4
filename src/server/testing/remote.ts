import type { PortRemote } from '../../wire/port.ts';
import { remoteSession } from '../../wire/port.ts';
import type { RemoteState } from '../../wire/replies.ts';
import type { RemoteSocket } from '../remote/link.ts';
import { Remotes, type RemotesOptions } from '../remote/remotes.ts';
import { withRemotes } from '../remote/with-remotes.ts';
import type { Server, Session } from '../server.ts';
import { TestClient } from './connect.ts';

export const REMOTE_URL = 'ws://remote.example/ws';

/** Carries frames to a server as a network does, and can be cut. Frames travel in later tasks, in order. */
export class Net {
  server: Server;
  /** How often somebody has connected. */
  connections = 0;
  readonly urls: string[] = [];
  /** The frames that came to the server. */
  readonly received: { id: string; type: string; data: Record<string, unknown> }[] = [];
  /** Answers that this is true of are lost, with their connection. */
  loses: (frame: { id: string; type: string }) => boolean = () => false;
  #isUp = true;
  readonly #open = new Map<RemoteSocket, Session>();

  constructor(server: Server) {
    this.server = server;
  }

  down(): void {
    this.#isUp = false;
    for (const [socket, session] of [...this.#open]) this.#cut(socket, session);
  }

  up(): void {
    this.#isUp = true;
  }

  readonly open = (url: string): RemoteSocket => {
    this.urls.push(url);
    const later = (act: () => void) => void setTimeout(act, 0);
    let session: Session | undefined;
    const socket: RemoteSocket = {
      onopen: null,
      onmessage: null,
      onclose: null,
      send: (text) => later(() => this.#receive(session, text)),
      close: () => {
        if (session) this.#cut(socket, session);
      },
    };
    later(() => {
      if (!this.#isUp) return socket.onclose?.({ code: 1006, reason: '' });
      this.connections += 1;
      const opened = this.server.connect(
        {
          send: (frame) => {
            if (this.loses(JSON.parse(String(frame)))) return this.#cut(socket, opened);
            later(() => this.#open.has(socket) && socket.onmessage?.({ data: frame }));
          },
          close: (code, reason) => later(() => socket.onclose?.({ code, reason })),
        },
        { page: crypto.randomUUID(), url },
      );
      session = opened;
      this.#open.set(socket, opened);
      socket.onopen?.(undefined as never);
    });
    return socket;
  };

  #receive(session: Session | undefined, text: string): void {
    if (!session || ![...this.#open.values()].includes(session)) return;
    this.received.push(JSON.parse(text));
    session.receive(text);
  }

  #cut(socket: RemoteSocket, session: Session): void {
    if (!this.#open.delete(socket)) return;
    session.closed();
    setTimeout(() => socket.onclose?.({ code: 1006, reason: '' }), 0);
  }
}

/** A server of a browser whose sessions belong to a remote. */
export class Browser {
  readonly server: Server;
  readonly remotes: Remotes;

  /** Pauses are a fiftieth of what they are, so that a test need not wait. */
  constructor(server: Server, net: Net, options: Partial<RemotesOptions> = {}) {
    this.server = server;
    const after = (ms: number, run: () => void) => {
      const timer = setTimeout(run, ms / 50);
      return () => clearTimeout(timer);
    };
    this.remotes = new Remotes({ server, open: net.open, after, ...options });
  }

  /** A page of the session. */
  page(session = 'demo', remote: Partial<PortRemote> = {}): Page {
    const whole = { url: REMOTE_URL, session, allowed: ['ws://remote.example'], ...remote };
    return new Page(
      withRemotes(this.server, async () => this.remotes),
      whole,
    );
  }

  close(): Promise<void> {
    this.remotes.close();
    return this.server.close(1001, '');
  }
}

/** A client of a session that belongs to a remote. */
export class Page extends TestClient {
  readonly envelope: { session_id: string };

  constructor(server: Pick<Server, 'connect'>, remote: PortRemote) {
    super(server, undefined, { remote });
    this.envelope = { session_id: remoteSession(remote) };
  }

  async tracks() {
    return (await this.request('SESSION_STATE_GET', {}, this.envelope)).tracks;
  }

  /** How it stood with the remote, at each time it was told. */
  get states(): RemoteState[] {
    return this.frames.flatMap(({ type, data }) => (type === 'REMOTE_STATE' ? [data as RemoteState] : []));
  }

  /** Waits until it is told that it stands so. */
  async until(isSo: (state: RemoteState) => boolean): Promise<RemoteState> {
    for (let attempt = 0; attempt < 600; attempt += 1) {
      const last = this.states.at(-1);
      if (last && isSo(last)) return last;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error(`expected another state, got ${JSON.stringify(this.states.at(-1))}`);
  }
}
