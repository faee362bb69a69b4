// A real WebSocket server over the protocol's core, which a test can take off the net and put back.
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';
import { WebSocketServer } from 'ws';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** A store that forgets when the process ends. */
const memory = () => ({
  load: async () => ({ sessions: [], presets: [], problems: [] }),
  write: async () => {},
  provenance: async () => ({ records: [], heads: [] }),
  close() {},
});

/**
 * Starts one. `received` and `sent` hold every frame with its time, in ms; `off()` ends all connections and refuses new
 * ones, `on()` takes them again at the same address, with everything as it was.
 *
 * @param {(load: (path: string) => Promise<object>) => Promise<object>} options of `createServer`
 */
export async function remote(options = async () => ({})) {
  const vite = await createServer({
    root,
    configFile: false,
    appType: 'custom',
    logLevel: 'error',
    optimizeDeps: { noDiscovery: true },
    server: { middlewareMode: true, hmr: false, watch: null, ws: false },
  });
  const load = (path) => vite.ssrLoadModule(path);
  const core = (await load('/src/server/server.ts')).createServer({ store: memory(), ...(await options(load)) });
  const received = [];
  const sent = [];
  let net;
  let port = 0;
  let pages = 0;

  const on = () =>
    new Promise((resolve) => {
      net = new WebSocketServer({ host: '127.0.0.1', port }, resolve);
      net.on('connection', (socket) => {
        const send = (frame) => {
          sent.push({ at: performance.now(), ...JSON.parse(frame) });
          socket.send(frame);
        };
        pages += 1;
        const session = core.connect({ send, close: (code, reason) => socket.close(code, reason) }, { page: `page ${pages}` });
        socket.on('message', (data) => {
          received.push({ at: performance.now(), ...JSON.parse(String(data)) });
          session.receive(String(data));
        });
        socket.on('close', () => session.closed());
      });
    });
  const off = async () => {
    for (const socket of net.clients) socket.terminate();
    await new Promise((resolve) => net.close(resolve));
  };

  await on();
  ({ port } = net.address());
  return {
    url: `ws://localhost:${port}/ws`,
    received,
    sent,
    on,
    off,
    close: async () => {
      await off();
      await core.close(1001, 'the test is over');
      await vite.close();
    },
  };
}
