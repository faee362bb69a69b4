import { WireError } from '../wire/errors.ts';
import { ANONYMOUS, DEFAULT_SESSION } from '../wire/frame.ts';
import type { ReplyData, ServerFrames, ServerFrameType } from '../wire/replies.ts';
import type { RequestInput, RequestType } from '../wire/requests.ts';
import type { FrameSocket } from './frame-socket.ts';

export interface ClientOptions {
  /** Opens a connection; called again after each loss. */
  readonly open: () => FrameSocket;
  /** Default "default". */
  readonly session?: string;
  /** Default "anonymous". */
  readonly user?: string;
  /** Milliseconds until an unanswered request is rejected. Default 10,000. */
  readonly timeout?: number;
}

/** `lost` carries the reason in words and tries again; `closed` is final. */
export type ConnectionState = { readonly kind: 'connecting' | 'open' | 'closed' } | { readonly kind: 'lost'; readonly reason: string };

/** A frame as it comes from the server, its data typed by its type. */
export type IncomingFrame = {
  [K in ServerFrameType]: { id: string; type: K; data: ServerFrames[K]; user_id?: string; session_id?: string };
}[ServerFrameType];

interface Waiting {
  readonly resolve: (data: never) => void;
  readonly reject: (error: Error) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 15_000;

/**
 * The plugin dialect, typed: a promise for each request, every frame to the listeners. Requests wait while the
 * connection is being made; a lost connection is made anew with growing pauses.
 */
export class Client {
  readonly session: string;
  readonly user: string;
  readonly #open: () => FrameSocket;
  readonly #timeout: number;
  readonly #waiting = new Map<string, Waiting>();
  readonly #listeners = new Set<(frame: IncomingFrame) => void>();
  readonly #stateListeners = new Set<(state: ConnectionState) => void>();
  #socket: FrameSocket | undefined;
  #unsent: string[] = [];
  #state: ConnectionState = { kind: 'connecting' };
  #retries = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #lastId = 0;

  constructor({ open, session = DEFAULT_SESSION, user = ANONYMOUS, timeout = 10_000 }: ClientOptions) {
    this.session = session;
    this.user = user;
    this.#open = open;
    this.#timeout = timeout;
    addEventListener('pageshow', this.#onPageShow);
    this.#connect();
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /**
   * Sends a request.
   *
   * @returns the reply's data, once the server has stored the change.
   * @throws WireError as the server words it; `ENGINE_ERROR` after the time-out or when the connection is lost, because
   * then nobody knows whether the change was made.
   */
  request<T extends RequestType>(type: T, data: RequestInput<T>): Promise<ReplyData[T]> {
    if (this.#state.kind === 'closed')
      return Promise.reject(new WireError('ENGINE_ERROR', `expected an open connection for ${type}, but it was closed`));
    this.#lastId += 1;
    const id = `${type.toLowerCase()}_${this.#lastId}`;
    const frame = JSON.stringify({ id, type, data, user_id: this.user, session_id: this.session });
    return new Promise((resolve, reject) => {
      const expire = () =>
        this.#settle(id)?.reject(new WireError('ENGINE_ERROR', `expected a reply to ${type} within ${this.#timeout} ms, got none`));
      this.#waiting.set(id, { resolve, reject, timer: setTimeout(expire, this.#timeout) });
      if (this.#state.kind === 'open') this.#socket?.send(frame);
      else this.#unsent.push(frame);
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

  /** Closes the connection for good; requests that wait are rejected. */
  close(): void {
    if (this.#state.kind === 'closed') return;
    removeEventListener('pageshow', this.#onPageShow);
    clearTimeout(this.#retryTimer);
    this.#become({ kind: 'closed' });
    this.#detach()?.close();
    this.#rejectAll('the connection was closed');
    this.#listeners.clear();
    this.#stateListeners.clear();
  }

  #connect(): void {
    let socket: FrameSocket;
    try {
      socket = this.#open();
    } catch (error) {
      this.#lose(error instanceof Error ? error.message : String(error));
      return;
    }
    this.#socket = socket;
    socket.onopen = () => {
      this.#retries = 0;
      const frames = this.#unsent;
      this.#unsent = [];
      this.#become({ kind: 'open' });
      for (const frame of frames) socket.send(frame);
    };
    socket.onmessage = ({ data }) => this.#receive(data);
    socket.onclose = ({ reason }) => this.#lose(reason || 'the connection was lost');
  }

  #detach(): FrameSocket | undefined {
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket) {
      socket.onopen = null;
      socket.onmessage = null;
      socket.onclose = null;
    }
    return socket;
  }

  #lose(reason: string): void {
    this.#detach();
    this.#unsent = [];
    this.#rejectAll(reason);
    const pause = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#retries);
    this.#retries += 1;
    clearTimeout(this.#retryTimer);
    // Jitter keeps many tabs from knocking at the same moment.
    this.#retryTimer = setTimeout(() => this.#connect(), pause * (0.75 + Math.random() / 2));
    this.#become({ kind: 'lost', reason });
  }

  /** Back from the back/forward cache: the connection was closed on leaving. */
  readonly #onPageShow = (event: PageTransitionEvent): void => {
    if (!event.persisted || this.#state.kind !== 'lost') return;
    clearTimeout(this.#retryTimer);
    this.#connect();
  };

  #become(state: ConnectionState): void {
    this.#state = state;
    for (const listener of [...this.#stateListeners]) listener(state);
  }

  #receive(text: unknown): void {
    const frame = parse(text);
    if (!frame) {
      console.warn('Rackwire: expected a frame {id, type, data}, got', text);
      return;
    }
    // Listeners hear replies too, and at once: a promise would settle only after the frames behind it.
    for (const listener of [...this.#listeners]) listener(frame);
    const waiting = this.#settle(frame.id);
    if (frame.type === 'ERROR') waiting?.reject(new WireError(frame.data.code, frame.data.error, frame.data.details));
    else waiting?.resolve(frame.data as never);
  }

  #settle(id: string): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    if (!waiting) return undefined;
    clearTimeout(waiting.timer);
    this.#waiting.delete(id);
    return waiting;
  }

  #rejectAll(reason: string): void {
    for (const id of [...this.#waiting.keys()]) this.#settle(id)?.reject(new WireError('ENGINE_ERROR', `expected a reply, but ${reason}`));
  }
}

/** The envelope is checked; the data are trusted to fit their type, as the server made them. */
function parse(text: unknown): IncomingFrame | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    const isFrame = typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && 'data' in value;
    return isFrame ? (value as IncomingFrame) : undefined;
  } catch {
    return undefined;
  }
}
