import { BATCH_LIMIT } from '../../wire/limits.ts';
import type { Clock } from '../clock.ts';
import type { LocalValues, Outgoing } from '../local-values.ts';
import { SendBudget } from './send-budget.ts';

/** Milliseconds between two looks at what is due. */
const INTERVAL_MS = 50;
/** A value that was set longer ago than this, in ms, goes alone and says when. */
const LATE_MS = 1000;

export interface ValueSenderOptions {
  readonly values: LocalValues;
  readonly clock: Clock;
  /** Sends one frame. */
  readonly deliver: (outgoing: Outgoing) => void;
}

/**
 * Sends values that are due: the first at once, then what moving hands have reached every 50 ms, several values of a
 * plugin in one frame, and never more than the protocol allows. The longest waiting goes first, so that of many knobs
 * moved at once each has its turn.
 */
export class ValueSender {
  readonly #options: ValueSenderOptions;
  readonly #budget = new SendBudget();
  #running = false;
  #cancel: (() => void) | undefined;

  constructor(options: ValueSenderOptions) {
    this.#options = options;
  }

  /** The way is free: what is due goes out. */
  start(): void {
    this.#running = true;
    this.#send();
  }

  /** Nothing goes out until `start`. */
  stop(): void {
    this.#running = false;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** A value was set. */
  changed(): void {
    if (this.#running && !this.#cancel) this.#send();
  }

  /** Any frame went out, one of these values or not. */
  sent(): void {
    this.#budget.message(this.#options.clock.now());
  }

  /** Sends nothing for `ms` milliseconds. */
  pause(ms: number): void {
    this.#cancel?.();
    this.#cancel = this.#options.clock.after(ms, () => this.#send());
  }

  /** Sends what is due now, as far as the limits let it. */
  flush(): void {
    if (this.#running) this.#send();
  }

  #send(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const { values, clock, deliver } = this.#options;
    const now = clock.now();
    let due = values.due();
    if (due.length === 0) return;
    const blocked = new Set<string>();
    for (;;) {
      const first = due.find(({ plugin_id }) => !blocked.has(plugin_id));
      if (!first) break;
      const { plugin_id } = first;
      const isLate = now - first.setAt > LATE_MS;
      const room = Math.min(isLate ? 1 : BATCH_LIMIT, this.#budget.room(plugin_id, now));
      if (room === 0 || (isLate && !this.#budget.hasBatch(now))) {
        blocked.add(plugin_id);
        continue;
      }
      const taken = due.filter((value) => value.plugin_id === plugin_id).slice(0, room);
      const isBatch = isLate || taken.length > 1;
      this.#budget.take(plugin_id, taken.length, isBatch, now);
      deliver({ ...values.send(taken), isBatch, ...(isLate && { setAt: first.setAt }) });
      due = due.filter((value) => !taken.includes(value));
    }
    this.#cancel = clock.after(INTERVAL_MS, () => this.#send());
  }
}
