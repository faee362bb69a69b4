import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { RawData, WebSocket } from 'ws';
import type { Connection } from '../peers.ts';
import type { Server } from '../server.ts';
import { isLoopback } from './admittance.ts';

/** Who takes in so much less than is sent that this many bytes wait is let go. */
const BACKLOG = 16 * 1024 * 1024;

/** Serves the client at the other end of a WebSocket. Each is a page of its own, because nobody can tell which one it is on. */
export function serveSocket(server: Pick<Server, 'connect'>, socket: WebSocket, request: IncomingMessage): void {
  const { headers } = request;
  const connection: Connection = {
    send(frame) {
      if (socket.bufferedAmount > BACKLOG) socket.terminate();
      else socket.send(frame);
    },
    close: (code, reason) => socket.close(code, reason),
    ping: () => socket.ping(),
  };
  const address = request.socket.remoteAddress;
  const token = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  const session_id = headers['session-id'];
  const session = server.connect(connection, {
    page: randomUUID(),
    url: `ws://${headers.host ?? 'localhost'}${request.url ?? ''}`,
    // Those of this computer are many programs and tabs of one person.
    ...(address !== undefined && !isLoopback(address) && { address }),
    ...(token !== undefined && { token }),
    ...(typeof session_id === 'string' && session_id !== '' && { session_id: session_id.slice(0, 200) }),
    subprotocols: offeredBy(request),
  });
  socket.on('message', (data: RawData, isBinary: boolean) => session.receive(isBinary ? bytes(data) : String(data)));
  socket.on('pong', () => session.alive());
  socket.on('close', () => session.closed());
  // It is followed by `close`, which is what counts.
  socket.on('error', () => {});
}

/** The subprotocols that a client offers. */
export function offeredBy({ headers }: IncomingMessage): string[] {
  const header = headers['sec-websocket-protocol'];
  return header ? header.split(',').map((protocol) => protocol.trim()) : [];
}

function bytes(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}
