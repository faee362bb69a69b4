import { localPort } from '../client/local-port.ts';
import { holdPageLock, type PortSource } from '../client/local-socket.ts';
import { PORT_PROTOCOL, type PortFrame, type ToPage } from '../wire/port.ts';
import type { Dialect } from './routes.ts';
import { Outbox } from './socket/outbox.ts';

/** What is used of a socket at the server's end in mock-socket. */
export interface MockSocketSocket {
  readonly url: string;
  send(data: string | ArrayBuffer): void;
  close(options?: { code: number; reason: string; wasClean: boolean }): void;
  on(type: 'message', listener: (data: unknown) => void): void;
  on(type: 'close', listener: () => void): void;
}

/** What is used of mock-socket's `Server`. */
export interface MockSocketServer {
  on(type: 'connection', listener: (socket: MockSocketSocket) => void): void;
}

export interface AttachOptions {
  /** Default: by address and frames. */
  readonly dialect?: Dialect;
  /** Opens a port to the server, once for each socket. Default: to this origin's server. */
  readonly port?: PortSource;
}

/** All of a page's sockets count as one. */
const page = crypto.randomUUID();

/**
 * Has the local server answer the sockets of a mock-socket `Server`, for test suites that have one already.
 *
 * @example
 * const server = new Server('ws://localhost:8000/ws');
 * attach(server);
 */
export function attach(server: MockSocketServer, { dialect = 'auto', port = localPort }: AttachOptions = {}): void {
  server.on('connection', (socket) => serve(socket, dialect, port));
}

function serve(socket: MockSocketSocket, dialect: Dialect, open: PortSource): void {
  const end = (code: number, reason: string) => {
    carrier.close();
    socket.close({ code, reason, wasClean: code !== 1006 });
  };
  const carrier = open((reason) => end(1006, reason));
  carrier.onmessage = ({ data }: MessageEvent<ToPage<PortFrame>>) => {
    if (typeof data === 'string') socket.send(data);
    else if (data instanceof Uint8Array) socket.send(data.slice().buffer);
    else if ('close' in data) end(data.close.code, data.close.reason);
  };
  const outbox = new Outbox((frame) => carrier.postMessage(frame));
  socket.on('message', (data) => outbox.add(data, false));
  socket.on('close', () => {
    carrier.postMessage({ bye: true });
    carrier.close();
  });
  carrier.postMessage({
    hello: { protocol: PORT_PROTOCOL, page, url: socket.url, ...holdPageLock(), ...(dialect !== 'auto' && { dialect }) },
  });
}
