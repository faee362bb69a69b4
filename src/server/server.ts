import type { Problem, Store } from '../store/change.ts';
import { StoreError, toStoreError } from '../store/errors.ts';
import { WireError } from '../wire/errors.ts';
import { type Addressee, ANONYMOUS, DEFAULT_SESSION, type Frame, type Request, readFrame } from '../wire/frame.ts';
import type { RequestType } from '../wire/requests.ts';
import { CommitQueue, type Delivery, type Job } from './commit-queue.ts';
import type { Context, Handler, Outcome } from './handler.ts';
import { handlers } from './handlers/index.ts';
import { type Connection, type Peer, Peers } from './peers.ts';
import { type Draft, State, type StateView } from './state.ts';

export interface ServerOptions {
  /** Where the state is kept. Frames wait until it is open; where it is refused, they are answered with the reason. */
  readonly store: Store | Promise<Store>;
  /** Default: the system's. `now()` in ms since 1970. */
  readonly clock?: { now(): number };
  /** A new id of letters, digits and underscores at each call. Default: a random UUID without dashes. */
  readonly randomId?: () => string;
  /** Told of faults in the server itself. Default: `console.error`. */
  readonly report?: (message: string, error: unknown) => void;
}

export interface ConnectOptions {
  /** Identifies the page that the connection belongs to. */
  readonly page: string;
  /** The address that the client believes it is connected to. */
  readonly url?: string;
}

/** The server's end of a connection: whoever carries frames calls it. */
export interface Session {
  /** A frame has come. Never throws: whatever it is, it is answered. */
  receive(frame: unknown): void;
  /** The connection is gone. */
  closed(): void;
}

export interface Server {
  connect(connection: Connection, options: ConnectOptions): Session;
  /** Answers the frames that are on their way to the store, then closes every connection and the store. */
  close(code: number, reason: string): Promise<void>;
  /** Whether the store was refused, so that this server can serve no state. */
  readonly refused: boolean;
}

/**
 * The protocol server: frames in, frames out, state in the store. It knows neither what carries the frames nor where
 * it runs.
 *
 * @example
 * const server = createServer({ store: openStore() });
 * const session = server.connect({ send: (text) => socket.send(text), close: () => socket.close() }, { page: 'a' });
 * socket.onmessage = ({ data }) => session.receive(data);
 */
export function createServer(options: ServerOptions): Server {
  return new Core(options);
}

const reportToConsole = (message: string, error: unknown) => console.error(`Rackwire: ${message}`, error);

class Core implements Server {
  readonly #state = new State();
  readonly #queue: CommitQueue;
  readonly #peers: Peers;
  readonly #clock: { now(): number };
  readonly #randomId: () => string;
  readonly #report: (message: string, error: unknown) => void;
  readonly #store: Promise<Store>;
  #problems: readonly Problem[] = [];
  #refusal: StoreError | undefined;

  constructor({ store, clock = Date, randomId = randomUuid, report = reportToConsole }: ServerOptions) {
    this.#clock = clock;
    this.#randomId = randomId;
    this.#report = report;
    this.#peers = new Peers(report);
    this.#queue = new CommitQueue(this.#state, report);
    this.#store = Promise.resolve(store);
    this.#open();
  }

  get refused(): boolean {
    return this.#refusal !== undefined;
  }

