import { later } from '../mock/socket/tasks.ts';

/** One end of a pair that carries messages within this thread, each in a task of its own, as a MessagePort does. */
class LocalPort extends EventTarget {
  onmessage: ((event: MessageEvent) => void) | null = null;
  other: LocalPort | undefined;
  readonly #traffic: Traffic;
  #closed = false;

  constructor(traffic: Traffic) {
    super();
    this.#traffic = traffic;
  }

  postMessage(message: unknown): void {
    const { other } = this;
    if (this.#closed || !other) return;
    this.#traffic.onItsWay += 1;
    later(() => {
      this.#traffic.onItsWay -= 1;
      other.#deliver(message);
    });
  }

  #deliver(data: unknown): void {
    if (this.#closed) return;
    const event = new MessageEvent('message', { data });
    this.onmessage?.(event);
    this.dispatchEvent(event);
  }

  start(): void {}

  close(): void {
    this.#closed = true;
  }
}

/** The ports of one backend: all that they carry stays in this thread. */
export class Traffic {
  /** Messages that have been posted and have not arrived. */
  onItsWay = 0;

  pair(): { port1: MessagePort; port2: MessagePort } {
    const [one, other] = [new LocalPort(this), new LocalPort(this)];
    one.other = other;
    other.other = one;
    return { port1: one as unknown as MessagePort, port2: other as unknown as MessagePort };
  }
}

/** One turn of the event loop. */
export const turn = (): Promise<void> => new Promise(later);
