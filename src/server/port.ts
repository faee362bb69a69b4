import { FrameList } from '../wire/frame-list.ts';
import {
  PORT_PROTOCOL,
  type PortClose,
  type PortConnected,
  type PortFrame,
  type PortHello,
  type PortRemote,
  type PortWelcome,
  type ToPage,
} from '../wire/port.ts';
import { isDialect } from './dialects/index.ts';
import { answerRequest, type Fetch, readPortRequest } from './port-request.ts';
import type { ConnectOptions, Server, Session } from './server.ts';

/** Close codes of WebSocket that the port's messages borrow. */
const PROTOCOL_ERROR = 1002;

/** The part of a MessagePort that is used here, so that a dedicated worker's own scope may stand in for one. */
export type Port = Pick<MessagePort, 'postMessage' | 'addEventListener' | 'start' | 'close'>;

export interface PortOptions {
  /** Default: the global ones. */
  readonly locks?: Pick<LockManager, 'request'>;
  /** Answers HTTP requests. Default: nothing is found. */
  readonly fetch?: Fetch;
  /** Serves another port, where this one is used for bringing them. Default: nobody does. */
  readonly connect?: (port: Port) => void;
}

/**
 * Serves one page at the other end of `port`: waits for its hello, welcomes it, and then carries frames both ways until
 * the page says bye, the page dies (its Web Lock becomes free), or the server closes the connection. A port whose first
 * message is an HTTP request is for that request alone; one that begins by bringing other ports brings nothing else.
 */
export function servePort(server: Pick<Server, 'connect'>, port: Port, options: PortOptions = {}): void {
  const { locks = navigator.locks, fetch = () => new Response(null, { status: 404 }), connect } = options;
  const post = (message: ToPage<PortFrame>) => port.postMessage(message);
  const gone = new AbortController();
  let session: Session | undefined;
  const list = new FrameList<PortFrame>(post);
  let answering = false;
  let takesLists = false;

  const hangUp = () => {
    session?.closed();
    session = undefined;
    gone.abort();
    port.close();
  };
  const close = (code: number, reason: string) => {
    list.flush();
    post({ close: { code, reason } } satisfies PortClose);
    hangUp();
  };

  const open = (message: unknown) => {
    const problem = helloProblem(message);
    if (problem) return close(PROTOCOL_ERROR, problem);
    const { hello } = message as PortHello;
    takesLists = hello.lists === true;
    const carry = (frame: PortFrame) => (takesLists ? list.add(frame) : post(frame));
    // The welcome comes first, whatever the server has to say while it lets the page in.
    const early: (() => void)[] = [];
    let send = (act: () => void): void => {
      early.push(act);
    };
    const opened = server.connect(
      { send: (frame) => send(() => carry(frame)), close: (code, reason) => send(() => close(code, reason)) },
      connectOptions(hello),
    );
    const { subprotocol } = opened;
    const more = { ...(subprotocol !== undefined && { subprotocol }), ...(takesLists && { lists: true as const }) };
    post({ welcome: { protocol: PORT_PROTOCOL, ...more } } satisfies PortWelcome);
    session = opened;
    send = (act) => act();
    for (const act of early) act();
    if (hello.lock && !gone.signal.aborted) untilFree(locks, hello.lock, gone.signal).then(hangUp, () => {});
  };

  const answer = async (message: unknown) => {
    const request = readPortRequest(message);
    if (!request) return close(PROTOCOL_ERROR, 'expected a request {method, url, headers, body?} of an absolute address');
    const response = await answerRequest(request, fetch);
    if (gone.signal.aborted) return;
    port.postMessage({ response }, [response.body.buffer]);
    hangUp();
  };

  port.addEventListener('message', ({ data }) => {
    if (gone.signal.aborted) return;
    if (answering) {
      if (isBye(data)) hangUp();
    } else if (session) {
      if (isBye(data)) hangUp();
      else if (takesLists && Array.isArray(data)) for (const frame of data) session?.receive(frame);
      else session.receive(data);
    } else if (connect && isObject(data) && 'connect' in data && data.connect instanceof MessagePort) {
      connect(data.connect);
      port.postMessage({ connected: true } satisfies PortConnected);
    } else if (isObject(data) && 'request' in data) {
      answering = true;
      void answer(data);
    } else open(data);
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

const isObject = (message: unknown): message is object => typeof message === 'object' && message !== null;

const isBye = (message: unknown): boolean => isObject(message) && 'bye' in message;

function connectOptions({ page, url, token, subprotocols, dialect, remote }: PortHello['hello']): ConnectOptions {
  return {
    page,
    ...(url !== undefined && { url }),
    ...(token !== undefined && { token }),
    ...(subprotocols !== undefined && { subprotocols }),
    ...(remote !== undefined && { remote }),
    ...(isDialect(dialect) && { dialect }),
  };
}

const isText = (value: unknown): boolean => typeof value === 'string';

function isRemote(remote: unknown): boolean {
  const { url, session, allowed, token } = (isObject(remote) ? remote : {}) as Partial<PortRemote>;
  return isText(url) && isText(session) && Array.isArray(allowed) && allowed.every(isText) && (token === undefined || isText(token));
}

function helloProblem(message: unknown): string | undefined {
  const hello = isObject(message) && 'hello' in message ? (message.hello as Partial<PortHello['hello']>) : undefined;
  if (typeof hello !== 'object' || hello === null) return 'expected a hello as the first message';
  if (hello.protocol !== PORT_PROTOCOL) return `expected protocol ${PORT_PROTOCOL}, got ${hello.protocol}: reload the page`;
  if (typeof hello.page !== 'string' || hello.page === '') return 'expected the hello to name its page';
  if (hello.lock !== undefined && (typeof hello.lock !== 'string' || hello.lock === '' || hello.lock.startsWith('-')))
    return 'expected the lock of the hello as a name, without a leading dash';
  for (const key of ['url', 'token', 'dialect'] as const) {
    if (hello[key] !== undefined && !isText(hello[key])) return `expected the ${key} of the hello as text`;
  }
  if (hello.remote !== undefined && !isRemote(hello.remote)) return 'expected the remote of the hello as {url, session, allowed, token?}';
  if (hello.subprotocols !== undefined && !(Array.isArray(hello.subprotocols) && hello.subprotocols.every(isText)))
    return 'expected the subprotocols of the hello as a list of texts';
  return undefined;
}
