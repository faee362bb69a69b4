import { PORT_PROTOCOL, type PortClose, type PortHello, type PortWelcome, type ToPage } from '../wire/port.ts';
import type { Server, Session } from './server.ts';

/** Close codes of WebSocket that the port's messages borrow. */
const PROTOCOL_ERROR = 1002;

/** The part of a MessagePort that is used here, so that a dedicated worker's own scope may stand in for one. */
export type Port = Pick<MessagePort, 'postMessage' | 'addEventListener' | 'start' | 'close'>;

/**
 * Serves one page at the other end of `port`: waits for its hello, welcomes it, and then carries frames both ways until
 * the page says bye, the page dies (its Web Lock becomes free), or the server closes the connection.
 *
 */
export function servePort(server: Pick<Server, 'connect'>, port: Port, locks: Pick<LockManager, 'request'> = navigator.locks): void {
  const post = (message: ToPage) => port.postMessage(message);
  const gone = new AbortController();
  let session: Session | undefined;

  const hangUp = () => {
    session?.closed();
    session = undefined;
    gone.abort();
    port.close();
  };
  const close = (code: number, reason: string) => {
    post({ close: { code, reason } } satisfies PortClose);
    hangUp();
  };

  const open = (message: unknown) => {
    const problem = helloProblem(message);
    if (problem) return close(PROTOCOL_ERROR, problem);
    const { hello } = message as PortHello;
    // First, so that nothing the server says can come before it.
    post({ welcome: { protocol: PORT_PROTOCOL } } satisfies PortWelcome);
    session = server.connect({ send: post, close }, { page: hello.page, ...(hello.url !== undefined && { url: hello.url }) });
    if (hello.lock) untilFree(locks, hello.lock, gone.signal).then(hangUp, () => {});
  };

  port.addEventListener('message', ({ data }) => {
    if (gone.signal.aborted) return;
    if (!session) open(data);
    else if (isBye(data)) hangUp();
    else session.receive(data);
  });
  // What cannot cross to this thread (a SharedArrayBuffer, say) arrives as this event, and is answered as no frame.
  port.addEventListener('messageerror', () => session?.receive(undefined));
  port.start();
}

/** How long, in ms, a page may take to get the lock that it names. */
const LOCK_GRACE = 1000;

/** Resolves when whoever holds the lock has let go of it; rejects when `signal` aborts. */
async function untilFree(locks: Pick<LockManager, 'request'>, name: string, signal: AbortSignal): Promise<void> {
  const asked = performance.now();
  await locks.request(name, { signal }, () => {});
  if (performance.now() - asked > LOCK_GRACE) return;
  // Free so early, it may be that the page's own request is still on its way; the second answer counts.
  await new Promise((resolve) => setTimeout(resolve, LOCK_GRACE));
  await locks.request(name, { signal }, () => {});
}

const isBye = (message: unknown): boolean => typeof message === 'object' && message !== null && 'bye' in message;

function helloProblem(message: unknown): string | undefined {
  const hello =
    typeof message === 'object' && message !== null && 'hello' in message ? (message.hello as Partial<PortHello['hello']>) : undefined;
  if (typeof hello !== 'object' || hello === null) return 'expected a hello as the first message';
  if (hello.protocol !== PORT_PROTOCOL) return `expected protocol ${PORT_PROTOCOL}, got ${hello.protocol}: reload the page`;
  if (typeof hello.page !== 'string' || hello.page === '') return 'expected the hello to name its page';
  if (hello.lock !== undefined && (typeof hello.lock !== 'string' || hello.lock === '' || hello.lock.startsWith('-')))
    return 'expected the lock of the hello as a name, without a leading dash';
  return undefined;
}
