// A real WebSocket server for the conformance suite: what it makes of the browser's own sockets is what is right.
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { answer, behave, handshake } from './behaviour.js';

/** @returns {Promise<{ url: string, close(): Promise<void> }>} */
export async function startReferenceServer() {
  const http = createServer(respond);
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered, { url }) => handshake(url, [...offered]).subprotocol || false,
  });
  http.on('upgrade', (request, stream, head) => {
    const { refused, delay = 0 } = handshake(request.url, []);
    if (refused) {
      stream.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    setTimeout(() => {
      sockets.handleUpgrade(request, stream, head, (socket) => {
        behave(request.url, {
          send: (data) => socket.send(data),
          close: (...values) => socket.close(...values),
          destroy: () => socket.terminate(),
          onmessage: (listener) => socket.on('message', (data, isBinary) => listener(isBinary ? new Uint8Array(data) : data.toString())),
        });
      });
    }, delay);
  });
  await new Promise((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    url: `ws://127.0.0.1:${http.address().port}`,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.terminate();
        http.closeAllConnections();
        http.close(resolve);
      }),
  };
}

/** Pages of another origin may ask, and read everything. */
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': '*',
  'access-control-allow-headers': '*',
  'access-control-expose-headers': '*',
};

async function respond(request, response) {
  if (request.method === 'OPTIONS') {
    response.writeHead(204, CORS).end();
    return;
  }
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { method, url, headers } = request;
  const {
    status,
    statusText,
    headers: answered,
    body,
    delay = 0,
  } = answer({ method, path: url, headers, body: Buffer.concat(chunks).toString() });
  setTimeout(() => response.writeHead(status, statusText, { ...answered, ...CORS }).end(body), delay);
}

/** Runs the server beside web-test-runner; pages learn its address from /reference-socket. */
export function referenceServer() {
  let server;
  return {
    name: 'reference-socket',
    async serverStart() {
      server = await startReferenceServer();
    },
    async serverStop() {
      await server?.close();
    },
    serve({ path }) {
      if (path === '/reference-socket') return { body: JSON.stringify(server.url), type: 'json' };
    },
  };
}
