import { expect } from 'chai';
import { type Backend, type BackendOptions, type Recording, record, startBackend } from './index.ts';
import { FrontEnd } from './testing/front-end.ts';

const ADDRESS = 'ws://localhost:8000/ws';

/** A session of a front end with the real server, listened to. */
async function recordSession(act: (front: FrontEnd, settled: () => Promise<void>) => Promise<void>, url = ADDRESS): Promise<Recording> {
  const backend = await start();
  const recorder = record({ url: ADDRESS });
  const front = new FrontEnd(url);
  await front.opened;
  await act(front, () => backend.settled());
  await backend.settled();
  // By way of JSON, as from a file.
  const recording = JSON.parse(JSON.stringify(recorder.stop()));
  await backend.stop();
  return recording;
}

/** Whatever a test has started is stopped, above all where it fails: a virtual clock would stop the runner's timers, too. */
const started: Backend[] = [];
async function start(options?: BackendOptions): Promise<Backend> {
  const backend = await startBackend(options);
  started.push(backend);
  return backend;
}
afterEach(() => Promise.all(started.splice(0).map((backend) => backend.stop())));

const added = ({ frames }: FrontEnd) => String(frames.find(({ type }) => type === 'PLUGIN_ADD')?.data.plugin_id);

const session = () =>
  recordSession(async (front, settled) => {
    front.send('PLUGIN_ADD', { track_id: 'main', name: 'Reverb' }, 'then_1');
    await settled();
    front.turn(added(front), 0.2);
  });

describe('record()', () => {
  it('has both ways with their times, and no tokens', async () => {
    const recording = await recordSession(async (front) => {
      front.send('AUTH', { token: 'secret-token', user_id: 'ann' }, 'auth');
      front.socket.send('garbage');
    }, `${ADDRESS}?token=secret-token`);
    expect(recording).to.include({ format: 1 });
    const [connection] = recording.connections;
    expect(connection?.url).to.equal(`${ADDRESS}?token=%3Ctoken%3E`);
    expect(connection?.events.map((event) => ('from' in event ? event.from : 'closed'))).to.deep.equal([
      'client',
      'client',
      'server',
      'server',
    ]);
    for (const { at } of connection?.events ?? []) expect(at).to.be.within(0, 10_000);
    expect(connection?.events[1]).to.include({ text: 'garbage' });
    expect(JSON.stringify(recording)).not.to.contain('secret-token');
  });

  it('listens to one socket, and to its end', async () => {
    const backend = await start();
    const front = new FrontEnd();
    const recorder = record({ socket: front.socket });
    await front.opened;
    front.send('PING');
    await backend.settled();
    front.socket.close(1000, 'done');
    await backend.settled();
    const { events } = recorder.stop().connections[0] ?? { events: [] };
    expect(events.map((event) => ('closed' in event ? event.closed : event.from))).to.deep.equal([
      'client',
      'server',
      { code: 1000, reason: 'done' },
    ]);
    await backend.stop();
  });

  it('listens to its address only, and puts WebSocket back', async () => {
    const backend = await start({ serve: { 'ws://localhost:9000/ws': 'plugin' } });
    const elsewhere = record({ url: ADDRESS });
    await new FrontEnd('ws://localhost:9000/ws').opened;
    expect(elsewhere.stop().connections).to.deep.equal([]);
    await backend.stop();
    const before = WebSocket;
    expect(() => record({ url: 'nowhere' })).to.throw(TypeError, '"nowhere"');
    const recorder = record({ url: ADDRESS });
    expect(WebSocket).not.to.equal(before);
    recorder.stop();
    expect(WebSocket).to.equal(before);
  });
});

