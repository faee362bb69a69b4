import { expect } from 'chai';
import { deleteDatabases } from '../../store/testing/database.ts';
import type { Server } from '../server.ts';
import { TestClient } from '../testing/connect.ts';
import { startServer } from '../testing/start.ts';

/** A frame in the store's form, as it came. */
interface StoreFrame {
  readonly id: string;
  readonly type: string;
  readonly timestamp?: string;
  readonly data: Record<string, unknown>;
}

describe("the store's form", () => {
  let server: Server;
  let ids = 0;
  beforeEach(async () => {
    server = await startServer();
    await new TestClient(server).ask('PING');
  });
  afterEach(() => server.close(1001, ''));
  after(deleteDatabases);

  const URL_8350 = { url: 'ws://localhost:8350/ws?token=x' };
  const framesOf = (client: TestClient) => client.frames as unknown as StoreFrame[];
  /** Sends a command; gives everything that came with its id. */
  const command = async (client: TestClient, type: string, data?: unknown, more: object = {}) => {
    ids += 1;
    const id = `cmd_${ids}`;
    client.send({ id, type, timestamp: '2026-01-01T00:00:00Z', data, ...more });
    // Everything before this reply has been answered.
    await client.ask('PING');
    return framesOf(client).filter((frame) => frame.id === id);
  };
  const add = async (client: TestClient, name = 'reverb') => {
    const [reply] = await command(client, 'plugin.add', { track_id: 'main', plugin_name: name });
    return { track_id: 'main', plugin_id: reply?.data.plugin_id as string };
  };

  it('answers a command in the form it was asked in, and with an ack', async () => {
    const client = new TestClient(server);
    const answers = await command(client, 'plugin.add', { track_id: 'main', plugin_name: 'Reverb' });
    expect(answers).to.have.length(2);
    const [reply, ack] = answers;
    expect(reply).to.have.all.keys('id', 'type', 'timestamp', 'data');
    expect(reply).to.include({ type: 'plugin.add' });
    expect(reply?.timestamp).to.match(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(reply?.data).to.include({ track_id: 'main', name: 'Reverb', plugin_name: 'Reverb', success: true });
    expect(ack).to.have.all.keys('id', 'type', 'timestamp', 'data');
    expect(ack?.type).to.equal('ack');
    expect(ack?.data).to.deep.include({ original_message_id: reply?.id, success: true, data: reply?.data });
    expect(ack?.data.message).to.equal('plugin.add was carried out');
  });

  it('knows every command, by the names that its clients use', async () => {
    const client = new TestClient(server, 'p', URL_8350);
    const plugin = await add(client);
    const bypass = await command(client, 'plugin.bypass', { ...plugin, bypassed: true });
    expect(bypass[0]?.data).to.include({ bypass: true, bypassed: true });
    const turned = await command(client, 'plugin.parameter', { ...plugin, parameter_id: 'damping', value: 0.9 });
    expect(turned[0]?.data).to.include({ parameter_value: 0.9, value: 0.9 });
    for (const [type, data] of [
      ['plugin.parameters_get', plugin],
      ['plugin.preset', { ...plugin, preset_data: { damping: 0.1 } }],
      ['plugin.move', { ...plugin, position: 0 }],
      ['plugin.parameter.batch', { ...plugin, parameters: [{ parameter_id: 'damping', parameter_value: 0.2 }] }],
      ['rack.bypass', { track_id: 'main', bypassed: false }],
      ['session.state_get', {}],
      ['preset.list', {}],
      ['undo', {}],
      ['plugin.remove', plugin],
    ] as const) {
      const answers = await command(client, type, data);
      expect(
        answers.map((answer) => answer.type),
        type,
      ).to.deep.equal([type, 'ack']);
    }
  });

  it('takes a batch across plugins as one: all of it, or nothing', async () => {
    const client = new TestClient(server);
    const [one, other] = [await add(client), await add(client, 'compressor')];
    const changes = [
      { ...one, parameter_id: 'damping', value: 0.9 },
      { ...other, parameter_id: 'threshold', value: -40 },
      { ...one, parameter_id: 'width', value: 0.5 },
    ];
    const answers = await command(client, 'plugin.batch', { changes, debounce_ms: 50, apply_immediately: true });
    expect(answers.map(({ type }) => type)).to.deep.equal(['plugin.batch', 'ack']);
    expect(answers[0]?.data).to.deep.include({ success: true, debounce_ms: 50, apply_immediately: true });
    expect(answers[0]?.data.changes).to.have.deep.members(changes);
    const values = async () => {
      const { tracks } = await client.request('SESSION_STATE_GET', {});
      return tracks[0]?.plugins.map(({ parameters }) => [parameters.damping, parameters.width, parameters.threshold]);
    };
    expect(await values()).to.deep.equal([
      [0.9, 0.5, undefined],
      [undefined, undefined, -40],
    ]);
    const wrong = await command(client, 'plugin.batch', {
      changes: [
        { ...one, parameter_id: 'damping', value: 0.1 },
        { ...other, parameter_id: 'threshold', value: 4000 },
      ],
    });
    expect(wrong.map(({ type }) => type)).to.deep.equal(['error']);
    expect(wrong[0]?.data).to.include({ code: 'INVALID_PARAMETER' });
    expect((await values())?.[0]).to.deep.equal([0.9, 0.5, undefined]);
  });

  it('refuses a batch that is none, saying where', async () => {
    const client = new TestClient(server);
    const plugin = await add(client);
    const many = Array.from({ length: 101 }, () => ({ ...plugin, parameter_id: 'damping', value: 0.1 }));
    for (const [changes, words] of [
      [7, 'plugin.batch.data.changes: expected a list, got number'],
      [[], 'plugin.batch.data.changes: expected at least one change'],
      [many, 'expected at most 100 changes, got 101'],
      [['x'], 'plugin.batch.data.changes.0: expected {track_id, plugin_id, parameter_id, value}, got string'],
      [[{ parameter_id: 'damping', value: 1 }], 'data.track_id: expected'],
    ] as const) {
      const [answer] = await command(client, 'plugin.batch', { changes });
      expect(answer?.type).to.equal('error');
      expect(answer?.data.error).to.contain(words);
    }
  });

  it('says an error in its own form, with the documented code and details', async () => {
    const client = new TestClient(server, 'p', URL_8350);
    const [error, ...more] = await command(client, 'plugin.remove', { track_id: 'nowhere', plugin_id: 'x' });
    expect(more).to.deep.equal([]);
    expect(error).to.have.all.keys('id', 'type', 'timestamp', 'data').and.include({ type: 'error' });
    expect(error?.data).to.deep.include({ code: 'TRACK_NOT_FOUND', details: { track_id: 'nowhere' } });
    expect(error?.data.message).to.equal(error?.data.error);
    client.raw('{');
    expect(framesOf(client).at(-1)).to.include({ type: 'error' }).and.have.nested.property('data.code', 'INVALID_MESSAGE');
    expect((await command(client, 'plugin.sing', {}))[0]?.data).to.include({ code: 'UNKNOWN_MESSAGE_TYPE' });
  });

  it('answers a heartbeat, without an ack', () => {
    const client = new TestClient(server);
    client.raw('{"type":"heartbeat","id":"h1"}');
    expect(framesOf(client).map(({ id, type }) => [id, type])).to.deep.equal([['h1', 'heartbeat_response']]);
    expect(framesOf(client)[0]?.data).to.have.property('timestamp');
  });

  it('broadcasts in the form that each socket speaks; two forms share one session', async () => {
    const [documented, store, silent] = [new TestClient(server, 'a'), new TestClient(server, 'b'), new TestClient(server, 'c', URL_8350)];
    await documented.ask('PING');
    store.raw('{"type":"heartbeat"}');
    const plugin = await documented.add('delay');
    await command(store, 'plugin.parameter', { ...plugin, parameter_id: 'feedback', value: 0.25 });
    expect(documented.takeTypes()).to.deep.equal(['PONG', 'PLUGIN_ADD', 'PLUGIN_STATE_UPDATE', 'PLUGIN_PARAMETER', 'PLUGIN_STATE_UPDATE']);
    expect(store.takeTypes()).to.deep.equal([
      'heartbeat_response',
      'plugin.add',
      'plugin.state_update',
      'plugin.parameter',
      'ack',
      'plugin.state_update',
      'PONG',
    ]);
    expect(silent.takeTypes()).to.deep.equal(['plugin.add', 'plugin.state_update', 'plugin.parameter', 'plugin.state_update']);
  });

  it('answers each frame in its own form, though the socket is bound to its first', async () => {
    const client = new TestClient(server);
    expect((await client.ask('PING')).type).to.equal('PONG');
    const plugin = await add(client);
    expect(framesOf(client).at(-2)?.type).to.equal('PLUGIN_STATE_UPDATE');
    expect((await client.ask('PLUGIN_PARAMETERS_GET', plugin)).type).to.equal('PLUGIN_PARAMETERS_GET');
  });

  it('takes AUTH too', async () => {
    const client = new TestClient(server, 'p', URL_8350);
    const answers = await command(client, 'auth', { token: 'x', user_id: 'ann' });
    expect(answers.map(({ type }) => type)).to.deep.equal(['auth_success', 'ack']);
    expect(answers[0]?.data).to.include({ user_id: 'ann' });
  });
});
