import type { Problem, Store } from '../store/change.ts';
import { StoreError, toStoreError } from '../store/errors.ts';
import { lengthOf } from '../wire/codec.ts';
import { WireError } from '../wire/errors.ts';
import { type Addressee, ANONYMOUS, DEFAULT_SESSION, type Frame, type Request } from '../wire/frame.ts';
import type { PortRemote } from '../wire/port.ts';
import type { ReplyData } from '../wire/replies.ts';
import { handle, take } from './answer.ts';
import { CommitQueue, type Delivery, type Job } from './commit-queue.ts';
import { type DialectName, dialectOf, dialects } from './dialects/index.ts';
import { type GateOptions, Gates } from './gates/gates.ts';
import type { Identity } from './gates/identity.ts';
import { Lane } from './gates/lane.ts';
import type { StatisticsReport } from './gates/statistics.ts';
import type { Context, LateOutcome, Outcome, TypedFrame } from './handler.ts';
import { type Form, type Incoming, readIncoming, unread } from './incoming.ts';
import { type Connection, closeQuietly, type Peer, Peers } from './peers.ts';
import { leave } from './presence/leave.ts';
import { type Draft, State } from './state.ts';
import { refusingState, type StateView } from './state-view.ts';
import { readSubprotocols, tokenIn } from './subprotocols.ts';
import type { Entry, Tie } from './tie.ts';

export interface ServerOptions extends GateOptions {
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
  /** The address that the client believes it is connected to. `?token=` in it is taken for `token`. */
  readonly url?: string;
  /** Where the connection comes from, so that those of one client can be counted. Default: nobody knows. */
  readonly address?: string;
  /** A token that came with the connection itself. */
  readonly token?: string;
  /** The session of frames that name none. Default: `default`. */
  readonly session_id?: string;
  /** The form of what the client is sent unasked. Default: by the address, and by its first frame. */
  readonly dialect?: DialectName;
  /** The remote that the client's session belongs to; who runs the server sees to it: see `withRemotes`. */
  readonly remote?: PortRemote;
  /** WebSocket subprotocols that the client offers. */
  readonly subprotocols?: readonly string[];
}

/** The server's end of a connection: whoever carries frames calls it. */
export interface Session {
  /** The subprotocol that was chosen of those offered. */
  readonly subprotocol?: string;
  /** A frame has come. Never throws: whatever it is, it is answered. */
  receive(frame: unknown): void;
  /** The carrier has heard of the client, though not in a frame. */
  alive(): void;
  /** The connection is gone. */
  closed(): void;
}

export interface Server {
  connect(connection: Connection, options: ConnectOptions): Session;
  /** Answers the frames that are on their way to the store, then closes every connection and the store. */
  close(code: number, reason: string): Promise<void>;
  /**
   * Does what is due by the clock: asks silent connections for a sign of life, closes those that stay silent, forgets
   * what is over. The server has no timer of its own: whoever runs it calls this every few seconds.
   */
  sweep(): void;
  /** Ties a session to what it belongs to elsewhere; returns what unties it. */
  tie(session_id: string, tie: Tie): () => void;
  /**
   * Takes in what was decided elsewhere, in its turn among the requests: stored like their changes, told to everyone in
   * the session, and answered to nobody. `decide` changes the draft and nothing else; it is called again where its group
   * could not be stored, and `refused` where it could not be stored by itself.
   */
  enter(session_id: string, decide: (draft: Draft, now: string) => Entry, refused?: (error: unknown) => void): void;
  /** Sends a frame to every connection of a session. */
  tell(session_id: string, frame: TypedFrame): void;
  /** What has been counted since the start. */
  statistics(): StatisticsReport;
  /**
   * Who a token belongs to. Without `auth` anybody, with every permission.
   *
   * @throws WireError `AUTH_FAILED`
   */
  identify(token: string): Promise<Identity>;
  /** The state, for reading. `undefined` until the store is open, and where it was refused. */
  readonly state: StateView | undefined;
  /** Whether the store was refused, so that this server can serve no state. */
  readonly refused: boolean;
  /** Settles once the store is open or refused. Frames wait for it by themselves. */
  readonly ready: Promise<void>;
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

/** Longer frames of a connection that sends too many are refused unread. */
const PEEK = 4096;

class Core implements Server {
  readonly ready: Promise<void>;
  readonly #state = new State();
  readonly #queue: CommitQueue;
  readonly #gates: Gates;
  readonly #peers: Peers;
  readonly #clock: { now(): number };
  readonly #randomId: () => string;
  readonly #report: (message: string, error: unknown) => void;
  readonly #store: Promise<Store>;
  #problems: readonly Problem[] = [];
  #refusal: StoreError | undefined;
  #isOpen = false;
  #connections = 0;
  /** What everyone was told when the server closed. */
  #ended: { code: number; reason: string } | undefined;
  readonly #ties = new Map<string, Tie>();

