import { expect } from 'chai';
import { openStore } from '../store/store.ts';
import { databaseName, deleteDatabases } from '../store/testing/database.ts';
import { decodeMessagePack, encodeMessagePack } from '../wire/message-pack.ts';
import { PORT_PROTOCOL, type PortResponse, type ToPage } from '../wire/port.ts';
import { type Port, servePort } from './port.ts';
import type { Fetch } from './port-request.ts';
import { createServer, type Server } from './server.ts';
import { TestClient } from './testing/connect.ts';

/** The page's end of a port, keeping what came. */
class PageEnd {
  readonly messages: ToPage[] = [];
  readonly port: MessagePort;
  #wake = () => {};

  constructor(server: Server) {
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    port1.onmessage = ({ data }) => {
      this.messages.push(data);
      this.#wake();
    };
    servePort(server, port2);
  }

  /** Waits until `count` messages have come in all. */
  async received(count: number): Promise<readonly ToPage[]> {
    while (this.messages.length < count) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.messages;
  }

  async types(count: number): Promise<string[]> {
    return (await this.received(count)).map((message) =>
      typeof message === 'string' ? JSON.parse(message).type : Object.keys(message)[0],
    );
  }
}

const hello = (more = {}) => ({ hello: { protocol: PORT_PROTOCOL, page: 'page', ...more } });
const add = JSON.stringify({ id: 'a', type: 'PLUGIN_ADD', data: { track_id: 'main', name: 'eq' } });

