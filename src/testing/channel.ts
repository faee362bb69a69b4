import type { Clock } from '../client/clock.ts';
import { dialectFor, dialects } from '../server/dialects/index.ts';
import type { Connection } from '../server/peers.ts';
import type { ConnectOptions, Server, Session } from '../server/server.ts';
import { type Encoded, encodeFrame, isBinary } from '../wire/codec.ts';
import type { ErrorData } from '../wire/errors.ts';
import { ANONYMOUS, DEFAULT_SESSION } from '../wire/identity.ts';
import type { Fault, Faults } from './fault.ts';
import { decoded, documentedType, type LoggedFrame, readFrame } from './frames.ts';
import type { FrameLog } from './log.ts';
import { Pipe } from './pipe.ts';

export interface ChannelOptions {
  readonly server: Pick<Server, 'connect'>;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly received: FrameLog;
  readonly sent: FrameLog;
  /** Requests that the store has no room for, by a key of their own, with their types. */
  readonly full: Map<string, string>;
  /** Requests that the server is about to answer. */
  readonly pending: Set<string>;
  /** Whether the client's browser answers the server's pings. */
  readonly answersPings: boolean;
}

interface Asked {
  readonly type: string;
  readonly faults: readonly Fault[];
}

/** "Try again later" among WebSocket's close codes. */
const TRY_LATER = 1013;
const SLOW_QUEUE = 100;
/** Of so many requests it is remembered what they were. */
const MEMORY = 1000;

/** One connection of the front end, with all that goes wrong on it. */
export class Channel {
  readonly #number: number;
  readonly #options: ChannelOptions;
  readonly #connection: Connection;
  readonly #in: Pipe;
  readonly #out: Pipe;
  readonly #asked = new Map<string, Asked>();
  /** Absent while the server is being connected to: it may have something to say at once. */
  #session: Session | undefined;
  #open = true;

  constructor(number: number, connection: Connection, connectOptions: ConnectOptions, options: ChannelOptions) {
    this.#number = number;
    this.#options = options;
    this.#connection = connection;
    this.#in = new Pipe(options.clock);
    this.#out = new Pipe(options.clock);
    this.#session = options.server.connect(
      {
        send: (encoded) => this.#send(encoded),
        close: (code, reason) => this.#out.push(() => this.#close(code, reason)),
        ping: () => {
          if (options.answersPings) this.#session?.alive();
        },
      },
      connectOptions,
    );
  }

  /** What the carrier has of it. */
  get session(): Session {
    const { subprotocol } = this.#session ?? {};
    return {
      ...(subprotocol !== undefined && { subprotocol }),
      receive: (raw) => this.#receive(raw),
      alive: () => this.#session?.alive(),
      closed: () => this.#end(),
    };
  }

  /** As if the server, or the network, had closed it. */
  close(code: number, reason: string): void {
    if (this.#open) this.#close(code, reason);
  }

  #receive(raw: unknown): void {
    const frame = this.#read(raw);
    const faults = this.#options.faults.befall(frame);
    this.#remember(frame.id, { type: documentedType(frame.type), faults });
    const before = faults.filter(({ direction }) => direction === 'request');
    this.#carry(this.#in, before, () => this.#arrive(raw, faults));
  }

  #arrive(raw: unknown, faults: readonly Fault[]): void {
    const frame = this.#read(raw);
    this.#options.received.add(frame);
    for (const { close } of faults) {
      if (close === undefined) continue;
      const { code, reason = '' } = typeof close === 'object' ? close : { code: close };
      this.#out.push(() => this.#close(code, reason));
      return;
    }
    const refused = faults.find(({ error }) => error)?.error;
    if (refused) {
      this.#refuse(frame, refused);
      return;
    }
    const key = this.#key(frame.id);
    if (faults.some(({ storageFull }) => storageFull)) this.#options.full.set(key, documentedType(frame.type));
    if (frame.id) this.#options.pending.add(key);
    this.#session?.receive(raw);
  }

  #send(encoded: Encoded): void {
    const frame = this.#read(encoded);
    this.#options.pending.delete(this.#key(frame.id));
    this.#options.full.delete(this.#key(frame.id));
    const asked = this.#asked.get(frame.id);
    const claimed = asked?.faults ?? [];
    const own = asked?.type === documentedType(frame.type) ? [] : this.#options.faults.befall(frame, claimed);
    const faults = [...claimed, ...own].filter(({ direction }) => direction !== 'request');
    const slow = faults.find(({ slowConsumer }) => slowConsumer)?.slowConsumer;
    const { perSecond, queue = SLOW_QUEUE } = typeof slow === 'object' ? slow : { perSecond: slow ?? Number.POSITIVE_INFINITY };
    this.#carry(this.#out, faults, () => this.#deliver(encoded), 1000 / perSecond);
    if (slow && this.#out.size > queue) {
      this.#close(TRY_LATER, `expected a client that keeps up, but ${this.#out.size} frames wait for it`);
    }
  }

  #deliver(encoded: Encoded): void {
    if (!this.#open) return;
    this.#options.sent.add(this.#read(encoded));
    this.#connection.send(encoded);
  }

  #carry(pipe: Pipe, faults: readonly Fault[], deliver: () => void, work = 0): void {
    if (faults.some(({ drop }) => drop)) return;
    const delay = faults.reduce((sum, { latency }) => sum + this.#options.faults.draw(latency), 0);
    const overtaking = Math.max(0, ...faults.map(({ reorder = 0 }) => Number(reorder)));
    const copies = faults.some(({ duplicate }) => duplicate) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      const push = () => pipe.push(deliver, delay, work);
      if (overtaking > 0) pipe.hold(delay > 0 ? push : deliver, overtaking);
      else push();
    }
  }

  #refuse({ id, type, user_id = ANONYMOUS, session_id = DEFAULT_SESSION, raw }: LoggedFrame, error: NonNullable<Fault['error']>): void {
    const given = typeof error === 'object' ? error : { code: error };
    const { code, message = `${type} met the fault ${code} that the test asked for`, details = {} } = given;
    const data: ErrorData = { code, error: message, details };
    const dialect = dialectFor(decoded(raw)) ?? 'plugin';
    const now = new Date(this.#options.clock.now()).toISOString();
    const answers = dialects[dialect].answer({ type, id }, [{ id, type: 'ERROR', data, user_id, session_id }], now);
    for (const answer of answers) this.#send(encodeFrame(answer, isBinary(raw) ? 'msgpack' : 'json'));
  }

  #close(code: number, reason: string): void {
    if (!this.#open) return;
    this.#end();
    this.#connection.close(code, reason);
  }

  #end(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#in.end();
    this.#out.end();
    const { pending, full } = this.#options;
    for (const id of this.#asked.keys()) {
      pending.delete(this.#key(id));
      full.delete(this.#key(id));
    }
    this.#session?.closed();
  }

  #remember(id: string, asked: Asked): void {
    this.#asked.delete(id);
    this.#asked.set(id, asked);
    const [oldest] = this.#asked.keys();
    if (this.#asked.size > MEMORY && oldest !== undefined) this.#asked.delete(oldest);
  }

  #read(raw: unknown): LoggedFrame {
    return readFrame(raw, this.#number, this.#options.clock.now());
  }

  #key(id: string): string {
    return `${this.#number} ${id}`;
  }
}
