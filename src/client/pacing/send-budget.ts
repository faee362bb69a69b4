import { Bucket } from './bucket.ts';

/**
 * How much may be sent so that no limit of the protocol is met: 100 messages a second and connection, 20 batches, 50
 * values a plugin. Rate and burst together stay below each by a tenth, since what was sent evenly may arrive in clumps.
 * A batch counts as one message, one batch, and as many values as it carries.
 */
export class SendBudget {
  readonly #messages = new Bucket(80, 10);
  readonly #batches = new Bucket(15, 3);
  readonly #values = new Map<string, Bucket>();

  /** How many values of a plugin may go in one frame at `now`, in ms; none where all have to wait. */
  room(plugin_id: string, now: number): number {
    if (this.#messages.room(now) < 1) return 0;
    const values = this.#of(plugin_id).room(now);
    return this.hasBatch(now) ? values : Math.min(1, values);
  }

  hasBatch(now: number): boolean {
    return this.#batches.room(now) >= 1;
  }

  /** A frame with `count` values of a plugin goes out. */
  take(plugin_id: string, count: number, isBatch: boolean, now: number): void {
    this.#of(plugin_id).take(now, count);
    if (isBatch) this.#batches.take(now, 1);
  }

  /** Any frame goes out. */
  message(now: number): void {
    this.#messages.take(now, 1);
  }

  #of(plugin_id: string): Bucket {
    const known = this.#values.get(plugin_id) ?? new Bucket(34, 11);
    this.#values.set(plugin_id, known);
    return known;
  }
}
