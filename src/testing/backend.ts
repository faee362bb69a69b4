import { type Installed, install } from '../mock/install.ts';
import type { Dialect } from '../mock/routes.ts';
import { untoldMessages } from '../mock/socket/served-socket.ts';
import type { Connection } from '../server/peers.ts';
import { servePort } from '../server/port.ts';
import type { Fetch } from '../server/port-request.ts';
import { createRest } from '../server/rest/rest.ts';
import { type ConnectOptions, createServer, type Server, type Session } from '../server/server.ts';
import { DEFAULT_SESSION } from '../wire/identity.ts';
import type { SessionState } from '../wire/state.ts';
import { Channel } from './channel.ts';
import { realClock, type TestClock, VirtualClock } from './clock.ts';
import { type ActiveFault, type Fault, Faults } from './fault.ts';
import { readFixtures } from './fixtures.ts';
import type { DataOf, LoggedFrame } from './frames.ts';
import { ExpectationError, type Expected, FrameLog } from './log.ts';
import { MemoryStore } from './memory-store.ts';
import * as native from './natives.ts';
import { provideGlobals } from './node-globals.ts';
import { authenticator, type BackendOptions, check, ids } from './options.ts';
import { Traffic, turn } from './ports.ts';
import { seededRandom } from './random.ts';
import { Replay } from './replay.ts';
import { Someone, type SomeoneOptions } from './someone.ts';
import { followClock } from './timers.ts';

/** How often, in ms, the server does what is due by the clock. */
const SWEEP_MS = 1000;
const START = Date.UTC(2026, 0, 1);
const SERVE: Readonly<Record<string, Dialect>> = { 'ws://localhost:8000/ws': 'plugin', 'http://localhost:8000': 'plugin' };
/** How many turns of the event loop what is on its way has at least, and how long, in ms, at most. */
const TURNS = 3;
const SETTLE_MS = 500;

/** A backend for one test, in this thread. */
export class Backend {
  /** Its time. */
  readonly clock: TestClock;
  readonly #server: Server | undefined;
  readonly #replay: Replay | undefined;
  readonly #installed: Installed;
  readonly #traffic = new Traffic();
  readonly #pending = new Set<string>();
  readonly #faults: Faults;
  readonly #received: FrameLog;
  readonly #sent: FrameLog;
  readonly #channels = new Set<Channel>();
  readonly #undo: (() => void)[] = [];
  #connections = 0;
  #stopped = false;

