import { later } from '../mock/socket/tasks.ts';

/** What Node 20 lacks of a browser, while a backend runs: `WebSocket` and `CloseEvent`. */

const HANDLERS = ['onopen', 'onmessage', 'onerror', 'onclose'] as const;

/** Stands where there is no WebSocket, for the substitute to be made from. It reaches nothing. */
class UnreachableSocket extends EventTarget {
  readonly #url: string;
  readonly #handlers = new Map<string, unknown>();
  #state = 0;

  constructor(address: string | URL) {
    super();
    if (!URL.canParse(String(address))) throw new DOMException(`The URL '${address}' is invalid.`, 'SyntaxError');
    this.#url = new URL(address).href;
    later(() => {
      console.warn(`Rackwire: expected an address that the backend serves, because nothing else is reached from here, got ${this.#url}`);
      this.#state = 3;
      this.#fire(new Event('error'));
      this.#fire(new CloseEvent('close', { code: 1006, reason: '', wasClean: false }));
    });
  }

  get url(): string {
    return this.#url;
  }
  get readyState(): number {
    return this.#state;
  }
  get bufferedAmount(): number {
    return 0;
  }
  get protocol(): string {
    return '';
  }
  get extensions(): string {
    return '';
  }
  get binaryType(): BinaryType {
    return 'blob';
  }
  set binaryType(_: BinaryType) {}
  send(_: unknown): void {
    if (this.#state === 0) throw new DOMException('Still in CONNECTING state.', 'InvalidStateError');
  }
  close(): void {}

  #fire(event: Event): void {
    const handler = this.#handlers.get(`on${event.type}`);
    if (typeof handler === 'function') handler.call(this, event);
    this.dispatchEvent(event);
  }

  static {
    for (const name of HANDLERS) {
      Object.defineProperty(UnreachableSocket.prototype, name, {
        get(this: UnreachableSocket) {
          return this.#handlers.get(name) ?? null;
        },
        set(this: UnreachableSocket, handler: unknown) {
          this.#handlers.set(name, handler);
        },
        enumerable: true,
        configurable: true,
      });
    }
    for (const [name, value] of Object.entries({ CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 })) {
      for (const owner of [UnreachableSocket, UnreachableSocket.prototype]) Object.defineProperty(owner, name, { value, enumerable: true });
    }
    Object.defineProperty(UnreachableSocket, 'name', { value: 'WebSocket' });
  }
}

class CloseEventOfOurs extends Event {
  readonly code: number;
  readonly reason: string;
  readonly wasClean: boolean;

  constructor(type: string, { code = 0, reason = '', wasClean = false, ...init }: CloseEventInit = {}) {
    super(type, init);
    this.code = code;
    this.reason = reason;
    this.wasClean = wasClean;
  }

  static {
    Object.defineProperty(CloseEventOfOurs, 'name', { value: 'CloseEvent' });
  }
}

let users = 0;
let added: string[] = [];

/**
 * Adds what is missing.
 *
 * @returns takes it away again, with the last of those who needed it
 */
export function provideGlobals(): () => void {
  if (users === 0) {
    const missing = Object.entries({ WebSocket: UnreachableSocket, CloseEvent: CloseEventOfOurs }).filter(
      ([name]) => !(name in globalThis),
    );
    for (const [name, value] of missing) Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
    added = missing.map(([name]) => name);
  }
  users += 1;
  let done = false;
  return () => {
    if (done) return;
    done = true;
    users -= 1;
    if (users === 0) for (const name of added) Reflect.deleteProperty(globalThis, name);
  };
}
