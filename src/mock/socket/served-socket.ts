import type { PortSource } from '../../client/local-socket.ts';
import { holdPageLock } from '../../client/local-socket.ts';
import { FrameList } from '../../wire/frame-list.ts';
import { PORT_PROTOCOL, type PortFrame, type ToPage, type ToServer } from '../../wire/port.ts';
import type { Dialect } from '../routes.ts';
import { closeCode, closeReason } from './arguments.ts';
import { EventHandlers } from './event-handlers.ts';
import { Outbox } from './outbox.ts';
import { later } from './tasks.ts';

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

/** Close codes that stand in no frame: none was given; the connection broke. */
const NO_CODE = 1005;
const BROKEN = 1006;

/** One for all sockets of the page, so that however many a client leaks, it counts as one. */
const page = crypto.randomUUID();

export interface ServedSocketOptions {
  readonly url: URL;
  readonly subprotocols: readonly string[];
  readonly dialect: Dialect;
  readonly port: PortSource;
}

/**
 * What serves a WebSocket of the page: the members that the WebSockets standard gives it, over a MessagePort to the
 * local server. Events are fired at `target`, the object that the page holds.
 */
export class ServedSocket {
  readonly #target: EventTarget;
  readonly #url: URL;
  readonly #offered: readonly string[];
  readonly #handlers: EventHandlers;
  readonly #list = new FrameList<PortFrame>(
    (message) => this.#port?.postMessage(message),
    // Answers to all that has come together go together.
    (flush) => this.#inbox.length > 0 || queueMicrotask(flush),
  );
  readonly #outbox = new Outbox((frame) => (this.#lists ? this.#list.add(frame) : this.#post(frame)));
  /** What has come and is not told yet: each in a task of its own, as from the network. */
  readonly #inbox: Single[] = [];
  #port: MessagePort | undefined;
  #state: number = CONNECTING;
  #opened = false;
  #lists = false;
  #protocol = '';
  #binaryType: BinaryType = 'blob';

  constructor(target: EventTarget, { url, subprotocols, dialect, port }: ServedSocketOptions) {
    this.#target = target;
    this.#url = url;
    this.#offered = subprotocols;
    this.#handlers = new EventHandlers(target);
    live.add(this);
    try {
      this.#port = port((reason) => this.#fail(reason));
      this.#port.onmessage = ({ data }: MessageEvent<ToPage<PortFrame>>) => this.#take(data);
      const more = { ...holdPageLock(), ...(subprotocols.length > 0 && { subprotocols }), ...(dialect !== 'auto' && { dialect }) };
      this.#post({ hello: { protocol: PORT_PROTOCOL, page, url: url.href, lists: true, ...more } });
    } catch (error) {
      // A constructor that throws would tell the client that its address is wrong.
      later(() => this.#fail(error instanceof Error ? error.message : String(error)));
    }
  }

  get url(): string {
    return this.#url.href;
  }
  get readyState(): number {
    return this.#state;
  }
  get bufferedAmount(): number {
    return this.#outbox.buffered;
  }
  get protocol(): string {
    return this.#protocol;
  }
  /** None: messages between threads are not compressed. */
  get extensions(): string {
    return '';
  }

  get binaryType(): BinaryType {
    return this.#binaryType;
  }
  set binaryType(value: unknown) {
    const type = String(value);
    if (type === 'blob' || type === 'arraybuffer') this.#binaryType = type;
  }

  get onopen(): unknown {
    return this.#handlers.get('open');
  }
  set onopen(handler: unknown) {
    this.#handlers.set('open', handler);
  }
  get onmessage(): unknown {
    return this.#handlers.get('message');
  }
  set onmessage(handler: unknown) {
    this.#handlers.set('message', handler);
  }
  get onerror(): unknown {
    return this.#handlers.get('error');
  }
  set onerror(handler: unknown) {
    this.#handlers.set('error', handler);
  }
  get onclose(): unknown {
    return this.#handlers.get('close');
  }
  set onclose(handler: unknown) {
    this.#handlers.set('close', handler);
  }

  /**
   * @throws DOMException InvalidStateError while connecting; TypeError without data.
   */
  send(...values: unknown[]): void {
    if (values.length === 0) throw new TypeError("Failed to execute 'send' on 'WebSocket': 1 argument required, but only 0 present.");
    if (this.#state === CONNECTING)
      throw new DOMException("Failed to execute 'send' on 'WebSocket': Still in CONNECTING state.", 'InvalidStateError');
    this.#outbox.add(values[0], this.#state !== OPEN);
  }

  /**
   * @throws DOMException InvalidAccessError for a code that is not for pages to use, SyntaxError for too long a reason.
   */
  close(code?: unknown, reason?: unknown): void {
    const number = closeCode(code);
    const words = closeReason(reason);
    if (this.#state === CONNECTING) {
      this.#state = CLOSING;
      this.#post({ bye: true });
      later(() => this.#fail('it was closed before it was open'));
    } else if (this.#state === OPEN) {
      this.#state = CLOSING;
      this.#outbox.finish(() => {
        this.#post({ bye: true });
        later(() => this.#end(number ?? (words ? 1000 : NO_CODE), words));
      });
    }
  }

  /** The page is left: its connections end with it, even where it is kept for the way back. */
  leave(): void {
    this.#post({ bye: true });
    later(() => this.#fail('the page was left'));
  }

  #take(message: ToPage<PortFrame>): void {
    const isTelling = this.#inbox.length > 0;
    for (const single of isList(message) ? message : [message]) {
      this.#inbox.push(single);
      untold += 1;
    }
    if (!isTelling) this.#tell();
  }

  #tell(): void {
    const [message] = this.#inbox;
    if (message === undefined) return;
    // It stays where it is until it is told, so that nothing overtakes it.
    try {
      this.#receive(message);
    } finally {
      this.#inbox.shift();
      untold -= 1;
      if (this.#inbox.length > 0) later(() => this.#tell());
      else this.#list.flush();
    }
  }

  #receive(message: Single): void {
    if (typeof message === 'string' || message instanceof Uint8Array) this.#deliver(message);
    else if ('welcome' in message) {
      this.#lists = message.welcome.lists === true;
      this.#open(message.welcome.subprotocol);
    } else if ('close' in message) this.#closedByServer(message.close);
  }

  /** A server that names no subprotocol takes the first one on offer: a client that offers some would break off otherwise. */
  #open(subprotocol = this.#offered[0] ?? ''): void {
    if (this.#state !== CONNECTING) return;
    const choices = this.#offered.length > 0 ? this.#offered : [''];
    if (!choices.includes(subprotocol)) {
      this.#post({ bye: true });
      this.#fail(`expected one of the subprotocols ${choices.join(', ')}, got '${subprotocol}'`);
      return;
    }
    this.#protocol = subprotocol;
    this.#opened = true;
    this.#state = OPEN;
    this.#fire(new Event('open'));
  }

  #deliver(frame: PortFrame): void {
    if (this.#state !== OPEN) return;
    const data = typeof frame === 'string' ? frame : this.#binaryType === 'blob' ? new Blob([frame]) : frame.slice().buffer;
    this.#fire(new MessageEvent('message', { data, origin: this.#url.origin }));
  }

  #closedByServer({ code, reason }: { readonly code: number; readonly reason: string }): void {
    if (this.#state === CONNECTING || code === BROKEN) this.#fail(reason);
    else this.#end(code, reason);
  }

  /** As a browser reports a connection that never was, or broke: why is said in the console only. */
  #fail(reason: string): void {
    if (this.#state === CLOSED) return;
    if (reason) console.warn(`Rackwire: the connection to ${this.#url.href} failed: ${reason}`);
    this.#state = CLOSED;
    if (!this.#opened) this.#fire(new Event('error'));
    this.#end(BROKEN, '');
  }

  #end(code: number, reason: string): void {
    if (!live.delete(this)) return;
    this.#state = CLOSED;
    if (this.#port) {
      this.#port.onmessage = null;
      this.#port.close();
    }
    this.#fire(new CloseEvent('close', { code, reason, wasClean: code !== BROKEN }));
  }

  #fire(event: Event): void {
    this.#target.dispatchEvent(event);
  }

  #post(message: ToServer<PortFrame>): void {
    this.#list.flush();
    this.#port?.postMessage(message);
  }
}

type Single = Exclude<ToPage<PortFrame>, readonly PortFrame[]>;

const isList = (message: ToPage<PortFrame>): message is readonly PortFrame[] => Array.isArray(message);

let untold = 0;
/** How much has come for the served sockets of this thread and waits for its turn to be told, each in a task of its own. */
export const untoldMessages = (): number => untold;

/** Those that are not closed yet. */
const live = new Set<ServedSocket>();
globalThis.addEventListener?.('pagehide', () => {
  for (const socket of live) socket.leave();
});
