import { expect } from 'chai';
import { sharedWorkerPort } from '../client/local-socket.ts';
import { partUrl } from '../files/files.ts';
import { databaseName, deleteDatabases } from '../store/testing/database.ts';
import { watch } from './conformance/watch.ts';
import { type Installed, install } from './install.ts';
import { localServer } from './testing/local-server.ts';

const GLOBALS = ['WebSocket', 'fetch', 'XMLHttpRequest'] as const;
const ADDRESS = 'ws://localhost:8000/ws';
const descriptors = () => GLOBALS.map((name) => Object.getOwnPropertyDescriptor(globalThis, name));

const frame = (id: string, type: string, data: object = {}) => JSON.stringify({ id, type, data });
const add = (id: string) =>
  frame(id, 'PLUGIN_ADD', { track_id: 'main', name: 'Reverb', plugin_path: '/path/to/reverb.vst3', plugin_id: '' });

async function openSocket(address = ADDRESS) {
  const watched = watch(new WebSocket(address));
  await watched.next('open');
  return watched;
}

async function answerTo(watched: ReturnType<typeof watch>, sent: string) {
  const { id } = JSON.parse(sent);
  watched.socket.send(sent);
  for (;;) {
    const frame = JSON.parse((await watched.next('message')).data);
    if (frame.id === id) return frame;
  }
}

