import { type ErrorData, WireError } from '../wire/errors.ts';
import { ANONYMOUS, DEFAULT_SESSION } from '../wire/frame.ts';
import type { ReplyData, ServerFrames, ServerFrameType } from '../wire/replies.ts';
import type { RequestInput, RequestType } from '../wire/requests.ts';
import { type Clock, systemClock } from './clock.ts';
import type { FrameSocket } from './frame-socket.ts';
import { LatencyMonitor } from './latency.ts';
import { type ConnectionState, Line, Refused, type Retry } from './line.ts';
import { expiryOf, RENEW_BEFORE_MS, type Token } from './token.ts';

export type { ConnectionState } from './line.ts';
export type { Token } from './token.ts';

export interface ClientOptions {
  /** Opens a connection; called again after each loss. */
  readonly open: () => FrameSocket;
  /** Default "default". A server that checks tokens may answer with another, which is then used. */
  readonly session?: string;
  /** Default "anonymous"; likewise. */
  readonly user?: string;
  /** Milliseconds until an unanswered request is rejected. Default 10,000. */
  readonly timeout?: number;
  /** How many requests may wait while there is no connection. Default 50. */
  readonly queue?: number;
  /**
   * With a token, each connection begins with `AUTH`, and everything else waits for its success. A function is asked
   * again before a JSON Web Token expires.
   */
  readonly token?: Token;
  /** Milliseconds between two `PING`s; a server that says nothing from one to the next counts as lost. Default 0: none. */
  readonly heartbeat?: number;
  readonly retry?: Retry;
  readonly clock?: Clock;
  /** For the jitter of the pauses between attempts. Default `Math.random`. */
  readonly random?: () => number;
}

export interface RequestOptions {
  /** Default: the client's. */
  readonly timeout?: number;
  /**
   * Whether to send again what was lost on the way or refused as `RATE_LIMITED`. Default: for requests that only read
   * (`…_GET`, `…_LIST`); for others nobody knows whether a lost one was carried out.
   */
  readonly repeat?: boolean;
}

/** A frame as it comes from the server, its data typed by its type. */
export type IncomingFrame = {
  [K in ServerFrameType]: { id: string; type: K; data: ServerFrames[K]; user_id?: string; session_id?: string };
}[ServerFrameType];

/** Sees all that goes over the wire, as text. */
export interface Tap {
  sent?(text: string): void;
  received?(text: string): void;
}

interface Waiting {
  readonly type: string;
  readonly frame: string;
  readonly repeat: boolean;
  readonly resolve: (data: never) => void;
  readonly reject: (error: Error) => void;
  readonly cancelTimeout: () => void;
  /** When it went out; undefined while it waits for a connection. */
  sentAt?: number | undefined;
}

/**
 * The plugin dialect, typed: a promise for each request, every frame to the listeners. Requests wait in order while
 * there is no connection; a lost connection is made anew.
 */
export class Client {
  /** How long the server takes to answer. */
  readonly latency = new LatencyMonitor();
  readonly clock: Clock;
  readonly #line: Line;
  readonly #timeout: number;
  readonly #queue: number;
  readonly #token: Token | undefined;
  readonly #waiting = new Map<string, Waiting>();
  readonly #listeners = new Set<(frame: IncomingFrame) => void>();
  readonly #stateListeners = new Set<(state: ConnectionState) => void>();
  readonly #taps = new Set<Tap>();
  /** Ids are unlike those of other clients, so that a session's history tells whose a change was. */
  readonly #name = crypto.getRandomValues(new Uint32Array(1))[0]?.toString(36);
  #session: string;
  #user: string;
  #lastId = 0;
  #cancelRenewal = () => {};

