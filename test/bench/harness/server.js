// The benchmark's own server: pages and their TypeScript through Vite, the built parts, and the library as it lies in dist.

import { readFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServer as createViteServer } from 'vite';
import { isolationHeaders, servePart } from '../../../scripts/serve-parts.js';

export const root = fileURLToPath(new URL('../../../', import.meta.url));

const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
  '.map': 'application/json',
  '.wav': 'audio/wav',
};
/** The library as it will be published, and Faust, whose processor is made of its classes' own text. */
const AS_THEY_ARE = ['/dist/', '/node_modules/@grame/'];
const BLANK = '<!doctype html><meta charset="utf-8"><title>Benchmark</title><link rel="icon" href="data:,">';

/**
 * Starts it on a free port of the loopback.
 *
 * @returns {Promise<{ address: string, add(path: string, body: string | Uint8Array): string, close(): Promise<void> }>}
 * `add` serves a text or bytes under that path, its type by its ending, and gives the address.
 */
export async function startServer() {
  const vite = await createViteServer({
    root,
    configFile: false,
    appType: 'custom',
    logLevel: 'error',
    cacheDir: join(root, 'build/bench-cache'),
    server: { middlewareMode: true, ws: false, hmr: false, watch: null },
    optimizeDeps: { noDiscovery: true, include: ['tone', 'mock-socket', '@mswjs/interceptors/WebSocket'], exclude: ['@grame/faustwasm'] },
  });
  const added = new Map();

  const server = createHttpServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://host');
    // `?isolated=no` gives a page as most embedding sites serve it: without SharedArrayBuffer.
    if (!url.searchParams.has('isolated')) for (const [name, value] of Object.entries(isolationHeaders)) response.setHeader(name, value);
    const answer = (type, body) => response.setHeader('Content-Type', type).end(body);
    if (url.pathname === '/blank.html') return answer('text/html', BLANK);
    if (added.has(url.pathname)) return answer(TYPES[extname(url.pathname)], added.get(url.pathname));
    if (AS_THEY_ARE.some((folder) => url.pathname.startsWith(folder))) {
      const file = await readFile(join(root, normalize(url.pathname))).catch(() => undefined);
      if (!file) return response.writeHead(404).end();
      return answer(TYPES[extname(url.pathname)] ?? 'application/octet-stream', file);
    }
    servePart(request, response, () => vite.middlewares(request, response, () => response.writeHead(404).end()));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${server.address().port}`;
  return {
    address,
    add(path, body) {
      added.set(path, body);
      return address + path;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await vite.close();
    },
  };
}