describe('a page at a port', () => {
  let server: Server;
  let watcher: TestClient;

  beforeEach(() => {
    server = createServer({ store: openStore({ name: databaseName() }), limits: false });
    watcher = new TestClient(server);
  });
  afterEach(() => server.close(1001, 'the test is over'));
  after(deleteDatabases);

  /** Whether the page still gets broadcasts. */
  const isServed = async (page: PageEnd) => {
    const before = page.messages.length;
    await watcher.add('eq');
    await new Promise((resolve) => setTimeout(resolve, 30));
    return page.messages.length > before;
  };

  it('is welcomed, and then frames go both ways, in order', async () => {
    const page = new PageEnd(server);
    // All at once: a client need not wait for the welcome.
    for (const message of [hello(), add, '{"type":"PING"}']) page.port.postMessage(message);
    expect(await page.types(4)).to.deep.equal(['welcome', 'PLUGIN_ADD', 'PLUGIN_STATE_UPDATE', 'PONG']);
    expect(page.messages[0]).to.deep.equal({ welcome: { protocol: PORT_PROTOCOL } });
  });

  it('that takes lists gets the frames of one task in one message, in order, and may send lists', async () => {
    const page = new PageEnd(server);
    page.port.postMessage(hello({ lists: true }));
    const [welcome] = await page.received(1);
    expect(welcome).to.deep.equal({ welcome: { protocol: PORT_PROTOCOL, lists: true } });
    page.port.postMessage([add, '{"type":"PING","id":"b"}', 'garbage']);
    const [, list] = await page.received(2);
    expect((list as readonly string[]).map((text) => JSON.parse(text).type)).to.deep.equal([
      'PLUGIN_ADD',
      'PLUGIN_STATE_UPDATE',
      'PONG',
      'ERROR',
    ]);
    page.port.postMessage('{"type":"PING","id":"c"}');
    expect(JSON.parse((await page.received(3))[2] as string)).to.include({ type: 'PONG', id: 'c' });
    // What was said before it is closed is not lost.
    page.port.postMessage(['{"type":"PING","id":"d"}']);
    await server.close(1001, 'enough');
    expect(await page.types(4)).to.satisfy((types: string[]) => types.at(-1) === 'close');
  });

  it('that does not take lists is sent none, and a list of its own is no frame', async () => {
    const page = new PageEnd(server);
    page.port.postMessage(hello());
    page.port.postMessage([add]);
    for (const id of ['b', 'c']) page.port.postMessage(`{"type":"PING","id":"${id}"}`);
    expect(await page.types(4)).to.deep.equal(['welcome', 'ERROR', 'PONG', 'PONG']);
  });

  it('is turned away with a code and words where its first message is no hello of this protocol', async () => {
    const cases: [message: unknown, words: string][] = [
      [add, 'expected a hello'],
      [null, 'expected a hello'],
      [{ hello: null }, 'expected a hello'],
      [{ hello: { protocol: 99, page: 'p' } }, 'expected protocol 1, got 99'],
      [{ hello: { protocol: PORT_PROTOCOL } }, 'name its page'],
      [hello({ lock: '-x' }), 'lock'],
      [hello({ url: 7 }), 'the url of the hello as text'],
      [hello({ token: {} }), 'the token of the hello as text'],
      [hello({ subprotocols: ['a', 1] }), 'the subprotocols of the hello as a list of texts'],
      [hello({ subprotocols: 'msgpack' }), 'the subprotocols of the hello as a list of texts'],
      [{ request: { method: 'GET', url: '/relative', headers: [] } }, 'expected a request'],
      [{ request: null }, 'expected a request'],
    ];
    for (const [message, words] of cases) {
      const page = new PageEnd(server);
      page.port.postMessage(message);
      const [close] = await page.received(1);
      expect(close).to.have.nested.property('close.code', 1002);
      expect(close).to.have.nested.property('close.reason').that.contains(words);
    }
  });

  it('gets an error for what is no frame', async () => {
    const page = new PageEnd(server);
    page.port.postMessage(hello());
    page.port.postMessage({ not: 'a frame' });
    page.port.postMessage(new Uint8Array(4));
    page.port.postMessage(hello());
    expect(await page.types(4)).to.deep.equal(['welcome', 'ERROR', 'ERROR', 'ERROR']);
  });

  it('gets the subprotocol that was chosen, and frames as bytes where it sends bytes', async () => {
    const page = new PageEnd(server);
    page.port.postMessage(hello({ subprotocols: ['other', 'msgpack'] }));
    page.port.postMessage(encodeMessagePack({ type: 'PING' }));
    const [welcome, pong] = (await page.received(2)) as unknown[];
    expect(welcome).to.deep.equal({ welcome: { protocol: PORT_PROTOCOL, subprotocol: 'msgpack' } });
    expect(decodeMessagePack(pong as Uint8Array)).to.include({ type: 'PONG' });
  });

  it('speaks the form that its hello names', async () => {
    const page = new PageEnd(server);
    page.port.postMessage(hello({ dialect: 'store' }));
    await page.received(1);
    await watcher.add('eq');
    expect((await page.types(3)).slice(1)).to.deep.equal(['plugin.add', 'plugin.state_update']);
  });

  it('is welcomed before it is told why it may not stay', async () => {
    const small = createServer({ store: openStore({ name: databaseName() }), limits: { connections: 1 } });
    const first = new PageEnd(small);
    first.port.postMessage(hello());
    await first.received(1);
    const second = new PageEnd(small);
    second.port.postMessage(hello({ page: 'another' }));
    expect(await second.types(3)).to.deep.equal(['welcome', 'ERROR', 'close']);
    expect(second.messages[2]).to.have.nested.property('close.code', 1013);
    await small.close(1001, '');
  });

  it('brings its token in the hello', async () => {
    const verify = async (token: string) => ({ user_id: token, permissions: ['plugin:read'] });
    const guarded = createServer({ store: openStore({ name: databaseName() }), auth: { verify } });
    const page = new PageEnd(guarded);
    page.port.postMessage(hello({ token: 'ann' }));
    page.port.postMessage('{"id":"a","type":"SESSION_STATE_GET","data":{}}');
    expect(JSON.parse((await page.received(2))[1] as string)).to.include({ type: 'SESSION_STATE_GET', user_id: 'ann' });
    await guarded.close(1001, '');
  });

  it('may ask for one HTTP answer instead of being welcomed', async () => {
    const ask = async (request: object, fetch?: Fetch): Promise<PortResponse['response']> => {
      const { port1, port2 } = new MessageChannel();
      servePort(server, port2, fetch && { fetch });
      return new Promise((resolve) => {
        port1.onmessage = ({ data }) => resolve(data.response);
        port1.postMessage({ request });
      });
    };
    const get = { method: 'GET', url: 'http://localhost:8000/a?b=c', headers: [['X-One', '1']] };
    const echo: Fetch = async (request) =>
      Response.json([request.method, request.url, request.headers.get('X-One'), await request.text()], {
        status: 201,
        headers: { 'X-Two': '2' },
      });
    const { status, headers, body } = await ask({ ...get, method: 'POST', body: new Uint8Array([104, 105]) }, echo);
    expect(status).to.equal(201);
    expect(headers).to.deep.include(['x-two', '2']);
    expect(JSON.parse(new TextDecoder().decode(body))).to.deep.equal(['POST', 'http://localhost:8000/a?b=c', '1', 'hi']);
    expect((await ask(get)).status).to.equal(404);
    const broken = await ask(get, () => {
      throw new Error('no idea');
    });
    expect(broken.status).to.equal(500);
    expect(new TextDecoder().decode(broken.body)).to.contain('no idea');
  });

  it('is forgotten when it says bye', async () => {
    const page = new PageEnd(server);
    page.port.postMessage(hello());
    await page.received(1);
    expect(await isServed(page)).to.equal(true);
    page.port.postMessage({ bye: true });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(await isServed(page)).to.equal(false);
  });

  it('is forgotten when its lock becomes free, as it does when a tab is killed', async () => {
    const lock = `page-lock-${Math.random()}`;
    let die = () => {};
    await new Promise<void>((held) => {
      navigator.locks.request(lock, () => {
        held();
        return new Promise<void>((resolve) => {
          die = resolve;
        });
      });
    });
    const page = new PageEnd(server);
    page.port.postMessage(hello({ lock }));
    await page.received(1);
    expect(await isServed(page)).to.equal(true);
    die();
    // A lock that was free so soon is asked for twice, because a page may get it a little after its hello.
    const gone = performance.now() + 5000;
    while ((await isServed(page)) && performance.now() < gone);
    expect(await isServed(page)).to.equal(false);
  });

  it('is not mistaken for dead where it gets its lock after its hello', async () => {
    const lock = `page-lock-${Math.random()}`;
    const page = new PageEnd(server);
    page.port.postMessage(hello({ lock }));
    await page.received(1);
    let die = () => {};
    navigator.locks.request(lock, () => new Promise<void>((resolve) => (die = resolve)));
    await new Promise((resolve) => setTimeout(resolve, 1300));
    expect(await isServed(page)).to.equal(true);
    die();
  });

  it('is told code and reason when the server closes', async () => {
    const page = new PageEnd(server);
    page.port.postMessage(hello());
    await page.received(1);
    await server.close(1012, 'a newer version takes over');
    expect((await page.received(2))[1]).to.deep.equal({ close: { code: 1012, reason: 'a newer version takes over' } });
  });

  it('is told the same where its hello comes only then', async () => {
    await server.close(1012, 'a newer version takes over');
    const page = new PageEnd(server);
    page.port.postMessage(hello());
    expect((await page.received(2))[1]).to.deep.equal({ close: { code: 1012, reason: 'a newer version takes over' } });
  });

  it('may bring further ports by one that serves for nothing else, and is answered for each', async () => {
    const brought: MessagePort[] = [];
    const { port1: trunk, port2 } = new MessageChannel();
    const connect = (port: Port) => {
      brought.push(port as MessagePort);
      servePort(server, port);
    };
    servePort(server, port2, { connect });
    const answers: unknown[] = [];
    trunk.onmessage = ({ data }) => answers.push(data);
    const pages = [1, 2].map(() => {
      const { port1, port2: other } = new MessageChannel();
      trunk.postMessage({ connect: other }, [other]);
      port1.postMessage(hello());
      return new Promise((resolve) => {
        port1.onmessage = ({ data }) => resolve(data);
      });
    });
    for (const welcome of await Promise.all(pages)) expect(welcome).to.have.property('welcome');
    expect(brought).to.have.length(2);
    expect(answers).to.deep.equal([{ connected: true }, { connected: true }]);
  });
});