  constructor({ store, clock = Date, randomId = randomUuid, report = reportToConsole, ...gates }: ServerOptions) {
    this.#clock = clock;
    this.#randomId = randomId;
    this.#report = report;
    this.#gates = new Gates(gates, clock.now());
    this.#peers = new Peers({
      report,
      mayHear: (peer) => this.#gates.auth.mayHear(peer, clock.now()),
      sent: () => this.#gates.statistics.count('sent', clock.now()),
      left: (peer, how) => {
        this.#gates.leave(peer, how);
        this.#sayFarewell(peer);
      },
    });
    this.#queue = new CommitQueue(this.#state, report);
    this.#store = Promise.resolve(store);
    this.ready = this.#open();
  }

  get refused(): boolean {
    return this.#refusal !== undefined;
  }

  get state(): StateView | undefined {
    return this.#isOpen ? this.#state : undefined;
  }

  statistics(): StatisticsReport {
    return this.#gates.report(this.#peers, this.#clock.now());
  }

  identify(token: string): Promise<Identity> {
    return this.#gates.auth.identify(token, this.#clock.now());
  }

  sweep(): void {
    const now = this.#clock.now();
    for (const { peer, code, reason } of this.#gates.sweep(this.#peers, now)) this.#peers.close(peer, code, reason);
  }

  async #open(): Promise<void> {
    try {
      const store = await this.#store;
      const stored = await store.load();
      this.#state.load(stored);
      this.#problems = stored.problems;
      this.#isOpen = true;
      this.#queue.start(async (changes) => store.write(changes));
    } catch (error) {
      const refusal = toStoreError(error);
      this.#refusal = refusal;
      // Nothing changes while the state is out of reach, but whoever asks is told why.
      this.#queue.start(() => Promise.reject(refusal));
    }
  }

  connect(connection: Connection, options: ConnectOptions): Session {
    const { page, address, url, session_id = DEFAULT_SESSION } = options;
    const now = this.#clock.now();
    const offer = readSubprotocols(options.subprotocols);
    const protocol = offer.protocol !== undefined && { subprotocol: offer.protocol };
    this.#connections += 1;
    const peer: Peer = {
      id: `connection_${this.#connections}`,
      connection,
      page,
      address,
      since: now,
      sessions: new Set(),
      state: 'CONNECTED',
      identity: undefined,
      session_id,
      isAssigned: options.session_id !== undefined,
      codec: offer.codec,
      dialect: options.dialect ?? dialectOf(url),
      hasSpoken: options.dialect !== undefined,
      heard: now,
      asked: now,
    };
    // A page's hello may have been on its way while the server closed.
    if (this.#ended) {
      closeQuietly(connection, this.#ended.code, this.#ended.reason, this.#report);
      return nobody;
    }
    const refusal = this.#gates.refusal(peer, now);
    if (refusal) return { ...this.#turnAway(peer, refusal.code, refusal.error), ...protocol };
    this.#peers.add(peer);
    this.#gates.enter(peer);
    const lane = new Lane();
    const token = options.token ?? tokenIn(url) ?? offer.token;
    if (token !== undefined && this.#gates.auth.required) {
      peer.state = 'CONNECTING';
      lane.run(() => this.#admit(peer, token));
    }
    return {
      ...protocol,
      receive: (frame) => this.#arrive(peer, lane, frame),
      alive: () => {
        peer.heard = this.#clock.now();
      },
      closed: () => this.#peers.remove(peer),
    };
  }

  /** Says why, and closes a connection that has not begun. */
  #turnAway(peer: Peer, code: number, error: WireError): Session {
    this.#gates.statistics.refusedConnection();
    this.#peers.add(peer);
    this.#peers.send(peer, this.#errorFrame({ id: '' }, error));
    this.#peers.forget(peer);
    closeQuietly(peer.connection, code, error.message, this.#report);
    return nobody;
  }

  /** A token came with the connection itself: where it is refused, so is the connection. */
  async #admit(peer: Peer, token: string): Promise<void> {
    try {
      await this.#gates.auth.admit(peer, { token }, this.#clock.now());
    } catch (error) {
      const refusal = error instanceof WireError ? error : engineError(`the token could not be checked: ${error}`, error);
      this.#sendError(peer, undefined, { id: '' }, refusal);
      this.#peers.close(peer, 1008, refusal.message);
    }
  }

  #arrive(peer: Peer, lane: Lane, raw: unknown): void {
    if (!this.#peers.has(peer)) return;
    const now = this.#clock.now();
    peer.heard = now;
    this.#gates.statistics.count('received', now);
    const tooMany = this.#gates.throttle.message(peer, now);
    // Read when it is its turn, because who a frame is from may depend on the one before it.
    lane.run(() => this.#read(peer, raw, tooMany, now));
  }

  #read(peer: Peer, raw: unknown, tooMany: WireError | undefined, now: number): void | Promise<void> {
    const incoming = tooMany && lengthOf(raw) > PEEK ? unread(peer, tooMany) : readIncoming(raw, peer, this.#gates.limits.frame);
    const { form } = incoming;
    if (!incoming.ok) {
      const error = tooMany ?? incoming.error;
      return this.#refuse(peer, form, incoming.to, error, error.code !== 'INVALID_MESSAGE');
    }
    if (tooMany) return this.#refuse(peer, form, incoming.requests[0], tooMany, true);
    return this.#pass(peer, incoming, now);
  }

  #pass(peer: Peer, incoming: Incoming & { ok: true }, now: number): void | Promise<void> {
    const { form, requests, frame } = incoming;
    const [request] = requests;
    const queue = () => this.#queue.add(this.#job(peer, form, requests, peer.identity));
    const refuse = (error: unknown) => this.#refuse(peer, form, request, this.#asWireError(request, error), true);
    try {
      return this.#gates.pass({ peer, request, frame, now })?.then(queue, refuse) ?? queue();
    } catch (error) {
      refuse(error);
    }
  }

  /** Answers with an error when it is this frame's turn. */
  #refuse(peer: Peer, form: Form, to: Addressee, error: WireError, isFrame: boolean): void {
    const answer = () => this.#sendError(peer, form, to, error, isFrame);
    this.#queue.add({ apply: () => answer, refuse: () => answer });
  }

  async close(code: number, reason: string): Promise<void> {
    await this.#queue.stop();
    this.#ended = { code, reason };
    this.#peers.closeAll(code, reason);
    await this.#store.then(
      (store) => store.close(),
      () => {},
    );
  }

  #job(peer: Peer, form: Form, requests: readonly [Request, ...Request[]], identity: Identity | undefined): Job {
    const [request] = requests;
    return {
      apply: (draft) => this.#apply(peer, form, requests, identity, draft),
      refuse: (error) => () => this.#sendError(peer, form, request, notStored(request, error)),
    };
  }

  #apply(peer: Peer, form: Form, requests: readonly [Request, ...Request[]], identity: Identity | undefined, draft: Draft): Delivery {
    const [first] = requests;
    const now = new Date(this.#clock.now()).toISOString();
    if (first.type === 'AUTH') return () => this.#welcome(peer, form, first, identity);
    const outcomes: { request: Request; outcome: Outcome }[] = [];
    let request: Request = first;
    try {
      // Several change values only, so that one that is accepted now is accepted still when the others have been made.
      if (requests.length > 1) for (request of requests) handle(request, this.#context(peer, request, draft, now));
      for (request of requests) {
        const context = this.#context(peer, request, draft, now);
        const outcome = handle(request, context);
        if ('late' in outcome) return () => this.#answerLate(peer, form, first, outcome.late, now);
        const edits = take(request, outcome, draft, context);
        this.#ties.get(request.session_id)?.changed({ edits, user_id: request.user_id, draft, now: Date.parse(now) });
        outcomes.push({ request, outcome });
      }
    } catch (error) {
      const refusal = this.#asWireError(request, error);
      return () => this.#sendError(peer, form, request, refusal);
    }
    return () => {
      // A sign of life names no session, whatever it says: clients that name theirs elsewhere leave it out here.
      if (first.type !== 'PING') this.#peers.follow(peer, first.session_id);
      const replies = outcomes.map(({ request: { id, type, user_id, session_id }, outcome }): Frame => {
        const reply: Frame = { id, type: outcome.replyType ?? type, data: outcome.reply, user_id, session_id };
        return reply.type === 'PONG' ? { ...reply, timestamp: now } : reply;
      });
      this.#reply(peer, form, replies, now);
      for (const { request, outcome } of outcomes) this.#broadcast(peer, request, outcome, now);
      const tie = this.#ties.get(first.session_id);
      if (tie && first.type === 'SESSION_STATE_GET') this.#peers.send(peer, this.#unasked(first.session_id, tie.state));
      tie?.stored();
    };
  }

  tie(session_id: string, tie: Tie): () => void {
    this.#ties.set(session_id, tie);
    return () => {
      if (this.#ties.get(session_id) === tie) this.#ties.delete(session_id);
    };
  }

  enter(session_id: string, decide: (draft: Draft, now: string) => Entry, refused: (error: unknown) => void = () => {}): void {
    const apply = (draft: Draft): Delivery => {
      const now = new Date(this.#clock.now()).toISOString();
      const { frames, updates, user_id, done } = decide(draft, now);
      return () => {
        const pages = this.#peers.pages(session_id);
        for (const frame of frames) this.#peers.broadcast(pages, { ...this.#unasked(session_id, frame), user_id });
        for (const update of updates) {
          const data = { ...update, changed_by: user_id, timestamp: now };
          this.tell(session_id, { type: 'PLUGIN_STATE_UPDATE', data });
        }
        done?.();
      };
    };
    this.#queue.add({ apply, refuse: (error) => () => refused(error) });
  }

  tell(session_id: string, frame: TypedFrame): void {
    this.#peers.broadcast(this.#peers.inSession(session_id), this.#unasked(session_id, frame));
  }

  #unasked(session_id: string, frame: TypedFrame): Frame {
    return { id: this.#broadcastId(), ...frame, session_id };
  }

  #context(peer: Peer, { session_id, user_id }: Request, draft: Draft, now: string): Context {
    return {
      state: this.#refusal ? refusingState(this.#refusal) : draft,
      problems: this.#problems,
      session_id,
      user_id,
      connection: peer.id,
      now,
      newId: this.#randomId,
    };
  }

  /** Answers when the store has been read: what came later may be answered before. */
  #answerLate(peer: Peer, form: Form, request: Request, late: LateOutcome['late'], now: string): void {
    const { id, type, user_id, session_id } = request;
    this.#peers.follow(peer, session_id);
    this.#store.then(late).then(
      (data) => this.#reply(peer, form, [{ id, type, data, user_id, session_id }], now),
      (error) => this.#sendError(peer, form, request, this.#asWireError(request, error)),
    );
  }

  /** Tells those who saw a connection in their session that it has gone, behind everything that it had sent. */
  #sayFarewell(peer: Peer): void {
    const apply = (draft: Draft) => {
      const farewells = leave(draft, peer.id);
      return () => {
        for (const { session_id, user_id, data } of farewells) {
          const frame: Frame = { id: this.#broadcastId(), type: 'PRESENCE', data, user_id, session_id };
          this.#peers.broadcast(this.#peers.otherPages(peer, session_id), frame);
        }
      };
    };
    this.#queue.add({ apply, refuse: () => () => {} });
  }

  #reply(peer: Peer, { dialect, asked }: Form, replies: readonly Frame[], now: string): void {
    for (const frame of dialects[dialect].answer(asked, replies as [Frame, ...Frame[]], now)) this.#peers.send(peer, frame);
  }

  /** Says who the server takes the peer for from now on. */
  #welcome(peer: Peer, form: Form, { id }: Request, identity: Identity | undefined): void {
    const { user_id = ANONYMOUS, permissions = [] } = identity ?? {};
    const { session_id } = peer;
    const data: ReplyData['AUTH'] = { session_id, user_id, permissions, success: true };
    const reply: Frame = { id, type: 'AUTH_SUCCESS', data, user_id, session_id };
    this.#reply(peer, form, [reply], new Date(this.#clock.now()).toISOString());
  }

  #broadcast(peer: Peer, { type, user_id, session_id }: Request, outcome: Outcome, now: string): void {
    const { changes = [], notes = [], scope = 'session', updates = [] } = outcome;
    if (changes.length === 0 && notes.length === 0) return;
    const others = this.#peers.otherPages(peer, scope === 'session' ? session_id : undefined);
    const hearers = outcome.framesToSender ? [peer, ...others] : others;
    // What belongs to no session names none, so that clients of every session take it as theirs.
    const envelope = { user_id, ...(scope === 'session' && { session_id }) };
    for (const frame of outcome.frames ?? [{ type, data: outcome.reply }]) {
      this.#peers.broadcast(hearers, { id: this.#broadcastId(), ...frame, ...envelope });
    }
    for (const update of updates) {
      const data = { ...update, changed_by: user_id, timestamp: now };
      const frame: Frame = { id: this.#broadcastId(), type: 'PLUGIN_STATE_UPDATE', data, session_id };
      this.#peers.broadcast(this.#peers.inSession(session_id), frame);
    }
  }

  #broadcastId(): string {
    return `broadcast_${this.#randomId()}`;
  }

  #errorFrame({ id, user_id, session_id }: Addressee, error: WireError): Frame {
    return { id, type: 'ERROR', data: error.toData(), user_id: user_id || ANONYMOUS, session_id: session_id || DEFAULT_SESSION };
  }

  /** @param isFrame whether what came was a frame at all */
  #sendError(peer: Peer, form: Form | undefined, to: Addressee, error: WireError, isFrame = true): void {
    const now = this.#clock.now();
    const { dialect, asked } = form ?? unread(peer, error).form;
    this.#reply(peer, { dialect, asked }, [this.#errorFrame(to, error)], new Date(now).toISOString());
    const oneTooMany = this.#gates.strike(peer, error, isFrame, now);
    if (oneTooMany) this.#peers.close(peer, oneTooMany.code, oneTooMany.reason);
  }

  #asWireError(request: Request, error: unknown): WireError {
    if (error instanceof WireError) return error;
    if (error instanceof StoreError) return engineError(error.message, error);
    this.#report(`the handler of ${request.type} failed`, error);
    const words = `${request.type} met a fault in the server, and nothing was changed: ${error instanceof Error ? error.message : error}`;
    return engineError(words, error);
  }
}

/** The server's end of a connection that has ended already. */
const nobody: Session = { receive: () => {}, alive: () => {}, closed: () => {} };

const randomUuid = (): string => crypto.randomUUID().replaceAll('-', '');

const engineError = (words: string, cause: unknown): WireError => new WireError('ENGINE_ERROR', words, { engine_error: words }, { cause });

function notStored({ type }: Request, error: unknown): WireError {
  const words = toStoreError(error).message;
  return new WireError('ENGINE_ERROR', `${type} changed nothing: ${words}`, { engine_error: words }, { cause: error });
}
