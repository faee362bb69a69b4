import { expect } from 'chai';
import { deleteDatabases } from '../../store/testing/database.ts';
import { WireError } from '../../wire/errors.ts';
import type { Server, ServerOptions } from '../server.ts';
import { HandClock } from '../testing/clock.ts';
import { TestClient } from '../testing/connect.ts';
import { startServer } from '../testing/start.ts';
import { DEFAULT_LIMITS, PAGE_LIMITS, readLimits } from './limits.ts';
import { Rate } from './rate.ts';

describe('limits', () => {
  let clock: HandClock;
  const servers: Server[] = [];
  beforeEach(() => {
    clock = new HandClock();
  });
  afterEach(() => Promise.all(servers.splice(0).map((server) => server.close(1001, ''))));
  after(deleteDatabases);

  const start = async (options: Partial<ServerOptions> = {}) => {
    const server = await startServer({ clock, limits: {}, ...options });
    servers.push(server);
    // Until its store is open, frames wait.
    while (!server.state) await new Promise((resolve) => setTimeout(resolve, 1));
    return server;
  };

  /** Asks so many times at once; gives how many were accepted, and the first refusal. */
  const burst = async (client: TestClient, count: number, type: string, data: unknown = {}) => {
    const answers = await Promise.all(Array.from({ length: count }, () => client.ask(type, data)));
    const refused = answers.filter((answer) => answer.type === 'ERROR').map((answer) => answer.data as { code: string; details: object });
    return { accepted: count - refused.length, refusal: refused[0] };
  };

  it('takes 100 messages a second of one connection', async () => {
    const client = new TestClient(await start());
    const { accepted, refusal } = await burst(client, 130, 'PING');
    expect(accepted).to.equal(100);
    expect(refusal).to.deep.include({ code: 'RATE_LIMITED', details: { retry_after: 0.01, limit: 100 } });
    expect((await burst(client, 5, 'PING')).accepted).to.equal(0);
    clock.advance(10);
    expect((await burst(client, 5, 'PING')).accepted).to.equal(1);
    clock.advance(500);
    expect((await burst(client, 80, 'PING')).accepted).to.equal(50);
    clock.advance(60_000);
    expect((await burst(client, 130, 'PING')).accepted).to.equal(100);
  });

  it('counts each connection for itself, and garbage too', async () => {
    const server = await start({ limits: { invalidFrames: 1000 } });
    const [one, other] = [new TestClient(server), new TestClient(server)];
    for (let count = 0; count < 120; count += 1) one.raw('garbage');
    const codes = one.frames.map(({ data }) => (data as { code: string }).code);
    expect(codes.filter((code) => code === 'INVALID_MESSAGE')).to.have.length(100);
    expect(codes.filter((code) => code === 'RATE_LIMITED')).to.have.length(20);
    expect((await burst(other, 10, 'PING')).accepted).to.equal(10);
  });

  it('answers what is too much with the id that it had, but does not read long frames for it', async () => {
    const client = new TestClient(await start());
    await burst(client, 100, 'PING');
    client.frames.length = 0;
    client.send({ id: 'short', type: 'PLUGIN_CATALOG_GET', data: {} });
    client.send({ id: 'long', type: 'PLUGIN_CATALOG_GET', data: {}, padding: 'x'.repeat(5000) });
    expect(client.frames.map(({ id }) => id)).to.deep.equal(['short', '']);
  });

  it('takes 50 updates a second of one plugin, whatever the parameter', async () => {
    const client = new TestClient(await start());
    const [plugin, other] = [await client.add('reverb'), await client.add('reverb')];
    clock.advance(60_000);
    const turn = { ...plugin, parameter_id: 'damping', parameter_value: 0.5 };
    const { accepted, refusal } = await burst(client, 60, 'PLUGIN_PARAMETER', turn);
    expect(accepted).to.equal(50);
    expect(refusal).to.deep.include({ code: 'RATE_LIMITED', details: { retry_after: 0.02, limit: 50 } });
    expect((await burst(client, 1, 'PLUGIN_PARAMETER', { ...turn, parameter_id: 'width' })).accepted).to.equal(0);
    expect((await burst(client, 20, 'PLUGIN_PARAMETER', { ...turn, ...other })).accepted).to.equal(20);
    clock.advance(20);
    expect((await burst(client, 2, 'PLUGIN_PARAMETER', turn)).accepted).to.equal(1);
  });

  it('takes 20 batches a second', async () => {
    const client = new TestClient(await start());
    const plugin = await client.add('reverb');
    const batch = { ...plugin, parameters: [{ parameter_id: 'damping', parameter_value: 0.5 }] };
    const { accepted, refusal } = await burst(client, 30, 'PLUGIN_PARAMETER_BATCH', batch);
    expect(accepted).to.equal(20);
    expect(refusal).to.deep.include({ code: 'RATE_LIMITED', details: { retry_after: 0.05, limit: 20 } });
  });

  it('takes 10 operations on plugins a second, of all kinds together', async () => {
    const client = new TestClient(await start());
    const plugin = await client.add('eq');
    expect((await burst(client, 4, 'PLUGIN_BYPASS', { ...plugin, bypass: true })).accepted).to.equal(4);
    expect((await burst(client, 2, 'PLUGIN_MOVE', { ...plugin, position: 0 })).accepted).to.equal(2);
    expect((await burst(client, 1, 'RACK_BYPASS', { track_id: 'main', bypass: true })).accepted).to.equal(1);
    expect((await burst(client, 1, 'PLUGIN_PRESET', { ...plugin, preset_data: {} })).accepted).to.equal(1);
    const { accepted, refusal } = await burst(client, 5, 'PLUGIN_ADD', { track_id: 'main', name: 'eq' });
    expect(accepted).to.equal(1);
    expect(refusal).to.deep.include({ code: 'RATE_LIMITED', details: { retry_after: 0.1, limit: 10 } });
    expect((await burst(client, 1, 'PLUGIN_PARAMETERS_GET', plugin)).accepted).to.equal(1);
  });

  it('lets in ten pages of one address, the sockets of a page counted once', async () => {
    const server = await start();
    const pages = Array.from({ length: 10 }, (_, page) => new TestClient(server, `page ${page}`, { address: '192.0.2.1' }));
    for (let socket = 0; socket < 20; socket += 1) {
      expect(new TestClient(server, 'page 3', { address: '192.0.2.1' }).closedWith).to.equal(undefined);
    }
    const eleventh = new TestClient(server, 'page 10', { address: '192.0.2.1' });
    expect(eleventh.frames[0]?.data).to.deep.include({ code: 'RATE_LIMITED', details: { retry_after: 30, limit: 10 } });
    expect(eleventh.closedWith).to.have.property('code', 1013);
    expect(eleventh.closedWith?.reason).to.contain('at most 10 pages connected from one address');
    expect(new TestClient(server, 'page 10', { address: '192.0.2.2' }).closedWith).to.equal(undefined);
    expect(new TestClient(server, 'page 10').closedWith).to.equal(undefined);
    // A socket that goes makes no room while others of its page stay; the page's last one does.
    const sibling = new TestClient(server, 'page 0', { address: '192.0.2.1' });
    pages[0]?.close();
    expect(new TestClient(server, 'page 11', { address: '192.0.2.1' }).closedWith).to.have.property('code', 1013);
    sibling.close();
    expect(new TestClient(server, 'page 11', { address: '192.0.2.1' }).closedWith).to.equal(undefined);
    expect(server.statistics().refused_connections).to.equal(2);
  });

  it('lets in 1000 pages in all', async () => {
    const server = await start();
    const pages = Array.from({ length: 1000 }, (_, page) => new TestClient(server, `page ${page}`));
    expect(pages.every(({ closedWith }) => closedWith === undefined)).to.equal(true);
    expect(new TestClient(server, 'one more').closedWith).to.have.property('code', 1013);
    expect(new TestClient(server, 'page 7').closedWith).to.equal(undefined);
    pages[5]?.close();
    expect(new TestClient(server, 'one more').closedWith).to.equal(undefined);
  });

  it('answers a frame of more than 1 MiB with an error; the limit can be lower, not higher', async () => {
    const client = new TestClient(await start({ limits: { frame: 1000 } }));
    client.raw(JSON.stringify({ id: 'a', type: 'PING', data: 'x'.repeat(1000) }));
    expect(client.frames[0]?.data).to.have.property('error').that.contains('at most 1000 characters, got 10');
    expect(readLimits({ frame: 1e9 }).frame).to.equal(1024 * 1024);
    expect(readLimits(false).frame).to.equal(1024 * 1024);
  });

  it('blocks a client that keeps sending what is no frame, for a minute', async () => {
    const server = await start();
    const client = new TestClient(server, 'p', { address: '192.0.2.1' });
    for (let count = 0; count < 60; count += 1) client.raw('{');
    expect(client.closedWith).to.equal(undefined);
    client.raw('{');
    expect(client.frames).to.have.length(61);
    expect(client.closedWith).to.deep.equal({ code: 1008, reason: 'too many invalid frames: blocked for 60 s' });
    client.raw('{"type":"PING"}');
    expect(client.frames).to.have.length(61);
    const again = new TestClient(server, 'q', { address: '192.0.2.1' });
    expect(again.closedWith).to.have.property('code', 1008);
    expect(again.frames[0]?.data).to.have.deep.property('details', { retry_after: 60, limit: 60 });
    expect(server.statistics().blocked_clients).to.deep.equal([{ client: 'address 192.0.2.1', until: '2026-01-02T03:05:05.000Z' }]);
    expect(new TestClient(server, 'p', { address: '192.0.2.2' }).closedWith).to.equal(undefined);
    clock.advance(60_000);
    const later = new TestClient(server, 'p', { address: '192.0.2.1' });
    expect((await later.ask('PING')).type).to.equal('PONG');
    expect(server.statistics().blocked_clients).to.deep.equal([]);
  });

  it('does not block for a few of them, nor for requests that are refused for what they ask', async () => {
    const client = new TestClient(await start());
    for (let minute = 0; minute < 5; minute += 1) {
      for (let count = 0; count < 50; count += 1) client.raw('{');
      clock.advance(60_000);
    }
    for (let second = 0; second < 3; second += 1) {
      await burst(client, 90, 'PLUGIN_PARAMETERS_GET', { track_id: 'nowhere', plugin_id: 'x' });
      clock.advance(1000);
    }
    expect(client.closedWith).to.equal(undefined);
  });

  it('asks a silent connection for a sign of life after 30 s, and closes it 30 s later', async () => {
    const server = await start();
    let pings = 0;
    const ping = () => {
      pings += 1;
    };
    const [silent, speaking, ponging] = [undefined, undefined, undefined].map(
      (_, page) => new TestClient(server, `page ${page}`, { ping }),
    );
    const pass = (ms: number) => {
      clock.advance(ms);
      server.sweep();
    };
    pass(29_999);
    expect(pings).to.equal(0);
    pass(1);
    expect(pings).to.equal(3);
    speaking?.raw('{"type":"PING"}');
    ponging?.alive();
    pass(29_999);
    expect([pings, silent?.closedWith]).to.deep.equal([3, undefined]);
    pass(1);
    expect(silent?.closedWith).to.deep.equal({ code: 4408, reason: 'nothing heard for 60 s' });
    expect([speaking?.closedWith, ponging?.closedWith, pings]).to.deep.equal([undefined, undefined, 5]);
  });

  it('keeps a client that sends its heartbeat every 30 s, as the documented one does', async () => {
    const server = await start();
    const client = new TestClient(server);
    for (let beat = 0; beat < 20; beat += 1) {
      clock.advance(30_000);
      server.sweep();
      client.raw('{"type":"PING"}');
    }
    expect(client.closedWith).to.equal(undefined);
  });

  it('gives a connection 30 s to send its token where one is required', async () => {
    const auth = { verify: async () => ({ user_id: 'ann', permissions: [] }) };
    const server = await start({ auth });
    const [idle, known] = [new TestClient(server), new TestClient(server)];
    await known.ask('AUTH', { token: 'x' });
    for (let second = 0; second < 30; second += 5) {
      idle.raw('{"type":"PING"}');
      server.sweep();
      expect(idle.closedWith).to.equal(undefined);
      clock.advance(5000);
    }
    server.sweep();
    expect(idle.closedWith).to.deep.equal({ code: 1008, reason: 'expected a token within 30 s' });
    expect(known.closedWith).to.equal(undefined);
  });

  it('blocks a client that keeps showing wrong tokens', async () => {
    const verify = () => Promise.reject(new WireError('AUTH_FAILED', 'no'));
    const server = await start({ auth: { verify }, limits: { failedAuths: 3 } });
    const client = new TestClient(server);
    for (let count = 0; count < 3; count += 1) expect((await client.refusal('AUTH', { token: 'x' })).code).to.equal('AUTH_FAILED');
    expect(client.closedWith).to.equal(undefined);
    await client.refusal('AUTH', { token: 'x' });
    expect(client.closedWith).to.deep.equal({ code: 1008, reason: 'too many refused tokens: blocked for 60 s' });
    expect(server.statistics().failed_auths).to.equal(4);
  });

  it('answers a fault of the authenticator with an error, and lets nobody in', async () => {
    const reports: string[] = [];
    const verify = () => Promise.reject(new Error('the keys are gone'));
    const server = await start({ auth: { verify }, report: (message) => reports.push(message) });
    const client = new TestClient(server);
    expect((await client.refusal('AUTH', { token: 'x' })).code).to.equal('ENGINE_ERROR');
    expect((await client.refusal('SESSION_STATE_GET', {})).code).to.equal('UNAUTHORIZED');
    expect(reports).to.have.length(1);
  });

  it('counts what goes through, by state, second and code', async () => {
    const server = await start();
    const [one, other] = [new TestClient(server, 'a'), new TestClient(server, 'b')];
    await one.ask('AUTH', { user_id: 'ann' });
    clock.advance(10_000);
    for (let count = 0; count < 9; count += 1) await one.ask('PING');
    other.raw('{');
    await other.refusal('NOPE');
    other.close();
    const report = server.statistics();
    expect(report.connections).to.deep.equal({
      open: 1,
      pages: 1,
      by_state: { CONNECTING: 0, CONNECTED: 0, AUTHENTICATED: 1, DISCONNECTED: 1, ERROR: 0 },
    });
    expect(report.messages).to.deep.equal({ received: 12, sent: 12, received_per_second: 1.2, sent_per_second: 1.2 });
    expect(report.errors).to.deep.equal({
      total: 2,
      by_code: { INVALID_MESSAGE: 1, UNKNOWN_MESSAGE_TYPE: 1 },
      per_second: 0.2,
      rate: 2 / 12,
    });
    expect(report).to.deep.include({ uptime: 10, rejected_frames: 1, rate_limited: 0, failed_auths: 0 });
    clock.advance(61_000);
    expect(server.statistics().messages.received_per_second).to.equal(0);
  });

  it('lets the server in the page take ten seconds at once, and no fewer a second', () => {
    expect(PAGE_LIMITS).to.not.have.any.keys('messages', 'parameters', 'batches', 'operations');
    expect(readLimits(PAGE_LIMITS)).to.include({ messages: DEFAULT_LIMITS.messages, burst: 10 });
  });

  it('refuses to start with a limit that is none', () => {
    expect(() => readLimits({ mesages: 3 } as object)).to.throw(TypeError, 'got mesages');
    expect(() => readLimits({ messages: 0 })).to.throw(TypeError, 'above 0, got 0');
    expect(() => readLimits({ messages: Number.NaN })).to.throw(TypeError, 'NaN');
  });
});