  constructor(options: BackendOptions) {
    check(options);
    const { serve = SERVE, fixtures = {}, now = START, limits, tokens, signatures, seed = 1, replay, pace = 'immediate' } = options;
    const isVirtual = options.clock === 'virtual';
    const hint = isVirtual ? ' (the clock is virtual: what is due later comes by clock.advance())' : '';
    this.#received = new FrameLog(hint);
    this.#sent = new FrameLog(hint);
    this.#faults = new Faults(seededRandom(seed));
    this.clock = isVirtual ? new VirtualClock(now, () => this.settled()) : realClock;
    const full = new Map<string, string>();
    if (replay) this.#replay = new Replay(replay, this.clock, pace);
    else {
      const isFull: ConstructorParameters<typeof MemoryStore>[1] = (changes) => {
        const operations = new Set([...full.values()].map((type) => type.toLowerCase()));
        return operations.size > 0 && changes.some((change) => change.kind === 'record' && operations.has(change.record.operation));
      };
      this.#server = createServer({
        store: new MemoryStore(readFixtures(fixtures), isFull),
        clock: this.clock,
        randomId: ids(seededRandom(seed + 1)),
        ...(limits !== undefined && { limits }),
        ...(signatures && { signatures }),
        ...(tokens && { auth: authenticator(tokens) }),
      });
    }
    const { answersPings = true } = options;
    const carried = this.#server ?? (this.#replay as Replay);
    const channel = { server: carried, clock: this.clock, faults: this.#faults, received: this.#received, sent: this.#sent };
    const more = { full, pending: this.#pending, answersPings };
    const connect = (connection: Connection, connectOptions: ConnectOptions): Session => {
      this.#connections += 1;
      const opened = new Channel(this.#connections, connection, connectOptions, { ...channel, ...more });
      this.#channels.add(opened);
      const { session } = opened;
      return {
        ...session,
        closed: () => {
          this.#channels.delete(opened);
          session.closed();
        },
      };
    };
    const fetch: Fetch = this.#server
      ? createRest({ server: this.#server, auth: tokens !== undefined, clock: this.clock })
      : () => Response.json({ detail: 'a recording answers no HTTP requests' }, { status: 503 });
    this.#undo.push(provideGlobals());
    try {
      this.#installed = install(serve, {
        port: () => {
          const { port1, port2 } = this.#traffic.pair();
          servePort({ connect }, port2, { fetch, locks: { request: () => new Promise(() => {}) } });
          return port1;
        },
      });
    } catch (error) {
      this.#unwind();
      throw error;
    }
    this.#undo.push(() => this.#installed.restore());
    if (isVirtual && options.timers !== false) this.#undo.push(followClock(this.clock));
    this.#sweepNow();
  }

  /** What it holds: a session's tracks, or nothing where nobody has put anything into it. */
  state(session_id: string = DEFAULT_SESSION): SessionState {
    if (!this.#server) throw new TypeError('Rackwire: expected a backend with a server of its own: a recording holds no state');
    return this.#server.state?.session(session_id) ?? { session_id, tracks: [] };
  }

  /**
   * Has something go wrong with the messages of a type, in either dialect, or of all types: `*`.
   *
   * @throws TypeError that says what was expected
   * @example backend.fault('PLUGIN_PARAMETER', { latency: [20, 80], times: 3 })
   */
  fault(type: string, fault: Fault): ActiveFault {
    if (fault.storageFull && this.#replay) throw new TypeError('Rackwire: expected no storageFull with a recording, which stores nothing');
    return this.#faults.add(type, fault);
  }

  /** Removes all faults. */
  clearFaults(): void {
    this.#faults.clear();
  }

  /** The frames that came from the front end so far, in order. Those that a fault has lost never came. */
  received(expected?: Expected): readonly LoggedFrame[] {
    return this.#received.find(expected);
  }

  /** The frames that it sent to the front end so far, in order. */
  sent(expected?: Expected): readonly LoggedFrame[] {
    return this.#sent.find(expected);
  }

  /**
   * The next frame of a type from the front end, there already or to come; each is given once.
   *
   * @param timeout in ms of real time. Default: 1000.
   * @throws ExpectationError that says what came instead
   */
  waitFor<T extends string>(
    type: T,
    accept: (data: DataOf<T>, frame: LoggedFrame) => boolean = () => true,
    timeout = 1000,
  ): Promise<LoggedFrame<DataOf<T>>> {
    return this.#received.next(type, accept, timeout);
  }

  /** The next frame of a type that it sends to the front end; as `waitFor()`. */
  waitForSent(
    type: string,
    accept: (data: Readonly<Record<string, unknown>>) => boolean = () => true,
    timeout = 1000,
  ): Promise<LoggedFrame> {
    return this.#sent.next<string>(type, (data) => accept(data as Readonly<Record<string, unknown>>), timeout);
  }

  /**
   * Expects that these came from the front end in this order; others may have come between them.
   *
   * @throws ExpectationError with what is other, field by field
   */
  expectReceived(...all: readonly [Expected, ...Expected[]]): void {
    this.#received.expect(all);
  }

  /** @throws ExpectationError where one came */
  expectNotReceived(expected: Expected): void {
    this.#received.expectNone(expected);
  }

  /** Forgets what came and what was sent so far. */
  clear(): void {
    this.#received.clear();
    this.#sent.clear();
  }

  /** Somebody else at this backend. */
  someone(options: SomeoneOptions = {}): Someone {
    if (!this.#server) throw new TypeError('Rackwire: expected a backend with a server of its own: a recording knows nobody else');
    return new Someone(this.#server, options);
  }

  /** Closes the front end's connections. Default: 1006, as when a network breaks. New ones are let in. */
  disconnect(code = 1006, reason = ''): void {
    for (const channel of [...this.#channels]) channel.close(code, reason);
    this.#channels.clear();
  }

  /** With a recording: what came that was not recorded, in words. */
  get unrecorded(): readonly string[] {
    return this.#replay?.unrecorded ?? [];
  }

  /** @throws ExpectationError where anything came that was not recorded */
  expectRecorded(): void {
    if (this.unrecorded.length === 0) return;
    throw new ExpectationError(`Rackwire: ${this.unrecorded.join('\n')}`, [], this.unrecorded);
  }

  /** Resolves when everything that is on its way has arrived, and been answered. What a fault delays is not on its way. */
  async settled(): Promise<void> {
    const began = performance.now();
    for (let quiet = 0; quiet < TURNS && performance.now() - began < SETTLE_MS; ) {
      await turn();
      const isQuiet = this.#traffic.onItsWay === 0 && this.#pending.size === 0 && untoldMessages() === 0;
      quiet = isQuiet ? quiet + 1 : 0;
    }
  }

  /** Closes everything, and puts back what stood in the place of `WebSocket`, `fetch` and the timers. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#faults.clear();
    this.disconnect(1001, 'the test is over');
    await this.settled();
    for (const log of [this.#received, this.#sent]) log.end('before the backend was stopped');
    await this.#server?.close(1001, 'the test is over');
    this.#unwind();
  }

  #unwind(): void {
    for (const undo of this.#undo.splice(0).reverse()) undo();
  }

  #sweepNow(): void {
    if (this.clock === realClock) {
      const timer = native.setInterval(() => this.#server?.sweep(), SWEEP_MS) as unknown as { unref?(): void };
      timer.unref?.();
      this.#undo.push(() => native.clearInterval(timer as unknown as number));
      return;
    }
    const again = () => {
      if (this.#stopped) return;
      this.#server?.sweep();
      this.clock.after(SWEEP_MS, again);
    };
    this.clock.after(SWEEP_MS, again);
  }
}

/**
 * Starts a backend for a test: the real server with a store in memory, in this thread, reached through the `WebSocket`
 * and `fetch` of the page, or of Node. Nothing is shared with other backends.
 *
 * @throws TypeError that says what was expected, and what came
 * @example
 * const backend = await startBackend({ fixtures: { tracks: [{ track_id: 'track_1', plugins: [{ name: 'Reverb' }] }] } });
 * // … the front end connects to ws://localhost:8000/ws …
 * await backend.waitFor('PLUGIN_PARAMETER', ({ parameter_id }) => parameter_id === 'wet_dry');
 * await backend.stop();
 */
export async function startBackend(options: BackendOptions = {}): Promise<Backend> {
  const backend = new Backend(options);
  // The store is open by then.
  await backend.settled();
  return backend;
}
