import type { Clock } from '../clock.ts';

interface Alarm {
  readonly at: number;
  readonly callback: () => void;
}

/** Time that stands still until a test turns it. */
export class HandTurnedClock implements Clock {
  #now: number;
  #alarms: Alarm[] = [];

  constructor(start = Date.UTC(2026, 0, 1)) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, callback: () => void): () => void {
    const alarm = { at: this.#now + ms, callback };
    this.#alarms.push(alarm);
    return () => {
      this.#alarms = this.#alarms.filter((other) => other !== alarm);
    };
  }

  /** How long until the next alarm, in ms; undefined where none is set. */
  get next(): number | undefined {
    const times = this.#alarms.map(({ at }) => at - this.#now);
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  /** Lets `ms` milliseconds go by, alarm by alarm; what they promise is kept before the next rings. */
  async turn(ms: number): Promise<void> {
    await settled();
    const end = this.#now + ms;
    for (;;) {
      const alarm = this.#alarms.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!alarm) break;
      this.#alarms = this.#alarms.filter((other) => other !== alarm);
      this.#now = Math.max(this.#now, alarm.at);
      alarm.callback();
      await settled();
    }
    this.#now = end;
    await settled();
  }
}

/** Lets promises that are settled already call back. */
export async function settled(): Promise<void> {
  for (let round = 0; round < 20; round += 1) await Promise.resolve();
}
