import { ERROR_CODES, type ErrorCode } from '../wire/errors.ts';
import { isRequestType } from '../wire/requests.ts';
import { documentedType, type LoggedFrame } from './frames.ts';

/** What goes wrong with messages of one type. Several things may go wrong at once. */
export interface Fault {
  /** It arrives so many ms later; of two numbers one between them is drawn each time. What comes behind it waits for it. */
  readonly latency?: number | readonly [least: number, most: number];
  /** It never arrives. */
  readonly drop?: boolean;
  /** It arrives twice. */
  readonly duplicate?: boolean;
  /** The next one overtakes it, or the next so many do; after a second it arrives in any case. */
  readonly reorder?: boolean | number;
  /** The request is refused with this error, and not carried out. */
  readonly error?: ErrorCode | { readonly code: ErrorCode; readonly message?: string; readonly details?: Record<string, unknown> };
  /** The request is not carried out, and its connection closed with this code; 1006 breaks it. */
  readonly close?: number | { readonly code: number; readonly reason?: string };
  /**
   * The client takes so many of them a second; what comes behind them waits. Where more than `queue` (default: 100) wait,
   * its connection is closed with 1013.
   */
  readonly slowConsumer?: number | { readonly perSecond: number; readonly queue?: number };
  /** The store has no room for what the request changes: it is refused with ENGINE_ERROR, and changes nothing. */
  readonly storageFull?: boolean;
  /**
   * Where latency, drop, duplicate and reorder happen: to the `answer` and to what others did (default), or to the
   * `request` on its way in. An answer that is lost was carried out all the same.
   */
  readonly direction?: 'answer' | 'request';
  /** How many messages it befalls. Default: all. A request and its answer are one. */
  readonly times?: number;
  /** How likely it befalls one, 0…1, drawn by the backend's `seed`. Default: 1. */
  readonly chance?: number;
  /** Which messages it may befall. Default: all of the type. */
  readonly when?: (frame: LoggedFrame) => boolean;
}

/** A fault that is there until it is removed. */
export interface ActiveFault {
  /** How many messages it has befallen. */
  readonly hits: number;
  /** From now on all is well; what waits because of it still waits its time. */
  remove(): void;
}

const KINDS = ['latency', 'drop', 'duplicate', 'reorder', 'error', 'close', 'slowConsumer', 'storageFull'] as const;
const OPTIONS = [...KINDS, 'direction', 'times', 'chance', 'when'];

/** The faults of a backend. */
export class Faults {
  readonly #active = new Set<One>();
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** @throws TypeError that says what was expected */
  add(type: string, fault: Fault): ActiveFault {
    check(type, fault);
    const one = new One(documentedType(type), fault);
    this.#active.add(one);
    return {
      get hits() {
        return one.hits;
      },
      remove: () => {
        this.#active.delete(one);
      },
    };
  }

  clear(): void {
    this.#active.clear();
  }

  /** The faults that befall a message, besides those that it has already. */
  befall(frame: LoggedFrame, already: readonly Fault[] = []): readonly Fault[] {
    return [...this.#active].flatMap((one) => (!already.includes(one.fault) && one.befalls(frame, this.#random) ? [one.fault] : []));
  }

  /** ms to wait. */
  draw(latency: Fault['latency']): number {
    if (latency === undefined) return 0;
    const [least, most] = typeof latency === 'number' ? [latency, latency] : latency;
    return least + (most - least) * this.#random();
  }
}

class One {
  readonly fault: Fault;
  readonly #type: string;
  hits = 0;

  constructor(type: string, fault: Fault) {
    this.#type = type;
    this.fault = fault;
  }

  befalls(frame: LoggedFrame, random: () => number): boolean {
    const { times = Number.POSITIVE_INFINITY, chance = 1, when } = this.fault;
    if (this.hits >= times || (this.#type !== '*' && documentedType(frame.type) !== this.#type)) return false;
    if (when && !when(frame)) return false;
    if (chance < 1 && random() >= chance) return false;
    this.hits += 1;
    return true;
  }
}

function check(type: string, fault: Fault): void {
  const fail = (what: string, got: unknown) => {
    throw new TypeError(
      `Rackwire: fault ${JSON.stringify(type)}: expected ${what}, got ${typeof got === 'string' ? JSON.stringify(got) : String(got)}`,
    );
  };
  const positive = (value: number | undefined, what: string) => {
    if (value !== undefined && !(value > 0)) fail(`${what} as a number above 0`, value);
  };
  if (typeof type !== 'string' || type === '') fail('the type of a message, or "*"', type);
  for (const name of Object.keys(fault)) if (!OPTIONS.includes(name)) fail(`one of ${OPTIONS.join(', ')}`, name);
  if (!KINDS.some((kind) => fault[kind] !== undefined && fault[kind] !== false)) fail(`one of ${KINDS.join(', ')}`, 'none of them');
  const { latency, reorder, error, close, slowConsumer, direction, times, chance } = fault;
  const [least, most] = typeof latency === 'object' ? latency : [latency ?? 0, latency ?? 0];
  if (!(least >= 0 && most >= least && Number.isFinite(most))) fail('latency in ms, or [least, most]', JSON.stringify(latency));
  if (typeof reorder === 'number') positive(reorder, 'reorder');
  const code = typeof error === 'object' ? error.code : error;
  if (code !== undefined && !ERROR_CODES.includes(code)) fail(`error as one of ${ERROR_CODES.join(', ')}`, code);
  const closing = typeof close === 'object' ? close.code : close;
  if (closing !== undefined && !(Number.isInteger(closing) && closing >= 1000 && closing <= 4999))
    fail('close as a code from 1000 to 4999', closing);
  positive(typeof slowConsumer === 'object' ? slowConsumer.perSecond : slowConsumer, 'slowConsumer');
  if (direction !== undefined && direction !== 'answer' && direction !== 'request') fail('direction as "answer" or "request"', direction);
  positive(times, 'times');
  if (chance !== undefined && !(chance >= 0 && chance <= 1)) fail('chance from 0 to 1', chance);
  const isRequest = type === '*' || isRequestType(documentedType(type));
  if (!isRequest && (error || close || fault.storageFull || direction === 'request')) fail('the type of a request', type);
}
