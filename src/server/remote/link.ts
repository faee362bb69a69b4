import type { Frame } from '../../wire/frame.ts';

/** The part of a WebSocket that is used here. */
export interface RemoteSocket {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  send(text: string): void;
  close(): void;
}

export interface LinkOptions {
  readonly url: string;
  readonly open: (url: string) => RemoteSocket;
  readonly clock: { now(): number };
  /** Runs something once, later; returns what cancels it. */
  readonly after: (ms: number, run: () => void) => () => void;
  /** 0…1, for the jitter. */
  readonly random: () => number;
}

/** Who uses the link. */
export interface LinkUser {
  /** The remote's name of the session whose frames it hears. */
  readonly session: string;
  opened(): void;
  /** The connection is being made anew (`offline`), or not any more (`refused`). */
  closed(state: 'offline' | 'refused', reason: string): void;
  heard(frame: Frame): void;
}

export type LinkState = { readonly kind: 'connecting' | 'online' } | { readonly kind: 'offline' | 'refused'; readonly reason: string };

/** Shortest and longest pause between attempts, in ms: it doubles from one to the other. */
const FIRST_MS = 500;
const LONGEST_MS = 30_000;
/** A connection that held this long, in ms, was a good one: the next loss begins with the shortest pause again. */
const STEADY_MS = 5000;
/** How many losses count at most against a remote that was of use before it was lost. */
const FORGIVEN = 1;
/** Between two signs of life, in ms. A remote that says nothing from one to the next is taken for lost. */
const HEARTBEAT_MS = 12_000;
/** How long a connection may take to open, in ms. */
const PATIENCE_MS = 10_000;

/** The one connection to a remote, made anew whenever it is lost. */
export class Link {
  readonly #options: LinkOptions;
  readonly #users = new Set<LinkUser>();
  readonly #waiting = new Map<string, (answer: Frame) => void>();
  #socket: RemoteSocket | undefined;
  #state: LinkState = { kind: 'connecting' };
  #token: string | undefined;
  #losses = 0;
  #openedAt = 0;
  #heard = false;
  #cancel = () => {};

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  get state(): LinkState {
    return this.#state;
  }

  /** Whether nobody uses it. */
  get isIdle(): boolean {
    return this.#users.size === 0;
  }

  /** A token that differs from the last is tried at once. */
  use(token: string | undefined): void {
    const isNew = token !== undefined && token !== this.#token;
    if (isNew) this.#token = token;
    if (!this.#socket && (isNew || this.#state.kind === 'connecting')) this.#connect();
  }

  add(user: LinkUser): void {
    this.#users.add(user);
    if (this.#state.kind === 'online') user.opened();
  }

  remove(user: LinkUser): void {
    this.#users.delete(user);
  }

  /** Asks for something. `answer` is called before anything that comes behind it is heard, and never once the link is lost. */
  ask(frame: Frame, answer: (frame: Frame) => void): void {
    this.#waiting.set(frame.id, answer);
    this.#socket?.send(JSON.stringify(frame));
  }

  /** The remote was of use: the next pauses begin near the shortest. */
  proven(): void {
    this.#losses = Math.min(this.#losses, FORGIVEN);
  }

  /** What may have changed is tried at once, without the rest of the pause. */
  wake(): void {
    if (this.#state.kind === 'offline' && !this.#socket) this.#connect();
  }

  close(): void {
    this.#cancel();
    this.#detach();
    this.#users.clear();
  }

  #connect(): void {
    const { url, open, after } = this.#options;
    this.#cancel();
    let socket: RemoteSocket;
    try {
      socket = open(url);
    } catch (error) {
      this.#end('refused', error instanceof Error ? error.message : String(error));
      return;
    }
    this.#socket = socket;
    socket.onopen = () => this.#greet();
    socket.onmessage = ({ data }) => this.#receive(data);
    socket.onclose = ({ reason }) => this.lose(reason || `${url} cannot be reached`);
    this.#cancel = after(PATIENCE_MS, () => this.lose(`${url} did not answer within ${PATIENCE_MS / 1000} s`));
  }

  #greet(): void {
    if (this.#token === undefined) {
      this.#opened();
      return;
    }
    const auth: Frame = { id: 'auth', type: 'AUTH', data: { token: this.#token } };
    this.ask(auth, ({ type, data }) => {
      const { code, error } = data as { code?: string; error?: string };
      // A server that knows no AUTH takes everyone as they are.
      if (type !== 'ERROR' || code === 'UNKNOWN_MESSAGE_TYPE') this.#opened();
      else if (code === 'AUTH_FAILED' || code === 'UNAUTHORIZED') this.#refuse(error ?? code);
      else this.lose(error ?? String(code));
    });
  }

  /** Asking again would change nothing: no further attempts until a new token is there. */
  #refuse(reason: string): void {
    this.#detach();
    this.#end('refused', reason);
  }

  #opened(): void {
    this.#openedAt = this.#options.clock.now();
    this.#state = { kind: 'online' };
    this.#heard = true;
    this.#beat();
    for (const user of [...this.#users]) user.opened();
  }

  #beat(): void {
    this.#cancel();
    this.#cancel = this.#options.after(HEARTBEAT_MS, () => {
      if (!this.#heard) return this.lose(`${this.#options.url} said nothing for ${HEARTBEAT_MS / 1000} s`);
      this.#heard = false;
      this.#socket?.send(JSON.stringify({ id: 'heartbeat', type: 'PING' }));
      this.#beat();
    });
  }

  #receive(text: unknown): void {
    this.#heard = true;
    const frame = read(text);
    if (!frame) return;
    const answer = this.#waiting.get(frame.id);
    this.#waiting.delete(frame.id);
    if (answer) answer(frame);
    else for (const user of this.#users) if (user.session === frame.session_id) user.heard(frame);
  }

  /** Takes the connection for lost, and makes a new one. */
  lose(reason: string): void {
    const { clock, after, random } = this.#options;
    this.#detach();
    if (this.#state.kind === 'online' && clock.now() - this.#openedAt >= STEADY_MS) this.#losses = 0;
    const pause = Math.min(LONGEST_MS, FIRST_MS * 2 ** this.#losses);
    this.#losses += 1;
    // Jitter keeps many browsers from knocking at the same moment.
    this.#cancel = after(pause * (0.75 + random() / 2), () => this.#connect());
    this.#end('offline', reason);
  }

  #end(kind: 'offline' | 'refused', reason: string): void {
    this.#state = { kind, reason };
    for (const user of [...this.#users]) user.closed(kind, reason);
  }

  #detach(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#waiting.clear();
    this.#cancel();
    if (!socket) return;
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }
}

function read(text: unknown): Frame | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    const value: Partial<Frame> | null = JSON.parse(text);
    if (typeof value?.type !== 'string') return undefined;
    return { ...value, type: value.type, id: typeof value.id === 'string' ? value.id : '', data: value.data ?? {} };
  } catch {
    return undefined;
  }
}
