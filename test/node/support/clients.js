// Clients over real WebSockets, and servers that end with their test.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { decode, encode } from '@msgpack/msgpack';
import { WebSocket } from 'ws';
import { buildNode, nodeFolder } from '../../../scripts/build-node.js';

await buildNode();
export const { jwt, openFolder, openMemory, serve } = await import(join(nodeFolder, 'rackwire-node.js'));
const command = join(nodeFolder, 'rackwire-serve.js');

const endings = [];
after(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** A folder that is gone after the tests. */
export async function newFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'rackwire-'));
  endings.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A server on a free port. */
export async function start(options = {}) {
  const serving = await serve({ port: 0, ...options });
  let isClosed = false;
  const close = async () => {
    if (isClosed) return;
    isClosed = true;
    await serving.close();
  };
  endings.push(close);
  return { ...serving, close };
}

/** Runs the command; resolves when it says that it serves, or has ended. */
export function run(args, env = {}) {
  const child = spawn(process.execPath, [command, ...args], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  endings.push(() => child.kill('SIGKILL'));
  let output = '';
  const ended = new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal })));
  return new Promise((resolve) => {
    const settle = () => resolve({ child, ended, output: () => output, port: Number(/ws:\/\/[^ ]*:(\d+)\/ws/.exec(output)?.[1]) });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
        if (/Ctrl\+C/.test(output)) settle();
      });
    }
    ended.then(settle);
  });
}

let ids = 0;

/** A client that keeps what it was sent. */
export class Client {
  frames = [];
  #waiting = new Map();
  #codec;

  constructor(port, { path = '/ws', protocols = [], codec = 'json', ...options } = {}) {
    this.#codec = codec;
    this.socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols, options);
    this.opened = new Promise((resolve, reject) => {
      this.socket.once('open', resolve);
      this.socket.once('error', reject);
    });
    this.closed = new Promise((resolve) => this.socket.once('close', (code, reason) => resolve({ code, reason: String(reason) })));
    this.socket.on('error', () => {});
    this.opened.catch(() => {});
    this.socket.on('message', (data, isBinary) => {
      const frame = isBinary ? decode(data) : JSON.parse(String(data));
      this.frames.push(frame);
      this.#waiting.get(frame.id)?.(frame);
      this.#waiting.delete(frame.id);
    });
    endings.push(() => this.socket.terminate());
  }

  async ask(type, data, more = {}) {
    await this.opened;
    ids += 1;
    const frame = { id: `msg_${ids}`, type, data, ...more };
    const answer = new Promise((resolve, reject) => {
      this.#waiting.set(frame.id, resolve);
      this.closed.then(({ code, reason }) => reject(new Error(`closed with ${code}: ${reason}`)));
    });
    this.socket.send(this.#codec === 'json' ? JSON.stringify(frame) : encode(frame));
    return answer;
  }

  async add(name, more = {}) {
    const { data } = await this.ask('PLUGIN_ADD', { track_id: 'main', name }, more);
    return { track_id: 'main', plugin_id: data.plugin_id };
  }

  /** Waits for a frame of that type, or takes the one that has come. */
  async next(type) {
    for (;;) {
      const found = this.frames.find((frame) => frame.type === type);
      if (found) return found;
      await new Promise((resolve, reject) => {
        this.socket.once('message', () => setImmediate(resolve));
        this.closed.then(() => reject(new Error(`closed before ${type}`)));
      });
    }
  }
}