describe('replay', () => {
  const replay = async (recording: Recording, options = {}) => {
    const backend = await start({ replay: recording, ...options });
    const front = new FrontEnd();
    await front.opened;
    return { backend, front };
  };

  it('answers as was recorded, to the ids of now', async () => {
    const recording = await session();
    const { backend, front } = await replay(recording);
    front.send('PLUGIN_ADD', { track_id: 'main', name: 'Reverb' }, 'now_1');
    await backend.settled();
    front.turn(added(front), 0.2);
    await backend.settled();
    expect(front.frames.map(({ id, type }) => [id.replace(/_[0-9a-f]{32}/, ''), type])).to.deep.equal([
      ['now_1', 'PLUGIN_ADD'],
      ['broadcast', 'PLUGIN_STATE_UPDATE'],
      ['msg_2', 'PLUGIN_PARAMETER'],
      ['broadcast', 'PLUGIN_STATE_UPDATE'],
    ]);
    expect(JSON.stringify(recording)).to.contain(added(front));
    expect(backend.unrecorded).to.deep.equal([]);
    backend.expectRecorded();
    await backend.stop();
  });

  it('says in words what came that was not recorded', async () => {
    const { backend, front } = await replay(await session());
    front.send('PLUGIN_ADD', { track_id: 'main', name: 'Reverb' });
    await backend.settled();
    front.turn(added(front), 0.3);
    front.send('RACK_BYPASS', { track_id: 'main', bypass: true });
    front.turn(added(front), 0.2);
    front.turn(added(front), 0.2);
    await backend.settled();
    expect(backend.unrecorded).to.have.length(3);
    expect(backend.unrecorded[0]).to.equal(
      'expected PLUGIN_PARAMETER as was recorded, got another: data.parameter_value: expected 0.2 but got 0.3',
    );
    expect(backend.unrecorded[1]).to.equal(
      'expected one of the messages that were recorded (PLUGIN_ADD, PLUGIN_PARAMETER), got RACK_BYPASS',
    );
    expect(backend.unrecorded[2]).to.contain('expected PLUGIN_PARAMETER once, as was recorded, got one more');
    expect(front.types.filter((type) => type === 'ERROR')).to.have.length(3);
    expect(() => backend.expectRecorded()).to.throw('got RACK_BYPASS');
    await backend.stop();
  });

  it('takes ids that the client makes for those that were recorded', async () => {
    const act = (plugin_id: string) => async (front: FrontEnd) => {
      front.send('PLUGIN_ADD', { track_id: 'main', name: 'Reverb', plugin_id }, `add_${plugin_id}`);
      front.turn(plugin_id, 0.2);
    };
    const { backend, front } = await replay(await recordSession(act('mine_1')));
    await act('mine_2')(front);
    await backend.settled();
    expect(backend.unrecorded).to.deep.equal([]);
    expect(front.frames.map(({ data }) => data.plugin_id)).to.deep.equal(['mine_2', 'mine_2', 'mine_2', 'mine_2']);
    await backend.stop();
  });

  it('keeps the time that it took then where that is wanted, and answers heartbeats as often as they come', async () => {
    const recording: Recording = {
      format: 1,
      recorded: '2026-01-01T00:00:00.000Z',
      connections: [
        {
          url: ADDRESS,
          events: [
            { at: 10, from: 'client', frame: { id: 'p', type: 'PING' } },
            { at: 250, from: 'server', frame: { id: 'p', type: 'PONG', data: {} } },
          ],
        },
      ],
    };
    const { backend, front } = await replay(recording, { clock: 'virtual', pace: 'recorded' });
    for (const id of ['a', 'b']) {
      front.socket.send(JSON.stringify({ id, type: 'PING' }));
      await backend.clock.advance(239);
      expect(front.answers(id)).to.have.length(0);
      await backend.clock.advance(1);
      expect(front.answers(id)).to.have.length(1);
    }
    expect(backend.unrecorded).to.deep.equal([]);
    await backend.stop();
    const at = await replay(recording, { clock: 'virtual' });
    const id = at.front.send('PING');
    await at.backend.settled();
    expect(at.front.answers(id), 'at once').to.have.length(1);
  });

  it('has the same faults, and refuses what a recording cannot do', async () => {
    const { backend, front } = await replay(await session());
    backend.fault('PLUGIN_ADD', { drop: true });
    front.send('PLUGIN_ADD', { track_id: 'main', name: 'Reverb' });
    await backend.settled();
    expect(front.types).to.deep.equal(['PLUGIN_STATE_UPDATE']);
    expect(() => backend.state()).to.throw('a recording holds no state');
    expect(() => backend.fault('PLUGIN_ADD', { storageFull: true })).to.throw('stores nothing');
    const second = new FrontEnd();
    await second.opened;
    await backend.settled();
    expect(second.closed?.code).to.equal(1008);
    expect(backend.unrecorded).to.deep.equal([`expected no further connection than was recorded, got one to ${ADDRESS}`]);
    await backend.stop();
  });
});
