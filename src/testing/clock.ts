import type { Clock } from '../client/clock.ts';
import * as native from './natives.ts';

/** The backend's time; it fits wherever Rackwire's own client takes a clock. */
export interface TestClock extends Clock {
  /**
   * Lets `ms` milliseconds go by: whatever is due rings in order, and what it sends arrives, before this resolves.
   *
   * @throws TypeError where the clock is the real one
   */
  advance(ms: number): Promise<void>;
}

/** Time as it is. */
export const realClock: TestClock = {
  now: () => Date.now(),
  after(ms, callback) {
    const timer = native.setTimeout(callback, ms);
    return () => native.clearTimeout(timer);
  },
  async advance() {
    throw new TypeError("Rackwire: expected startBackend({ clock: 'virtual' }) for a clock that can be advanced, got the real one");
  },
};

interface Alarm {
  readonly at: number;
  readonly ring: () => void;
}

/** Time that stands still until it is advanced. */
export class VirtualClock implements TestClock {
  readonly #settle: () => Promise<void>;
  readonly #alarms = new Set<Alarm>();
  #now: number;

  /** @param settle resolves when everything that is on its way has arrived */
  constructor(start: number, settle: () => Promise<void>) {
    this.#now = start;
    this.#settle = settle;
  }

  readonly now = (): number => this.#now;

  after(ms: number, ring: () => void): () => void {
    const alarm = { at: this.#now + (ms > 0 ? ms : 0), ring };
    this.#alarms.add(alarm);
    return () => {
      this.#alarms.delete(alarm);
    };
  }

  async advance(ms: number): Promise<void> {
    if (!(ms >= 0 && Number.isFinite(ms)))
      throw new TypeError(`Rackwire: expected milliseconds from 0 up to advance the clock by, got ${ms}`);
    await this.#settle();
    const end = this.#now + ms;
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#alarms.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.ring();
      await this.#settle();
    }
    this.#now = end;
    await this.#settle();
  }

  /** The first alarm until `end`; of several at one moment the one that was set first. */
  #next(end: number): Alarm | undefined {
    let first: Alarm | undefined;
    for (const alarm of this.#alarms) if (alarm.at <= end && (!first || alarm.at < first.at)) first = alarm;
    return first;
  }
}
