import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { Store } from '../../store/change.ts';
import type { GateOptions } from '../gates/gates.ts';
import { readLimits } from '../gates/limits.ts';
import { docs } from '../rest/docs.ts';
import { createRest } from '../rest/rest.ts';
import { createServer, type Server } from '../server.ts';
import { readSubprotocols } from '../subprotocols.ts';
import { admittanceProblem } from './admittance.ts';
import { openFolder, openMemory } from './folder-store.ts';
import { answerHttp } from './http.ts';
import { offeredBy, serveSocket } from './socket.ts';

export interface ServeOptions extends GateOptions {
  /** Default: 8000. 0 takes any that is free. */
  readonly port?: number;
  /** The address to listen on. Default: 127.0.0.1, which only programs on this computer can reach. */
  readonly host?: string;
  /** The folder to keep the state in. Default: none; the state is gone with the process. */
  readonly data?: string;
  /** Where the state is kept, in place of a folder. */
  readonly store?: Store;
  /** Origins of pages that may connect besides those of this computer, such as `https://desk.example`; `*` for all. */
  readonly origins?: readonly string[];
  /** The token that may read `/admin/websocket-security`. Default: that of an administrator with `auth`, else nobody's. */
  readonly adminToken?: string;
  /** Default: the system's. */
  readonly clock?: { now(): number };
  /** Told of faults in the server itself. Default: `console.error`. */
  readonly report?: (message: string, error: unknown) => void;
}

/** A server that runs. */
export interface Serving {
  /** Where it listens, such as `http://127.0.0.1:8000`. */
  readonly url: string;
  readonly port: number;
  readonly server: Server;
  /** Answers what is on its way to the disk, closes every connection, and lets go of port and folder. */
  close(): Promise<void>;
}

const PATH = '/ws';

/** How often, in ms, the server does what is due by the clock. */
const SWEEP_MS = 5000;

/** "Going away" among WebSocket's close codes. */
const GOING_AWAY = 1001;

/** Longer messages break the connection; up to here they are answered with an error. */
const LONGEST_MESSAGE = 4 * 1024 * 1024;

/**
 * Runs the protocol server for WebSockets at `/ws`, with the HTTP addresses beside it.
 *
 * @example const { url, close } = await serve({ port: 8000, data: './racks' });
 * @throws StoreError where the folder is refused; an Error with the code `EADDRINUSE` where the port is taken
 */
export async function serve(options: ServeOptions = {}): Promise<Serving> {
  const {
    port = 8000,
    host = '127.0.0.1',
    data,
    origins = [],
    adminToken,
    auth = 'none',
    clock = Date,
    report = reportToConsole,
  } = options;
  const limits = readLimits(options.limits);
  const store = options.store ?? (data === undefined ? openMemory() : await openFolder(data));
  const { signatures } = options;
  const server = createServer({ store, auth, clock, report, ...(signatures && { signatures }), limits: options.limits ?? {} });

  const addresses = new WeakMap<Request, string>();
  const rest = createRest({
    server,
    auth: auth !== 'none',
    // Without one, nobody could know a token that is not made up here.
    ...(adminToken !== undefined ? { adminToken } : auth === 'none' && { adminToken: crypto.randomUUID() }),
    clientOf: (request) => addresses.get(request) ?? '',
    limit: limits.messages,
    clock,
    more: docs(),
  });

  const http = createHttpServer((message, response) => {
    const { origin } = message.headers;
    const problem = admittanceProblem({ host, origins }, message.headers);
    response.setHeader('Vary', 'Origin');
    if (problem) return response.writeHead(403, { 'Content-Type': 'application/json' }).end(JSON.stringify({ detail: problem }));
    if (origin !== undefined) {
      response.setHeader('Access-Control-Allow-Origin', origin);
      response.setHeader('Access-Control-Expose-Headers', 'X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, Retry-After');
    }
    if (message.method === 'OPTIONS') {
      response.setHeader('Access-Control-Allow-Methods', 'GET');
      response.setHeader('Access-Control-Allow-Headers', 'Authorization, Content-Type');
      response.setHeader('Access-Control-Allow-Private-Network', 'true');
      return response.writeHead(204).end();
    }
    const from = (request: Request) => addresses.set(request, message.socket.remoteAddress ?? '');
    return answerHttp(message, response, rest, from).catch((error) => {
      report('a request could not be answered', error);
      response.destroy();
    });
  });

  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LONGEST_MESSAGE,
    // A client that offers some breaks off where none is chosen.
    handleProtocols: (offered, request) => readSubprotocols(offeredBy(request)).protocol ?? [...offered][0] ?? false,
  });
  sockets.on('headers', (headers) => {
    if (Number.isFinite(limits.messages)) headers.push(`X-RateLimit-Limit: ${limits.messages}`);
  });
  http.on('upgrade', (request, socket, head) => {
    const isHere = (request.url ?? '').split('?')[0] === PATH;
    const problem = admittanceProblem({ host, origins }, request.headers);
    // A client that goes away while it is turned away is no fault.
    socket.on('error', () => {});
    if (!isHere || problem) {
      const [status, detail] = problem ? ['403 Forbidden', problem] : ['404 Not Found', `expected a WebSocket at ${PATH}`];
      const body = JSON.stringify({ detail });
      const length = Buffer.byteLength(body);
      return socket.end(
        `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n${body}`,
      );
    }
    return sockets.handleUpgrade(request, socket, head, (webSocket) => serveSocket(server, webSocket, request));
  });

  try {
    await new Promise<void>((resolve, reject) => {
      http.once('error', reject);
      http.listen(port, host, resolve);
    });
  } catch (error) {
    await server.close(GOING_AWAY, 'the server could not listen');
    throw error;
  }
  const sweeping = setInterval(() => server.sweep(), SWEEP_MS);
  const { port: listening } = http.address() as AddressInfo;

  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${listening}`,
    port: listening,
    server,
    async close() {
      clearInterval(sweeping);
      const closed = new Promise((resolve) => http.close(resolve));
      await server.close(GOING_AWAY, 'the server was stopped');
      await Promise.race([
        Promise.all([...sockets.clients].map((socket) => new Promise((resolve) => socket.once('close', resolve)))),
        pause(1000),
      ]);
      for (const socket of sockets.clients) socket.terminate();
      http.closeAllConnections();
      await closed;
    },
  };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

const reportToConsole = (message: string, error: unknown) => console.error(`Rackwire: ${message}`, error);
