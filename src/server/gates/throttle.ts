import { WireError } from '../../wire/errors.ts';
import type { RequestType } from '../../wire/requests.ts';
import type { Peer } from '../peers.ts';
import type { Gate } from './gate.ts';
import type { Limits } from './limits.ts';
import { Rate } from './rate.ts';

/** What counts as an operation on plugins. Undo does not: a held key repeats thirty times a second. */
const OPERATIONS: ReadonlySet<string> = new Set<RequestType>([
  'PLUGIN_ADD',
  'PLUGIN_REMOVE',
  'PLUGIN_MOVE',
  'PLUGIN_BYPASS',
  'PLUGIN_PRESET',
  'RACK_BYPASS',
  'RACK_LOAD',
]);

/** How many buckets are kept before those that are full again are forgotten. */
const BUCKETS = 4096;

/** How much one connection may ask for. */
export class Throttle {
  readonly #limits: Limits;
  readonly #messages: Rate;
  readonly #parameters: Rate;
  readonly #batches: Rate;
  readonly #operations: Rate;
  readonly #keys = new WeakMap<Peer, string>();
  #last = 0;

  constructor(limits: Limits) {
    const rate = (perSecond: number) => new Rate(perSecond, perSecond * limits.burst);
    this.#limits = limits;
    this.#messages = rate(limits.messages);
    this.#parameters = rate(limits.parameters);
    this.#batches = rate(limits.batches);
    this.#operations = rate(limits.operations);
  }

  /** Why one more message is too many, or nothing. Asked before the message is read. */
  message(peer: Peer, now: number): WireError | undefined {
    const wait = this.#messages.take(this.#key(peer), now);
    return wait > 0 ? limited('messages', this.#limits.messages, wait) : undefined;
  }

  readonly pass: Gate = ({ peer, request, now }) => {
    const key = this.#key(peer);
    if (request.type === 'PLUGIN_PARAMETER') {
      const { track_id, plugin_id } = request.data;
      if (this.#parameters.size > BUCKETS) this.#parameters.sweep(now);
      const wait = this.#parameters.take(JSON.stringify([key, request.session_id, track_id, plugin_id]), now);
      if (wait > 0) throw limited('parameter updates of this plugin', this.#limits.parameters, wait);
    } else if (request.type === 'PLUGIN_PARAMETER_BATCH') {
      const wait = this.#batches.take(key, now);
      if (wait > 0) throw limited('batches', this.#limits.batches, wait);
    } else if (OPERATIONS.has(request.type)) {
      const wait = this.#operations.take(key, now);
      if (wait > 0) throw limited('plugin operations', this.#limits.operations, wait);
    }
  };

  leave(peer: Peer): void {
    for (const rate of [this.#messages, this.#batches, this.#operations]) rate.forget(this.#key(peer));
  }

  sweep(now: number): void {
    for (const rate of [this.#messages, this.#parameters, this.#batches, this.#operations]) rate.sweep(now);
  }

  #key(peer: Peer): string {
    let key = this.#keys.get(peer);
    if (key === undefined) {
      this.#last += 1;
      key = String(this.#last);
      this.#keys.set(peer, key);
    }
    return key;
  }
}

/** @param wait seconds */
export function limited(what: string, limit: number, wait: number, unit = 'second'): WireError {
  const words = `expected at most ${limit} ${what} per ${unit}: try again in ${wait} s`;
  return new WireError('RATE_LIMITED', words, { retry_after: wait, limit });
}