describe('a rate', () => {
  it('takes what a bucket holds, then as many as come back', () => {
    const rate = new Rate(10, 5);
    expect(Array.from({ length: 7 }, () => rate.take('a', 1000))).to.deep.equal([0, 0, 0, 0, 0, 0.1, 0.1]);
    expect(rate.left('a', 1000)).to.equal(0);
    expect(rate.take('a', 1099)).to.equal(0.001);
    expect(rate.take('a', 1100)).to.equal(0);
    expect(rate.left('b', 1000)).to.equal(5);
    expect(rate.left('a', 2000)).to.equal(5);
  });

  it('lets through exactly its rate in the long run', () => {
    const rate = new Rate(50);
    let taken = 0;
    for (let ms = 0; ms < 100_000; ms += 7) if (rate.take('a', ms) === 0) taken += 1;
    expect(taken).to.be.within(50 * 100, 50 * 100 + 50);
  });

  it('does not shut out when the clock is set back, and forgets what is full', () => {
    const rate = new Rate(1);
    expect(rate.take('a', 1e9)).to.equal(0);
    expect(rate.take('a', 0)).to.equal(1);
    expect(rate.take('a', 1000)).to.equal(1);
    rate.sweep(1e9 + 1000);
    expect(rate.size).to.equal(0);
  });
});
