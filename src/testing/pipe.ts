import type { Clock } from '../client/clock.ts';

/** How long, in ms, a frame waits for those that are to overtake it. */
const PATIENCE = 1000;

interface Held {
  left: number;
  readonly deliver: () => void;
  readonly cancel: () => void;
}

/** One way of a connection: what goes in comes out in order, unless it is held back. */
export class Pipe {
  readonly #clock: Clock;
  readonly #waiting: { readonly at: number; readonly deliver: () => void }[] = [];
  readonly #held: Held[] = [];
  /** Nothing that comes now is delivered before. */
  #free = 0;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many are on their way. */
  get size(): number {
    return this.#waiting.length;
  }

  /**
   * @param delay ms until it arrives
   * @param work ms that it then keeps the one at the end busy
   */
  push(deliver: () => void, delay = 0, work = 0): void {
    const now = this.#clock.now();
    const at = Math.max(now + delay, this.#free);
    this.#free = at + work;
    if (at <= now && this.#waiting.length === 0) {
      this.#deliver(deliver);
      return;
    }
    this.#waiting.push({ at, deliver });
    if (this.#waiting.length === 1) this.#wait();
  }

  /** Delivers it when `count` others have been. */
  hold(deliver: () => void, count: number): void {
    const held: Held = { left: count, deliver, cancel: this.#clock.after(PATIENCE, () => this.#release(held)) };
    this.#held.push(held);
  }

  /** What is on its way goes nowhere. */
  end(): void {
    this.#cancel?.();
    this.#waiting.length = 0;
    for (const { cancel } of this.#held.splice(0)) cancel();
  }

  #wait(): void {
    const [first] = this.#waiting;
    this.#cancel = first && this.#clock.after(Math.max(0, Math.ceil(first.at - this.#clock.now())), () => this.#flush());
  }

  #flush(): void {
    const now = this.#clock.now();
    for (let [first] = this.#waiting; first && first.at <= now; [first] = this.#waiting) {
      this.#waiting.shift();
      this.#deliver(first.deliver);
    }
    this.#wait();
  }

  #deliver(deliver: () => void): void {
    deliver();
    for (const held of [...this.#held]) {
      held.left -= 1;
      if (held.left <= 0) this.#release(held);
    }
  }

  #release(held: Held): void {
    const at = this.#held.indexOf(held);
    if (at < 0) return;
    this.#held.splice(at, 1);
    held.cancel();
    held.deliver();
  }
}
