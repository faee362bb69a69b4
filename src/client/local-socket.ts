import { partUrl } from '../files/files.ts';
import { FrameList } from '../wire/frame-list.ts';
import { PORT_PROTOCOL, type PortRemote, type ToPage, type ToServer, WORKER_NAME } from '../wire/port.ts';
import type { FrameSocket } from './frame-socket.ts';
import { workerPort } from './worker-ports.ts';

/**
 * Gives a port that reaches a server: a SharedWorker's, a transferred one, or one end of a MessageChannel in a test.
 * `fail` is called with a reason in words if it turns out later that no server is there.
 */
export type PortSource = (fail: (reason: string) => void) => MessagePort;

/** WebSocket's close code for a connection that never was. */
const UNREACHABLE = 1006;

/** A connection to the server in the SharedWorker. */
export class LocalSocket implements FrameSocket {
  onopen: FrameSocket['onopen'] = null;
  onmessage: FrameSocket['onmessage'] = null;
  onclose: FrameSocket['onclose'] = null;
  readonly #port: MessagePort;
  readonly #list = new FrameList<string>((message) => this.#post(message));
  #lists = false;
  #state: 'connecting' | 'open' | 'closed' = 'connecting';

  /**
   * @param page identifies whose sockets count as one; each of Rackwire's own clients counts for itself, because it
   * keeps a picture of the session that its page's other sockets know nothing of.
   * @param remote what its session belongs to, if anything
   */
  constructor(source: PortSource, page: string = crypto.randomUUID(), remote?: PortRemote) {
    this.#port = source((reason) => this.#end(UNREACHABLE, reason));
    this.#port.onmessage = ({ data }: MessageEvent<ToPage>) => this.#receive(data);
    const url = `local:${location.pathname}`;
    this.#post({ hello: { protocol: PORT_PROTOCOL, page, url, lists: true, ...holdPageLock(), ...(remote && { remote }) } });
    // A page in the back/forward cache keeps its locks but answers nothing: say goodbye while one still can.
    addEventListener('pagehide', this.close);
  }

  send(frame: string): void {
    if (this.#state === 'connecting')
      throw new DOMException('expected an open connection, but it is still connecting', 'InvalidStateError');
    if (this.#state !== 'open') return;
    if (this.#lists) this.#list.add(frame);
    else this.#post(frame);
  }

  readonly close = (): void => {
    if (this.#state === 'closed') return;
    this.#list.flush();
    this.#post({ bye: true });
    this.#end(1000, 'closed by this page');
  };

  #receive(message: ToPage): void {
    if (this.#state === 'closed') return;
    if (typeof message === 'string') this.onmessage?.({ data: message });
    else if (isList(message)) for (const frame of message) this.#receive(frame);
    else if ('welcome' in message) {
      this.#state = 'open';
      this.#lists = message.welcome.lists === true;
      this.onopen?.();
    } else this.#end(message.close.code, message.close.reason);
  }

  #end(code: number, reason: string): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    removeEventListener('pagehide', this.close);
    this.#port.close();
    this.onclose?.({ code, reason });
  }

  #post(message: ToServer): void {
    this.#port.postMessage(message);
  }
}

const isList = (message: ToPage): message is readonly string[] => Array.isArray(message);

let pageLock: string | undefined;

/**
 * A lock that this page holds as long as it lives, for its hellos. The server learns of a killed tab by getting it: a dead tab's
 * port says nothing, but its locks are let go. Empty where the platform has no locks.
 */
export function holdPageLock(): { lock?: string } {
  if (!globalThis.navigator?.locks) return {};
  if (!pageLock) {
    pageLock = `rackwire-page-${crypto.randomUUID()}`;
    navigator.locks.request(pageLock, () => new Promise(() => {})).catch(() => {});
  }
  return { lock: pageLock };
}

/**
 * A port to the shared server, one per call.
 *
 * @throws DOMException SecurityError where the page may not start the worker, for example because `rackwire-server.js`
 * lies on another origin; TypeError where the platform has no SharedWorker.
 */
export function sharedWorkerPort(
  fail: (reason: string) => void,
  url: URL = partUrl('rackwire-server.js'),
  name: string = WORKER_NAME,
): MessagePort {
  if (typeof SharedWorker !== 'function') throw new TypeError('This browser has no SharedWorker.');
  return workerPort(fail, url, name);
}
