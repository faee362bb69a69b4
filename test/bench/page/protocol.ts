/**
 * Requests and replies over what a plain client has: something with `send` and `onmessage`. Each contender gets the same
 * frames from the same loop.
 */

import { WebSocketInterceptor } from '@mswjs/interceptors/WebSocket';
import { Server as MockServer, WebSocket as MockSocket } from 'mock-socket';
import { sharedWorkerPort } from '../../../src/client/local-socket.ts';
import { partUrl } from '../../../src/files/files.ts';
import { install } from '../../../src/mock/install.ts';

/** `rackwire` is served in the page by `install()`; the echoes only send a frame back; `socket` is a real one. */
export type Way = 'rackwire' | 'port' | 'mock-socket' | 'interceptors' | 'socket';
/** Reading all values of a plugin, or setting one, which is stored before it is answered. */
export type Kind = 'read' | 'change';

interface Line {
  send(frame: string): void;
  onmessage: ((event: { readonly data: string }) => void) | null;
}

const ADDRESS = 'ws://bench.invalid/ws';
let ids = 0;

const opened = (socket: WebSocket | MockSocket): Promise<Line> =>
  new Promise((resolve, reject) => {
    socket.onopen = () => resolve(socket as unknown as Line);
    socket.onerror = () => reject(new Error(`expected ${socket.url} to open`));
  });

/** A server in a SharedWorker, without limits and over a database of its own. */
function serve(db: string): void {
  const url = new URL(partUrl('rackwire-server.js'));
  url.search = `?db=${db}&limits=off`;
  install({ [ADDRESS]: 'plugin' }, { port: (fail) => sharedWorkerPort(fail, url, db) });
}

const lines: Record<Way, (place: string) => Promise<Line>> = {
  rackwire: (db) => {
    serve(db);
    return opened(new WebSocket(ADDRESS));
  },
  port: async () => {
    const { port } = new SharedWorker('/test/bench/page/echo-worker.js', { name: 'echo' });
    const line: Line = { send: (frame) => port.postMessage(frame), onmessage: null };
    port.onmessage = (event: MessageEvent<string>) => line.onmessage?.(event);
    return line;
  },
  'mock-socket': () => {
    const server = new MockServer(ADDRESS);
    server.on('connection', (socket) => socket.on('message', (data) => socket.send(data)));
    return opened(new MockSocket(ADDRESS));
  },
  interceptors: () => {
    const interceptor = new WebSocketInterceptor();
    interceptor.apply();
    interceptor.on('connection', ({ client }) => client.addEventListener('message', ({ data }) => client.send(data)));
    return opened(new WebSocket(ADDRESS));
  },
  socket: (address) => opened(new WebSocket(address)),
};

/** Asks for something, and counts replies by their id, whatever else is said. */
class Asker {
  readonly #line: Line;
  readonly #waiting = new Map<string, (frame: { type: string }) => void>();

  constructor(line: Line) {
    this.#line = line;
    line.onmessage = ({ data }) => {
      const frame = JSON.parse(data) as { id: string; type: string };
      const settle = this.#waiting.get(frame.id);
      this.#waiting.delete(frame.id);
      settle?.(frame);
    };
  }

  ask(type: string, data: object, session_id = 'bench'): Promise<{ type: string }> {
    ids += 1;
    const id = `bench_${ids}`;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#line.send(JSON.stringify({ id, type, data, user_id: 'bench', session_id }));
    });
  }
}

const PLUGIN = { track_id: 'bench', plugin_id: 'bench_eq' };

/** The nth request of its kind, of about 150 bytes; no two changes after one another are the same. */
const request = (kind: Kind, n: number): [type: string, data: object] =>
  kind === 'read'
    ? ['PLUGIN_PARAMETERS_GET', PLUGIN]
    : ['PLUGIN_PARAMETER', { ...PLUGIN, parameter_id: 'low_freq', parameter_value: 100 + (n % 200) }];

const expectReply = (way: Way, { type }: { type: string }, wanted: string) => {
  if (type !== wanted) throw new Error(`${way}: expected ${wanted}, got ${type}`);
};

async function begin(way: Way, place: string): Promise<Asker> {
  const asker = new Asker(await lines[way](place));
  await asker.ask('PLUGIN_ADD', { ...PLUGIN, name: 'eq', plugin_path: 'eq' });
  return asker;
}

/** Milliseconds of each of `count` requests, one after another. */
export async function atRest(way: Way, place: string, kind: Kind, count: number): Promise<number[]> {
  const asker = await begin(way, place);
  const times: number[] = [];
  for (let n = 0; n < count + 20; n += 1) {
    const [type, data] = request(kind, n);
    const started = performance.now();
    expectReply(way, await asker.ask(type, data), type);
    if (n >= 20) times.push(performance.now() - started);
    // Nothing is at rest that is asked again within the same task.
    if (n % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return times;
}

/** Microseconds per request with `window` of them on their way at any time. */
export async function flood(way: Way, place: string, kind: Kind, count: number, window: number): Promise<number> {
  const asker = await begin(way, place);
  let sent = 0;
  const lane = async () => {
    while (sent < count) {
      const [type, data] = request(kind, sent);
      sent += 1;
      expectReply(way, await asker.ask(type, data), type);
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: window }, lane));
  return ((performance.now() - started) * 1000) / count;
}

/**
 * Stored changes at a steady pace: `busy` of `connections` send one every `interval` ms, each in a session of its own,
 * for `seconds`. Gives the time to each acknowledgement, in ms.
 */
export async function steady(db: string, connections: number, busy: number, interval: number, seconds: number): Promise<number[]> {
  serve(db);
  const askers: Asker[] = [];
  for (let begun = 0; begun < connections; begun += 50) {
    const some = Array.from({ length: Math.min(50, connections - begun) }, () => opened(new WebSocket(ADDRESS)));
    askers.push(...(await Promise.all(some)).map((line) => new Asker(line)));
  }
  const sessionOf = (index: number) => `bench_${index}`;
  await Promise.all(askers.map((asker, index) => asker.ask('SESSION_STATE_GET', {}, sessionOf(index))));
  const active = askers.slice(0, busy);
  await Promise.all(active.map((asker, index) => asker.ask('PLUGIN_ADD', { ...PLUGIN, name: 'eq', plugin_path: 'eq' }, sessionOf(index))));
  const times: number[] = [];
  const under: Promise<void>[] = [];
  const turn = async (asker: Asker, index: number, n: number) => {
    const [type, data] = request('change', n);
    const started = performance.now();
    expectReply('rackwire', await asker.ask(type, data, sessionOf(index)), type);
    times.push(performance.now() - started);
  };
  const start = performance.now();
  for (let n = 0; n * interval < seconds * 1000; n += 1) {
    const late = start + n * interval - performance.now();
    if (late > 0) await new Promise((resolve) => setTimeout(resolve, late));
    for (const [index, asker] of active.entries()) under.push(turn(asker, index, n));
  }
  await Promise.all(under);
  return times;
}

/** Fills a server with sessions of `plugins` plugins each. */
export async function fill(db: string, sessions: number, plugins: number): Promise<void> {
  serve(db);
  const asker = new Asker(await opened(new WebSocket(ADDRESS)));
  const kinds = ['eq', 'compressor', 'delay', 'reverb'];
  for (let session = 0; session < sessions; session += 1) {
    const entries = Array.from({ length: plugins }, (_, index) => ({ effect: kinds[index % kinds.length] }));
    const load = await asker.ask('RACK_LOAD', { track_id: 'main', plugins: entries }, `session_${session}`);
    expectReply('rackwire', load, 'RACK_LOAD');
  }
}
