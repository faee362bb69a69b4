import type { Clock } from '../client/clock.ts';
import { replaceGlobals } from '../mock/globals.ts';

type Callback = (...values: unknown[]) => void;

/** Node's timers are objects with these methods, and code that runs there may call them. */
class Timer {
  readonly #id: number;

  constructor(id: number) {
    this.#id = id;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  hasRef(): boolean {
    return false;
  }
  [Symbol.toPrimitive](): number {
    return this.#id;
  }
}

const inNode = typeof (globalThis as { process?: { versions?: { node?: string } } }).process?.versions?.node === 'string';

/**
 * Has `setTimeout`, `setInterval` and `Date` follow a clock.
 *
 * @returns puts them back; timers that have not rung by then never do
 */
export function followClock(clock: Clock): () => void {
  const running = new Map<number, () => void>();
  let last = 0;
  const start = (repeat: boolean) =>
    function timer(callback: Callback | string, ms: number | string = 0, ...values: unknown[]): number | Timer {
      if (typeof callback !== 'function') throw new TypeError(`Rackwire: expected a function for a timer, got ${typeof callback}`);
      last += 1;
      const id = last;
      const gap = Math.max(Number(ms) || 0, repeat ? 1 : 0);
      const wait = () =>
        running.set(
          id,
          clock.after(gap, () => {
            if (repeat) wait();
            else running.delete(id);
            callback(...values);
          }),
        );
      wait();
      return inNode ? new Timer(id) : id;
    };
  const stop = (timer: unknown) => {
    const id = Number(timer);
    running.get(id)?.();
    running.delete(id);
  };
  const putBack = replaceGlobals({
    setTimeout: start(false),
    setInterval: start(true),
    clearTimeout: stop,
    clearInterval: stop,
    Date: new Proxy(Date, {
      construct: (target, values, newTarget) => Reflect.construct(target, values.length > 0 ? values : [clock.now()], newTarget),
      apply: (target) => new target(clock.now()).toString(),
      get: (target, name, receiver) => (name === 'now' ? () => Math.floor(clock.now()) : Reflect.get(target, name, receiver)),
    }),
  });
  return () => {
    for (const cancel of running.values()) cancel();
    running.clear();
    putBack();
  };
}
