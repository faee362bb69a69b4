import type { Clock } from './clock.ts';
import type { FrameSocket } from './frame-socket.ts';

/**
 * `lost` carries the reason in words, and the connection is being made anew; `closed` is final, with a reason where it
 * was not this page that closed it.
 */
export type ConnectionState =
  | { readonly kind: 'connecting' | 'open' }
  | { readonly kind: 'lost'; readonly reason: string }
  | { readonly kind: 'closed'; readonly reason?: string };

/** How long to wait between attempts to connect, in ms: `first`, then twice as long each time, up to `longest`. */
export interface Retry {
  /** Default 250. */
  readonly first?: number;
  /** Default 15,000. */
  readonly longest?: number;
}

export interface LineOptions {
  /** Opens a socket; called again after each loss. */
  readonly open: () => FrameSocket;
  /** Says who we are on a new socket, before anything else is said. Thrown {@link Refused} ends the line for good. */
  readonly greet: (() => Promise<void>) | undefined;
  readonly retry: Required<Retry>;
  /** Milliseconds between two signs of life; 0 for none. */
  readonly heartbeat: number;
  readonly beat: () => void;
  readonly receive: (frame: unknown) => void;
  readonly changed: (state: ConnectionState) => void;
  readonly clock: Clock;
  /** 0…1, for the jitter. */
  readonly random: () => number;
}

/** The server will not have us, and asking again would not change that. */
export class Refused extends Error {}

/** A connection that held this long, in ms, was a good one: the next loss begins with the shortest pause again. */
const STEADY_MS = 5000;

/** A connection that is made anew whenever it is lost, with growing pauses, until it is closed. */
export class Line {
  readonly #options: LineOptions;
  #socket: FrameSocket | undefined;
  #state: ConnectionState = { kind: 'connecting' };
  #losses = 0;
  #openedAt = 0;
  /** Frames since the last sign of life was asked for. */
  #heard = 0;
  #cancelRetry = () => {};
  #cancelBeat = () => {};

  constructor(options: LineOptions) {
    this.#options = options;
    for (const [name, target] of WAKERS) target()?.addEventListener(name, this.#onWake);
    this.#connect();
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Sends at once. Silent while there is no socket: whoever must know asks for `state`. */
  send(frame: string): void {
    this.#socket?.send(frame);
  }

  /** Closes for good. */
  close(reason?: string): void {
    if (this.#state.kind === 'closed') return;
    for (const [name, target] of WAKERS) target()?.removeEventListener(name, this.#onWake);
    this.#cancelRetry();
    this.#detach()?.close();
    this.#become({ kind: 'closed', ...(reason !== undefined && { reason }) });
  }

  /** Ends this connection and makes a new one. */
  lose(reason: string): void {
    const { clock, retry, random } = this.#options;
    this.#detach()?.close();
    // A server that takes connections only to drop them is not asked again at once.
    if (this.#state.kind === 'open' && clock.now() - this.#openedAt >= STEADY_MS) this.#losses = 0;
    const pause = Math.min(retry.longest, retry.first * 2 ** this.#losses);
    this.#losses += 1;
    // Jitter keeps many tabs from knocking at the same moment.
    this.#cancelRetry = clock.after(pause * (0.75 + random() / 2), () => this.#connect());
    this.#become({ kind: 'lost', reason });
  }

  #connect(): void {
    this.#cancelRetry();
    let socket: FrameSocket;
    try {
      socket = this.#options.open();
    } catch (error) {
      this.lose(wordsOf(error));
      return;
    }
    this.#socket = socket;
    socket.onopen = () => void this.#greet(socket);
    socket.onmessage = ({ data }) => {
      this.#heard += 1;
      this.#options.receive(data);
    };
    socket.onclose = ({ reason }) => this.lose(reason || 'the connection was lost');
  }

  async #greet(socket: FrameSocket): Promise<void> {
    const { greet } = this.#options;
    if (greet) {
      try {
        await greet();
      } catch (error) {
        if (this.#socket !== socket) return;
        if (error instanceof Refused) this.close(error.message);
        else this.lose(wordsOf(error));
        return;
      }
      if (this.#socket !== socket) return;
    }
    this.#openedAt = this.#options.clock.now();
    this.#heard = 1;
    this.#listenForLife();
    this.#become({ kind: 'open' });
  }

  /** A dead connection often says nothing: what has not answered for a whole interval counts as lost. */
  #listenForLife(): void {
    const { heartbeat, clock, beat } = this.#options;
    if (!heartbeat) return;
    this.#cancelBeat = clock.after(heartbeat, () => {
      if (this.#heard === 0) return this.lose(`nothing was heard for ${heartbeat} ms`);
      this.#heard = 0;
      beat();
      this.#listenForLife();
    });
  }

  #detach(): FrameSocket | undefined {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#cancelBeat();
    if (socket) {
      socket.onopen = null;
      socket.onmessage = null;
      socket.onclose = null;
    }
    return socket;
  }

  /** Back in view, on line or from the back/forward cache, where the connection was closed on leaving: no need to wait. */
  readonly #onWake = (): void => {
    if (this.#state.kind === 'lost' && !this.#socket && globalThis.document?.visibilityState !== 'hidden') this.#connect();
  };

  #become(state: ConnectionState): void {
    this.#state = state;
    this.#options.changed(state);
  }
}

/** Outside a page, some of these are not there. */
const WAKERS = [
  ['pageshow', () => globalThis.window],
  ['online', () => globalThis.window],
  ['visibilitychange', () => globalThis.document],
] as const;

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
