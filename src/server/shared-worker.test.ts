import { expect } from 'chai';
import { partUrl } from '../files/files.ts';
import { databaseName, deleteDatabases } from '../store/testing/database.ts';
import { PORT_PROTOCOL, type ToPage } from '../wire/port.ts';
import type { Server, Session } from './server.ts';
import { TestClient } from './testing/connect.ts';
import { fuzz } from './testing/fuzz.ts';

/** The built worker behind a port, in the form of a server, so that the same clients drive it. */
function overPort(port: MessagePort): Pick<Server, 'connect'> {
  return {
    connect(connection, { page }): Session {
      port.onmessage = ({ data }: MessageEvent<ToPage>) => {
        if (typeof data === 'string') connection.send(data);
        else if ('close' in data) connection.close(data.close.code, data.close.reason);
      };
      port.postMessage({ hello: { protocol: PORT_PROTOCOL, page } });
      return {
        receive: (frame) => port.postMessage(frame),
        alive: () => {},
        closed: () => port.postMessage({ bye: true }),
      };
    },
  };
}

const workerUrl = (db: string, more = ''): URL => new URL(`${partUrl('rackwire-server.js')}?db=${db}${more}`);

const shared = (db: string, more?: string): MessagePort =>
  new SharedWorker(workerUrl(db, more), { type: 'module', name: `test-${db}` }).port;

/** Starts the same file as a dedicated worker; `connect` gives it a port. */
function dedicated(db: string) {
  const worker = new Worker(workerUrl(db), { type: 'module' });
  const connect = () => {
    const { port1, port2 } = new MessageChannel();
    worker.postMessage({ connect: port2 }, [port2]);
    return port1;
  };
  return { connect, terminate: () => worker.terminate() };
}

describe('the built worker', () => {
  const clients: TestClient[] = [];
  const open = (port: MessagePort, page?: string) => {
    const client = new TestClient(overPort(port), page);
    clients.push(client);
    return client;
  };
  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
  });
  after(deleteDatabases);

  it('serves the pages of one origin as one SharedWorker', async () => {
    const db = databaseName();
    const [ann, bo] = [open(shared(db)), open(shared(db))];
    await bo.request('SESSION_STATE_GET', {});
    const plugin = await ann.add('reverb');
    await ann.request('PLUGIN_PARAMETER', { ...plugin, parameter_id: 'damping', parameter_value: 0.7 });
    await bo.ask('PING');
    expect(bo.frames.map(({ type }) => type)).to.deep.equal([
      'SESSION_STATE_GET',
      'PLUGIN_ADD',
      'PLUGIN_STATE_UPDATE',
      'PLUGIN_PARAMETER',
      'PLUGIN_STATE_UPDATE',
      'PONG',
    ]);
    expect((await bo.request('PLUGIN_PARAMETERS_GET', plugin)).parameters.damping).to.equal(0.7);
  });

  it('serves ports that are sent to it as a dedicated worker', async () => {
    const { connect, terminate } = dedicated(databaseName());
    const [ann, bo] = [open(connect()), open(connect())];
    const plugin = await ann.add('delay');
    expect((await bo.request('PLUGIN_PARAMETERS_GET', plugin)).parameters.feedback).to.equal(0.35);
    terminate();
  });

  it('has lost nothing that it acknowledged when it is killed right after the reply', async function () {
    this.timeout(15_000);
    const db = databaseName();
    let plugin: { track_id: string; plugin_id: string } | undefined;
    for (let round = 1; round <= 10; round += 1) {
      const { connect, terminate } = dedicated(db);
      const client = open(connect());
      plugin ??= await client.add('compressor');
      const { parameters } = await client.request('PLUGIN_PARAMETERS_GET', plugin);
      expect(parameters.threshold, `after kill ${round - 1}`).to.equal(round === 1 ? -20 : 1 - round);
      // Behind the acknowledged one, more are on their way: they may be lost, but only as a whole and only the last.
      const acknowledged = client.request('PLUGIN_PARAMETER', { ...plugin, parameter_id: 'threshold', parameter_value: -round });
      for (let burst = 0; burst < 20; burst += 1)
        client.ask('PLUGIN_PARAMETER', { ...plugin, parameter_id: 'knee', parameter_value: burst });
      await acknowledged;
      terminate();
    }
    const { connect, terminate } = dedicated(db);
    expect(
      (await open(connect()).request('PLUGIN_PARAMETERS_GET', plugin ?? { track_id: '', plugin_id: '' })).parameters.threshold,
    ).to.equal(-10);
    terminate();
  });

  it('answers a frame of 2 MB and what cannot cross to its thread with an error, and goes on', async () => {
    const client = open(shared(databaseName()));
    const plugin = await client.add('eq');
    client.frames.length = 0;
    client.raw(JSON.stringify({ id: 'big', type: 'PLUGIN_ADD', data: { track_id: 'x'.repeat(2 * 1024 * 1024), name: 'eq' } }));
    if (crossOriginIsolated) client.raw(new SharedArrayBuffer(8));
    client.raw({ bytes: new Uint8Array(8) });
    await client.ask('PING');
    const errors = client.frames.filter(({ type }) => type === 'ERROR');
    expect(errors).to.have.length(crossOriginIsolated ? 3 : 2);
    expect(errors[0]?.data).to.have.property('error').that.contains('at most 1048576 characters, got 2097');
    expect((await client.request('PLUGIN_PARAMETERS_GET', plugin)).success).to.equal(true);
  });

  it('lets a page have ten seconds of every limit at once, and no more', async () => {
    const client = open(shared(databaseName()));
    const answers = await Promise.all(Array.from({ length: 1300 }, () => client.ask('PING')));
    const refused = answers.filter(({ type }) => type === 'ERROR');
    expect(refused.length).to.be.within(1, 300);
    expect(refused[0]?.data).to.deep.include({ code: 'RATE_LIMITED' });
  });

  it('serves twenty sockets of one page, and tells only one of each page of a plugin', async () => {
    const db = databaseName();
    const leaking = Array.from({ length: 20 }, () => open(shared(db), 'one page'));
    const other = open(shared(db), 'another page');
    await Promise.all([...leaking, other].map((client) => client.ask('PING')));
    await leaking.at(-1)?.add('eq');
    await other.add('reverb');
    await Promise.all(leaking.map((client) => client.ask('PING')));
    const typed = (client: TestClient) => client.frames.filter(({ type }) => type === 'PLUGIN_ADD').length;
    expect(leaking.map(typed)).to.deep.equal([...new Array(19).fill(0), 2]);
    expect(typed(other)).to.equal(2);
  });

  it('answers garbage over a port as it does without', async () => {
    const port = shared(databaseName(), '&limits=off');
    const result = await fuzz(overPort(port), 500, { seed: 7 });
    expect(result.answers).to.equal(502);
    expect(result.malformed).to.deep.equal([]);
  });
});
