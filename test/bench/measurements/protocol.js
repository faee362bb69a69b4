// Requests and replies: how long one takes at rest, how many go through, and what many connections cost.
import { once } from 'node:events';
import { WebSocketServer } from 'ws';
import { buildNode, nodeFolder } from '../../../scripts/build-node.js';
import { callInPage, openPage } from '../harness/browser.js';
import { quantile } from '../harness/statistics.js';

const MODULE = '/test/bench/page/protocol.ts';
const SIZES = {
  full: { rest: 500, flood: 20_000, rounds: 3, seconds: 5, connections: 1000, busy: 100, sessions: 100 },
  quick: { rest: 10, flood: 200, rounds: 1, seconds: 0.2, connections: 20, busy: 2, sessions: 2 },
};
/** Requests on their way at any time. */
const WINDOW = 256;
/** Milliseconds between messages of a busy connection: the limit of 100 a second. */
const INTERVAL = 10;
/** Plugins of a session where memory is measured, which is a full rack and more than anyone has on a page. */
const PLUGINS = 20;
/** In ms. */
const BUDGETS = { read: 0.5, change: 2, acknowledged: 20 };

const PEERS = {
  port: 'echo over a SharedWorker port',
  interceptors: '@mswjs/interceptors, echo',
  'mock-socket': 'mock-socket, echo',
  echo: 'ws under Node, echo over loopback',
  node: 'Rackwire under Node, over loopback',
};

/** A server that sends everything back. */
async function startEcho() {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('connection', (socket) => socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary })));
  await once(server, 'listening');
  return {
    address: `ws://127.0.0.1:${server.address().port}`,
    close: () => {
      for (const socket of server.clients) socket.terminate();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

async function startNode() {
  await buildNode();
  const { serve } = await import(`${nodeFolder}/rackwire-node.js`);
  const serving = await serve({ port: 0, limits: false });
  return { address: `ws://127.0.0.1:${serving.port}/ws`, close: () => serving.close() };
}

/** Bytes of heap in use in the one SharedWorker whose name or address has `part` in it, after a collection. */
async function workerHeap(browser, part) {
  const target = browser.targets().find((one) => one.type() === 'shared_worker' && one.url().includes(part));
  if (!target) throw new Error(`expected a SharedWorker whose address has ${part}`);
  const session = await target.createCDPSession();
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize;
}

export async function measure({ browser, address, quick }) {
  const size = SIZES[quick ? 'quick' : 'full'];
  const rows = [];
  const notes = [];
  const failures = [];
  const [echo, node] = [await startEcho(), await startNode()];
  let databases = 0;
  const places = { echo: echo.address, node: node.address };
  const wayOf = (name) => (name in places ? 'socket' : name);
  const placeOf = (name) => {
    databases += 1;
    return places[name] ?? `bench-${Date.now()}-${databases}`;
  };
  /** In a page of its own, so that nobody's sockets or globals are in another's way. */
  const inPage = async (name, ...values) => {
    const page = await openPage(browser, `${address}/blank.html`);
    try {
      return await callInPage(page, MODULE, name, ...values);
    } finally {
      await page.close();
    }
  };
  const atRest = (name, kind) => inPage('atRest', wayOf(name), placeOf(name), kind, size.rest);
  const flood = (name, kind) => inPage('flood', wayOf(name), placeOf(name), kind, size.flood, WINDOW);
  try {
    const rest = { read: await atRest('rackwire', 'read'), change: await atRest('rackwire', 'change') };
    for (const kind of ['read', 'change']) {
      const name = kind === 'read' ? 'read at rest' : 'stored change at rest';
      rows.push({ name: `${name}, p50`, against: 'budget', ours: quantile(rest[kind], 0.5), theirs: BUDGETS[kind], unit: 'ms' });
    }
    for (const [peer, against] of Object.entries(PEERS)) {
      const times = await atRest(peer, 'read');
      for (const [label, part] of [
        ['p50', 0.5],
        ['p99', 0.99],
      ])
        rows.push({ name: `read at rest, ${label}`, against, ours: quantile(rest.read, part), theirs: quantile(times, part), unit: 'ms' });
    }

    const best = { rackwire: {}, ...Object.fromEntries(Object.keys(PEERS).map((peer) => [peer, {}])) };
    for (let round = 0; round < size.rounds; round += 1) {
      for (const name of Object.keys(best)) {
        for (const kind of name === 'rackwire' || name === 'node' ? ['read', 'change'] : ['read']) {
          const cost = await flood(name, kind);
          best[name][kind] = Math.min(cost, best[name][kind] ?? Number.POSITIVE_INFINITY);
        }
      }
    }
    for (const [peer, against] of Object.entries(PEERS)) {
      rows.push({ name: 'request and reply, read', against, ours: best.rackwire.read, theirs: best[peer].read, unit: 'µs' });
    }
    for (const peer of ['port', 'node']) {
      const theirs = best[peer].change ?? best[peer].read;
      rows.push({ name: 'request and reply, stored change', against: PEERS[peer], ours: best.rackwire.change, theirs, unit: 'µs' });
    }
    notes.push(`the best of ${size.rounds} rounds of ${size.flood} requests, ${WINDOW} on their way at any time`);

    for (const [connections, busy] of [
      [1, 1],
      [size.connections, size.busy],
    ]) {
      const started = performance.now();
      const times = await inPage('steady', placeOf(''), connections, busy, INTERVAL, size.seconds);
      const name = `acknowledged at 100 messages/s, ${busy} of ${connections} connections, p99`;
      rows.push({ name, against: 'budget', ours: quantile(times, 0.99), theirs: BUDGETS.acknowledged, unit: 'ms' });
      const took = (performance.now() - started) / 1000;
      notes.push(
        `${busy} of ${connections}: ${times.length} changes, p50 ${quantile(times, 0.5).toFixed(1)} ms, all in ${took.toFixed(1)} s`,
      );
    }

    const page = await openPage(browser, `${address}/blank.html`);
    const db = placeOf('');
    await callInPage(page, MODULE, 'fill', db, 0, 0);
    const empty = await workerHeap(browser, db);
    await callInPage(page, MODULE, 'fill', db, size.sessions, PLUGINS);
    const full = await workerHeap(browser, db);
    await page.close();
    const name = `worker's heap, ${size.sessions} sessions of ${PLUGINS} plugins`;
    rows.push({ name, against: 'the same worker, empty', ours: full / 1e6, theirs: empty / 1e6, unit: 'MB' });
  } catch (error) {
    failures.push(error instanceof Error ? error.message : String(error));
  } finally {
    await Promise.all([echo.close(), node.close()]);
  }
  return { rows, notes, failures };
}
