// `rackwire/testing` as it is published, in Node: no browser, and in Node 20 no WebSocket either.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { WebSocket as RealSocket } from 'ws';
import { ensureLibrary } from '../../examples/build.js';
import { start } from './support/clients.js';

const ADDRESS = 'ws://localhost:8000/ws';
const fixtures = { tracks: [{ track_id: 'main', plugins: [{ plugin_id: 'r', name: 'Reverb' }] }] };

describe('rackwire/testing', () => {
  let startBackend;
  let record;
  let backend;
  let folder;
  before(async () => {
    await ensureLibrary();
    ({ startBackend, record } = await import('rackwire/testing'));
    folder = await mkdtemp(join(tmpdir(), 'rackwire-testing-'));
  });
  afterEach(() => backend?.stop());
  after(() => rm(folder, { recursive: true, force: true }));

  /** A front end's socket, with what came. */
  async function open(url = ADDRESS) {
    const socket = new WebSocket(url);
    const frames = [];
    socket.onmessage = ({ data }) => frames.push(JSON.parse(data));
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = () => reject(new Error('it did not open'));
    });
    return { socket, frames, send: (id, type, data) => socket.send(JSON.stringify({ id, type, data })) };
  }
  const turn = (front, id, parameter_value) =>
    front.send(id, 'PLUGIN_PARAMETER', { track_id: 'main', plugin_id: 'r', parameter_id: 'wet_dry', parameter_value });

  it('serves WebSocket and fetch, and takes away what Node lacks when it stops', async () => {
    const before = ['WebSocket', 'CloseEvent', 'fetch', 'setTimeout'].map((name) => Object.getOwnPropertyDescriptor(globalThis, name));
    backend = await startBackend({ fixtures, clock: 'virtual' });
    const front = await open();
    assert.ok(front.socket instanceof WebSocket);
    assert.equal(front.socket.url, ADDRESS);
    turn(front, 'a', 0.2);
    assert.equal((await backend.waitFor('PLUGIN_PARAMETER')).data.parameter_value, 0.2);
    await backend.settled();
    assert.deepEqual(
      front.frames.map(({ type }) => type),
      ['PLUGIN_PARAMETER', 'PLUGIN_STATE_UPDATE'],
    );
    assert.equal((await (await fetch('http://localhost:8000/health')).json()).status, 'healthy');
    assert.equal((await (await fetch('http://localhost:8000/api/plugins/r')).json()).parameters.wet_dry, 0.2);
    const closed = new Promise((resolve) => front.socket.addEventListener('close', resolve));
    await backend.stop();
    const { code, wasClean } = await closed;
    assert.deepEqual([code, wasClean], [1001, true]);
    const now = ['WebSocket', 'CloseEvent', 'fetch', 'setTimeout'].map((name) => Object.getOwnPropertyDescriptor(globalThis, name));
    assert.deepEqual(now, before);
  });

  it('turns time, and has faults befall', async () => {
    backend = await startBackend({ fixtures, clock: 'virtual' });
    const front = await open();
    const rung = [];
    setInterval(() => rung.push(Date.now()), 10_000).unref();
    backend.fault('PLUGIN_PARAMETER', { latency: 100 });
    backend.fault('PING', { close: 1011 });
    turn(front, 'a', 0.2);
    await backend.clock.advance(99);
    assert.equal(front.frames.length, 0);
    await backend.clock.advance(30_000);
    assert.equal(front.frames.length, 2);
    assert.equal(rung.length, 3);
    front.send('p', 'PING');
    const { code } = await new Promise((resolve) => {
      front.socket.onclose = resolve;
    });
    assert.equal(code, 1011);
  });

  it('reaches nothing but what is served', async () => {
    if (typeof globalThis.WebSocket === 'function') return;
    backend = await startBackend();
    await assert.rejects(open('ws://localhost:1/elsewhere'), /did not open/);
    assert.throws(() => new WebSocket('nonsense'), { name: 'SyntaxError' });
  });

  it('keeps a real backend’s session in a file, and replays it', async () => {
    const { port } = await start();
    const socket = new RealSocket(`ws://127.0.0.1:${port}/ws`);
    const recorder = record({ socket });
    await new Promise((resolve) => socket.once('open', resolve));
    const answers = new Promise((resolve) => {
      let count = 0;
      socket.on('message', () => {
        count += 1;
        if (count === 2) resolve();
      });
    });
    socket.send(JSON.stringify({ id: 'then', type: 'PLUGIN_ADD', data: { track_id: 'main', name: 'Reverb' } }));
    await answers;
    socket.close();
    const file = join(folder, 'session.json');
    await writeFile(file, JSON.stringify(recorder.stop()));
    backend = await startBackend({ replay: JSON.parse(await readFile(file, 'utf8')) });
    const front = await open();
    front.send('now', 'PLUGIN_ADD', { track_id: 'main', name: 'Reverb' });
    front.send('more', 'PING');
    await backend.settled();
    assert.deepEqual(
      front.frames.map(({ id, type }) => [id.replace(/_.*/, ''), type]),
      [
        ['now', 'PLUGIN_ADD'],
        ['broadcast', 'PLUGIN_STATE_UPDATE'],
        ['more', 'ERROR'],
      ],
    );
    assert.deepEqual(backend.unrecorded, ['expected one of the messages that were recorded (PLUGIN_ADD), got PING']);
  });

  it('lets the process end', async () => {
    const code = `import { startBackend } from 'rackwire/testing';
      const backend = await startBackend();
      const socket = new WebSocket('${ADDRESS}');
      await new Promise((resolve) => { socket.onopen = resolve; });
      await backend.stop();
      console.log('done');`;
    const root = new URL('../../', import.meta.url);
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], { cwd: root, timeout: 20_000 });
    assert.equal(stdout.trim(), 'done');
  });
});