describe('install()', () => {
  let local: ReturnType<typeof localServer>;
  let installed: Installed[] = [];
  const serve = (...values: Parameters<typeof install>) => {
    const one = install(...values);
    installed.push(one);
    return one;
  };
  beforeEach(() => {
    local = localServer();
  });
  afterEach(async () => {
    for (const { restore } of installed) restore();
    installed = [];
    await local.close();
  });
  after(deleteDatabases);

  it('has the real server answer a socket at the address', async () => {
    serve({ [ADDRESS]: 'plugin' }, { port: local.port });
    const watched = await openSocket();
    const { type, data } = await answerTo(watched, add('1'));
    expect(type).to.equal('PLUGIN_ADD');
    expect(data).to.include({ success: true, name: 'Reverb' });
    expect(data.parameters.wet_dry).to.equal(0.5);
    watched.socket.close();
  });

  it('sends the frames of a task as one message, and tells each that comes in a task of its own', async () => {
    let messages = 0;
    const counted: typeof local.port = (fail) => {
      const port = local.port(fail);
      const post = port.postMessage.bind(port);
      port.postMessage = (message: unknown) => {
        messages += 1;
        post(message);
      };
      return port;
    };
    serve({ [ADDRESS]: 'plugin' }, { port: counted });
    const { socket } = await openSocket();
    const asked = Array.from({ length: 20 }, (_, index) => `ping ${index}`);
    for (const id of asked) socket.send(frame(id, 'PING'));
    // Whoever waits for one message at a time, as some clients do, misses none.
    const heard: string[] = [];
    while (heard.length < asked.length) {
      const { data } = await new Promise<MessageEvent>((resolve) => {
        socket.onmessage = resolve;
      });
      await Promise.resolve().then(() => Promise.resolve());
      heard.push(JSON.parse(data).id);
    }
    expect(heard).to.deep.equal(asked);
    expect(messages).to.equal(2);
    // What is asked in answer to what came together goes together too, at once and a little later.
    let left = asked.length;
    const all = new Promise<void>((resolve) => {
      socket.onmessage = ({ data }) => {
        const { id } = JSON.parse(data) as { id: string };
        if (id.startsWith('again')) left -= 1;
        else if (left % 2) socket.send(frame(`again ${id}`, 'PING'));
        else void Promise.resolve().then(() => socket.send(frame(`again ${id}`, 'PING')));
        if (left === 0) resolve();
      };
    });
    for (const id of asked) socket.send(frame(id, 'PING'));
    await all;
    expect(messages).to.be.at.most(5);
    socket.close();
  });

  it('has the real server answer fetch and XMLHttpRequest', async () => {
    serve({ [ADDRESS]: 'plugin', 'http://localhost:8000': 'plugin', '/api/': 'plugin' }, { port: local.port });
    const watched = await openSocket();
    const { plugin_id } = (await answerTo(watched, add('1'))).data;
    expect(await (await fetch('http://localhost:8000/health')).json()).to.include({ status: 'healthy' });
    // As the troubleshooting guide has it: on the page's own origin, and looking at nothing but `ok`.
    const found = await fetch(`/api/plugins/${plugin_id}`);
    expect([found.ok, (await found.json()).name]).to.deep.equal([true, 'Reverb']);
    expect((await fetch('/api/plugins/none')).ok).to.equal(false);
    const xhr = new XMLHttpRequest();
    xhr.responseType = 'json';
    xhr.open('GET', 'http://localhost:8000/api/plugins/reverb');
    xhr.send();
    await new Promise((resolve) => xhr.addEventListener('load', resolve));
    expect([xhr.status, xhr.response.name]).to.deep.equal([200, 'Reverb']);
    watched.socket.close();
  });

  it('puts the originals back exactly as they were', () => {
    const before = descriptors();
    const statics = GLOBALS.map((name) => Reflect.ownKeys(globalThis[name]));
    const { restore } = serve({ [ADDRESS]: 'plugin' }, { port: local.port });
    for (const [index, name] of GLOBALS.entries()) {
      const { value, ...attributes } = Object.getOwnPropertyDescriptor(globalThis, name) ?? {};
      expect(value).not.to.equal(before[index]?.value);
      expect({ ...attributes, value: before[index]?.value }).to.deep.equal(before[index]);
    }
    restore();
    restore();
    expect(descriptors()).to.deep.equal(before);
    expect(descriptors().map((one) => one?.value)).to.deep.equal(before.map((one) => one?.value));
    expect(GLOBALS.map((name) => Reflect.ownKeys(globalThis[name]))).to.deep.equal(statics);
  });

  it('may be called several times, and restored in any order', async () => {
    const before = descriptors();
    const first = serve({ [ADDRESS]: 'plugin' }, { port: local.port });
    const second = serve({ 'ws://localhost:8350/ws': 'plugin' }, { port: local.port });
    first.restore();
    (await openSocket('ws://localhost:8350/ws')).socket.close();
    expect(WebSocket).not.to.equal(before[0]?.value);
    second.restore();
    expect(descriptors()).to.deep.equal(before);
  });

  it('leaves a global to whoever replaced it since, and what they kept goes to the network', async () => {
    const { fetch: original } = globalThis;
    const { restore } = serve({ 'http://localhost:1/': 'plugin' }, { port: local.port });
    const kept = globalThis.fetch;
    const theirs: typeof fetch = (...values) => kept(...values);
    globalThis.fetch = theirs;
    restore();
    expect(globalThis.fetch).to.equal(theirs);
    expect((await fetch('/reference-socket')).status).to.equal(200);
    expect(await fetch('http://localhost:1/').catch((error) => error.name)).to.equal('TypeError');
    expect(local.opened()).to.equal(0);
    globalThis.fetch = original;
  });

  it('replaces nothing where an address is wrong', () => {
    const before = descriptors();
    expect(() => install({ 'localhost:8000': 'plugin' })).to.throw(TypeError, '"localhost:8000"');
    expect(descriptors()).to.deep.equal(before);
  });

  it('sends everything else to the network, by the browser’s own', async () => {
    const real: string = await (await fetch('/reference-socket')).json();
    const before = new WebSocket(`${real}/echo`);
    serve({ [ADDRESS]: 'plugin', '/api/': 'plugin' }, { port: local.port });
    const watched = await openSocket(`${real}/echo`);
    watched.socket.send('over the wire');
    expect((await watched.next('message')).data).to.equal('over the wire');
    expect(watched.socket.extensions).to.be.a('string');
    for (const socket of [watched.socket, before]) {
      expect(socket).to.be.instanceOf(WebSocket);
      expect(socket.readyState).to.equal(WebSocket.OPEN);
      socket.close();
    }
    expect((await fetch('/reference-socket')).headers.get('content-type')).to.contain('json');
    const xhr = new XMLHttpRequest();
    xhr.open('GET', '/reference-socket', false);
    xhr.send();
    expect(JSON.parse(xhr.responseText)).to.equal(real);
    expect(local.opened()).to.equal(0);
  });

  it('refuses to answer a request that the page would stand still for', () => {
    serve({ '/api/': 'plugin' }, { port: local.port });
    expect(() => new XMLHttpRequest().open('GET', '/api/plugins/a', false)).to.throw(DOMException, 'expected an asynchronous request');
  });

  it('has whoever wraps a method of the prototype wrap it for both kinds of socket', async () => {
    serve({ [ADDRESS]: 'plugin' }, { port: local.port });
    const { send } = WebSocket.prototype;
    const seen: unknown[] = [];
    WebSocket.prototype.send = function (data) {
      seen.push(data);
      send.call(this, data);
    };
    const watched = await openSocket();
    await answerTo(watched, frame('p', 'PING'));
    expect(seen).to.deep.equal([frame('p', 'PING')]);
    watched.socket.close();
  });

  it('counts all sockets of the page as one: one reply each, no plugin twice', async () => {
    serve({ [ADDRESS]: 'plugin' }, { port: local.port });
    const sockets = await Promise.all(Array.from({ length: 20 }, () => openSocket()));
    const [sender] = sockets;
    if (!sender) throw new Error('no socket');
    const { data } = await answerTo(sender, add('leak'));
    await answerTo(sender, frame('end', 'PING'));
    const adds = sockets
      .flatMap(({ data: frames }) => frames.map((text) => JSON.parse(String(text))))
      .filter(({ type }) => type === 'PLUGIN_ADD');
    expect(adds.map(({ id, data: { plugin_id } }) => [id, plugin_id])).to.deep.equal([['leak', data.plugin_id]]);
    for (const { socket } of sockets) socket.close();
  });

  it('tells a socket of the end of its server', async () => {
    serve({ [ADDRESS]: 'plugin' }, { port: local.port });
    const watched = await openSocket();
    await local.server.close(1012, 'a newer version takes over');
    const { code, reason, wasClean } = await watched.next('close');
    expect([code, reason, wasClean]).to.deep.equal([1012, 'a newer version takes over', true]);
  });

  it('fails a socket, and a request, where no server can be had', async () => {
    const port = (fail: (reason: string) => void) => {
      setTimeout(() => fail('there is none'), 10);
      return new MessageChannel().port1;
    };
    serve({ [ADDRESS]: 'plugin', 'http://localhost:8000': 'plugin' }, { port });
    const watched = watch(new WebSocket(ADDRESS));
    expect((await watched.next('close')).code).to.equal(1006);
    expect(watched.types).to.deep.equal(['error', 'close']);
    expect(await fetch('http://localhost:8000/health').catch(String)).to.contain('there is none');
  });

  it('fails a socket later, where even asking for the server throws', async () => {
    const port = () => {
      throw new TypeError('This browser has no SharedWorker.');
    };
    serve({ [ADDRESS]: 'plugin' }, { port });
    const watched = watch(new WebSocket(ADDRESS));
    expect(watched.socket.readyState).to.equal(WebSocket.CONNECTING);
    expect((await watched.next('close')).code).to.equal(1006);
  });

  it('waits in CONNECTING until the worker is up', async () => {
    const db = databaseName();
    const url = new URL(`${partUrl('rackwire-server.js')}?db=${db}`);
    serve({ [ADDRESS]: 'plugin' }, { port: (fail) => sharedWorkerPort(fail, url, `test-${db}`) });
    const watched = watch(new WebSocket(ADDRESS));
    expect(watched.socket.readyState).to.equal(WebSocket.CONNECTING);
    expect(() => watched.socket.send('early')).to.throw(DOMException);
    await watched.next('open');
    expect((await answerTo(watched, add('1'))).data.success).to.equal(true);
    watched.socket.close();
  });

  it('garbage is answered, and the socket stays open', async () => {
    serve({ [ADDRESS]: 'plugin' }, { port: local.port });
    const watched = await openSocket();
    const tokens = ['not json', '[]', '{"type":', '\u0000', '"'.repeat(1000)];
    for (const garbage of tokens) watched.socket.send(garbage);
    for (const _ of tokens) expect(JSON.parse((await watched.next('message')).data).type).to.equal('ERROR');
    expect((await answerTo(watched, frame('p', 'PING'))).type).to.equal('PONG');
    watched.socket.close();
  });
});