  constructor(options: ClientOptions) {
    const { open, session = DEFAULT_SESSION, user = ANONYMOUS, timeout = 10_000, queue = 50, heartbeat = 0, retry = {} } = options;
    this.#session = session;
    this.#user = user;
    this.#timeout = timeout;
    this.#queue = queue;
    this.#token = options.token;
    this.clock = options.clock ?? systemClock;
    this.#line = new Line({
      open,
      greet: options.token === undefined ? undefined : () => this.#authenticate(),
      retry: { first: 250, longest: 15_000, ...retry },
      heartbeat,
      beat: () => void this.#ask('PING', undefined, { repeat: false }, true).catch(() => {}),
      receive: (text) => this.#receive(text),
      changed: (state) => this.#follow(state),
      clock: this.clock,
      random: options.random ?? Math.random,
    });
  }

  get session(): string {
    return this.#session;
  }

  get user(): string {
    return this.#user;
  }

  get state(): ConnectionState {
    return this.#line?.state ?? { kind: 'connecting' };
  }

  /**
   * Sends a request.
   *
   * @returns the reply's data, once the server has stored the change.
   * @throws WireError as the server words it; `ENGINE_ERROR` after the time-out, when too many wait for a connection, or
   * when the connection was lost on the way, because then nobody knows whether the change was made.
   */
  request<T extends RequestType>(type: T, data: RequestInput<T>, options: RequestOptions = {}): Promise<ReplyData[T]> {
    const { state } = this;
    if (state.kind === 'closed') {
      const why = state.reason === undefined ? 'it was closed' : `it was closed: ${state.reason}`;
      return Promise.reject(new WireError('ENGINE_ERROR', `expected an open connection for ${type}, but ${why}`));
    }
    const isOpen = state.kind === 'open';
    if (!isOpen && this.#unsent().length >= this.#queue) {
      const words = `expected at most ${this.#queue} requests to wait for the connection, got ${type} as one more`;
      return Promise.reject(new WireError('ENGINE_ERROR', words));
    }
    return this.#ask(type, data, options, isOpen) as Promise<ReplyData[T]>;
  }

  /** Calls `listener` with the data of every frame of a type, replies to this client's own requests included. */
  on<T extends ServerFrameType>(
    type: T,
    listener: (data: ServerFrames[T], frame: Extract<IncomingFrame, { type: T }>) => void,
  ): () => void {
    return this.listen((frame) => {
      if (frame.type === type) listener(frame.data as ServerFrames[T], frame as Extract<IncomingFrame, { type: T }>);
    });
  }

  /** Calls `listener` with every frame, replies to this client's own requests included, in order. Returns a function that ends it. */
  listen(listener: (frame: IncomingFrame) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls `listener` at each change of the connection's state. Returns a function that ends it. */
  watch(listener: (state: ConnectionState) => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  /** Shows `tap` all that goes over the wire from now on, unread. Returns a function that ends it. */
  tap(tap: Tap): () => void {
    this.#taps.add(tap);
    return () => this.#taps.delete(tap);
  }

  /** Closes the connection for good; requests that wait are rejected. */
  close(): void {
    this.#line.close();
  }

  #ask(
    type: string,
    data: unknown,
    { timeout = this.#timeout, repeat = READS.test(type) }: RequestOptions,
    now: boolean,
  ): Promise<unknown> {
    this.#lastId += 1;
    const id = `${type.toLowerCase()}_${this.#name}_${this.#lastId}`;
    const frame = JSON.stringify({ id, type, data, user_id: this.#user, session_id: this.#session });
    return new Promise((resolve, reject) => {
      const cancelTimeout = this.clock.after(timeout, () =>
        this.#settle(id)?.reject(new WireError('ENGINE_ERROR', `expected a reply to ${type} within ${timeout} ms, got none`)),
      );
      const waiting: Waiting = { type, frame, repeat, resolve, reject, cancelTimeout };
      this.#waiting.set(id, waiting);
      if (now) this.#transmit(waiting);
    });
  }

  #transmit(waiting: Waiting): void {
    waiting.sentAt = this.clock.now();
    for (const tap of this.#taps) tap.sent?.(waiting.frame);
    this.#line.send(waiting.frame);
  }

  #unsent(): Waiting[] {
    return [...this.#waiting.values()].filter(({ sentAt }) => sentAt === undefined);
  }

  async #authenticate(): Promise<void> {
    const token = typeof this.#token === 'function' ? await this.#token() : this.#token;
    try {
      const data = { token, user_id: this.#user, session_id: this.#session };
      const { user_id, session_id } = (await this.#ask('AUTH', data, { repeat: false }, true)) as { user_id?: string; session_id?: string };
      this.#user = user_id || this.#user;
      this.#session = session_id || this.#session;
      if (typeof this.#token === 'function') this.#renewBefore(expiryOf(token ?? ''));
    } catch (error) {
      const code = error instanceof WireError ? error.code : undefined;
      // A server that knows no AUTH takes everyone as they are.
      if (code === 'UNKNOWN_MESSAGE_TYPE') return;
      // The same token would be refused again; a new one may not.
      const isFinal = typeof this.#token !== 'function' && (code === 'AUTH_FAILED' || code === 'UNAUTHORIZED');
      throw isFinal ? new Refused((error as Error).message) : error;
    }
  }

  /** A server falls silent towards those whose token has expired: with a new one in time, nothing is missed. */
  #renewBefore(expiry: number | undefined): void {
    if (expiry === undefined) return;
    const { clock } = this;
    this.#cancelRenewal = clock.after(Math.min(LONGEST_TIMER, Math.max(1000, expiry - RENEW_BEFORE_MS - clock.now())), () => {
      // Too late, as after a sleep: what was missed meanwhile comes with a new connection.
      if (clock.now() >= expiry) this.#line.lose('the token has expired');
      else this.#authenticate().catch((error: Error) => this.state.kind === 'open' && this.#line.lose(error.message));
    });
  }

  #follow(state: ConnectionState): void {
    if (state.kind !== 'open') this.#cancelRenewal();
    if (state.kind === 'lost') this.#forgetSent(state.reason);
    if (state.kind === 'closed') for (const id of [...this.#waiting.keys()]) this.#drop(id, state.reason ?? 'the connection was closed');
    for (const listener of [...this.#stateListeners]) listener(state);
    if (state.kind === 'open') for (const waiting of this.#unsent()) this.#transmit(waiting);
    if (state.kind !== 'closed') return;
    this.#listeners.clear();
    this.#stateListeners.clear();
    this.#taps.clear();
  }

  #forgetSent(reason: string): void {
    for (const [id, waiting] of [...this.#waiting]) {
      if (waiting.sentAt === undefined) continue;
      if (waiting.repeat) waiting.sentAt = undefined;
      else this.#drop(id, reason);
    }
  }

  #drop(id: string, reason: string): void {
    this.#settle(id)?.reject(new WireError('ENGINE_ERROR', `expected a reply, but ${reason}`));
  }

  #receive(text: unknown): void {
    for (const tap of this.#taps) tap.received?.(String(text));
    const frame = parse(text);
    if (frame === undefined) console.warn('Rackwire: expected a frame {id, type, data}, got', text);
    // Greetings of other dialects on the same address have no data.
    if (!frame?.data) return;
    if (frame.type === 'ERROR' && this.#repeatLater(frame.id, frame.data)) return;
    // Listeners hear replies too, and at once: a promise would settle only after the frames behind it.
    for (const listener of [...this.#listeners]) listener(frame);
    const waiting = this.#settle(frame.id);
    if (!waiting) return;
    const refused = frame.type === 'ERROR';
    if (waiting.sentAt !== undefined) this.latency.add(waiting.type, frame.id, this.clock.now() - waiting.sentAt, refused);
    if (refused) waiting.reject(new WireError(frame.data.code, frame.data.error, frame.data.details));
    else waiting.resolve(frame.data as never);
  }

  /** Whether a refusal is the client's own affair: it came too early, and may come again. */
  #repeatLater(id: string, error: ErrorData): boolean {
    const waiting = this.#waiting.get(id);
    const pause = pauseOf(error);
    if (!waiting?.repeat || pause === undefined) return false;
    waiting.sentAt = undefined;
    this.clock.after(pause, () => {
      if (this.#waiting.get(id) === waiting && waiting.sentAt === undefined && this.state.kind === 'open') this.#transmit(waiting);
    });
    return true;
  }

  #settle(id: string): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    if (!waiting) return undefined;
    waiting.cancelTimeout();
    this.#waiting.delete(id);
    return waiting;
  }
}

/** Browsers' timers hold no more, in ms. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Requests that change nothing. */
const READS = /_(GET|LIST)$/;

/** How long a `RATE_LIMITED` error asks to wait, in ms; undefined for other errors. `retry_after` is in seconds. */
export function pauseOf({ code, details }: Pick<ErrorData, 'code' | 'details'>): number | undefined {
  if (code !== 'RATE_LIMITED') return undefined;
  const seconds = Number(details.retry_after);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 1000;
}

/** The envelope is checked; the data are trusted to fit their type, as the server made them. */
function parse(text: unknown): IncomingFrame | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    const isFrame = typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
    return isFrame ? (value as IncomingFrame) : undefined;
  } catch {
    return undefined;
  }
}