  async #open(): Promise<void> {
    try {
      const store = await this.#store;
      const stored = await store.load();
      this.#state.load(stored);
      this.#problems = stored.problems;
      this.#queue.start(async (changes) => store.write(changes));
    } catch (error) {
      const refusal = toStoreError(error);
      this.#refusal = refusal;
      // Nothing changes while the state is out of reach, but whoever asks is told why.
      this.#queue.start(() => Promise.reject(refusal));
    }
  }

  connect(connection: Connection, { page }: ConnectOptions): Session {
    const peer = this.#peers.add(connection, page);
    return {
      receive: (frame) => this.#queue.add(this.#job(peer, frame)),
      closed: () => this.#peers.remove(peer),
    };
  }

  async close(code: number, reason: string): Promise<void> {
    await this.#queue.stop();
    this.#peers.closeAll(code, reason);
    await this.#store.then(
      (store) => store.close(),
      () => {},
    );
  }

  #job(peer: Peer, frame: unknown): Job {
    const read = readFrame(frame);
    if (!read.ok) {
      const answer = () => this.#sendError(peer, read.to, read.error);
      return { apply: () => answer, refuse: () => answer };
    }
    const { request } = read;
    return {
      apply: (draft) => this.#apply(peer, request, draft),
      refuse: (error) => () => this.#sendError(peer, request, notStored(request, error)),
    };
  }

  #apply(peer: Peer, request: Request, draft: Draft): Delivery {
    const now = new Date(this.#clock.now()).toISOString();
    let outcome: Outcome;
    try {
      outcome = handle(request, {
        state: this.#refusal ? refusing(this.#refusal) : draft,
        problems: this.#problems,
        session_id: request.session_id,
        now,
        newId: this.#randomId,
      });
    } catch (error) {
      return () => this.#sendError(peer, request, this.#asWireError(request, error));
    }
    for (const change of outcome.changes ?? []) draft.apply(change);
    return () => {
      peer.sessions.add(request.session_id);
      const { id, user_id, session_id } = request;
      const reply: Frame = { id, type: outcome.replyType ?? request.type, data: outcome.reply, user_id, session_id };
      if (reply.type === 'PONG') reply.timestamp = now;
      this.#peers.send(peer, JSON.stringify(reply));
      this.#broadcast(peer, request, outcome, now);
    };
  }

  #broadcast(peer: Peer, { type, user_id, session_id }: Request, outcome: Outcome, now: string): void {
    const { changes = [], scope = 'session', updates = [] } = outcome;
    if (changes.length === 0) return;
    const others = this.#peers.otherPages(peer, scope === 'session' ? session_id : undefined);
    for (const frame of outcome.frames ?? [{ type, data: outcome.reply }]) {
      // What belongs to no session names none, so that clients of every session take it as theirs.
      const text = JSON.stringify({ id: this.#broadcastId(), ...frame, user_id, session_id: scope === 'session' ? session_id : undefined });
      for (const other of others) this.#peers.send(other, text);
    }
    for (const update of updates) {
      const data = { ...update, changed_by: user_id, timestamp: now };
      const text = JSON.stringify({ id: this.#broadcastId(), type: 'PLUGIN_STATE_UPDATE', data, session_id });
      for (const member of this.#peers.inSession(session_id)) this.#peers.send(member, text);
    }
  }

  #broadcastId(): string {
    return `broadcast_${this.#randomId()}`;
  }

  #sendError(peer: Peer, { id, user_id, session_id }: Addressee, error: WireError): void {
    const frame: Frame = {
      id,
      type: 'ERROR',
      data: error.toData(),
      user_id: user_id || ANONYMOUS,
      session_id: session_id || DEFAULT_SESSION,
    };
    this.#peers.send(peer, JSON.stringify(frame));
  }

  #asWireError(request: Request, error: unknown): WireError {
    if (error instanceof WireError) return error;
    if (error instanceof StoreError) return engineError(error.message, error);
    this.#report(`the handler of ${request.type} failed`, error);
    const words = `${request.type} met a fault in the server, and nothing was changed: ${error instanceof Error ? error.message : error}`;
    return engineError(words, error);
  }
}

const randomUuid = (): string => crypto.randomUUID().replaceAll('-', '');

function handle(request: Request, context: Context): Outcome {
  // The handler was chosen by the type of these very data, a link that the compiler does not follow through the table.
  const handler = handlers[request.type] as Handler<RequestType>;
  return handler(request.data, context);
}

/** Stands in for a state that is out of reach: requests that need none of it work all the same. */
function refusing(refusal: StoreError): StateView {
  const refuse = () => {
    throw refusal;
  };
  return { session: refuse, preset: refuse, presets: refuse };
}

const engineError = (words: string, cause: unknown): WireError => new WireError('ENGINE_ERROR', words, { engine_error: words }, { cause });

function notStored({ type }: Request, error: unknown): WireError {
  const words = toStoreError(error).message;
  return new WireError('ENGINE_ERROR', `${type} changed nothing: ${words}`, { engine_error: words }, { cause: error });
}
