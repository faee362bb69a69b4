import { expect } from 'chai';
import { deleteDatabases } from '../store/testing/database.ts';
import { isRequestType, type RequestType, requestSchemas } from '../wire/requests.ts';
import { createServer, type Server } from './server.ts';
import { TestClient } from './testing/connect.ts';
import { wrongDataFor } from './testing/contract.ts';
import { startServer } from './testing/start.ts';

/** One valid request of each type; `track_id` "main" has a reverb with the id "space". */
const VALID: Record<RequestType, Record<string, unknown> | undefined> = {
  PLUGIN_ADD: { track_id: 'main', name: 'Equalizer', plugin_path: '', plugin_id: '', position: 0 },
  PLUGIN_REMOVE: { track_id: 'main', plugin_id: 'space' },
  PLUGIN_PARAMETER: { track_id: 'main', plugin_id: 'space', parameter_id: 'damping', parameter_value: 0.9 },
  PLUGIN_PARAMETER_BATCH: {
    track_id: 'main',
    plugin_id: 'space',
    parameters: [
      { parameter_id: 'wet_dry', parameter_value: 0.6 },
      { parameter_id: 'room_size', parameter_value: 0.8 },
    ],
    timestamp: '2024-01-01T12:00:00Z',
  },
  PLUGIN_BYPASS: { track_id: 'main', plugin_id: 'space', bypass: true },
  PLUGIN_PRESET: { track_id: 'main', plugin_id: 'space', preset_data: { wet_dry: 0.6, pre_delay: 0.02 }, preset_name: 'Mine' },
  PLUGIN_PARAMETERS_GET: { track_id: 'main', plugin_id: 'space' },
  PLUGIN_MOVE: { track_id: 'main', plugin_id: 'space', position: 0 },
  RACK_BYPASS: { track_id: 'main', bypass: true },
  RACK_LOAD: { track_id: 'main', plugins: [{ effect: 'delay' }], preset_name: 'Mine' },
  SESSION_STATE_GET: {},
  PLUGIN_CATALOG_GET: {},
  PRESET_LIST: { effect: 'reverb' },
  PRESET_SAVE: { effect: 'reverb', name: 'Mine', parameters: { wet_dry: 0.1 }, plugins: [], replace: true },
  PRESET_DELETE: { effect: 'reverb', name: 'Mine' },
  UNDO: { steps: 1 },
  REDO: { steps: 1 },
  HISTORY_GET: { limit: 10 },
  PRESENCE: { plugin_id: 'space', parameter_id: 'damping', held: true },
  PROVENANCE_GET: { entity_id: 'space', track_id: 'main', limit: 10, verify: true },
  AUTH: { token: '', user_id: 'ann', session_id: 'default' },
  PING: undefined,
};

describe('contract of each message', () => {
  let server: Server;
  let client: TestClient;

  beforeEach(async () => {
    server = await startServer();
    client = new TestClient(server);
    await client.request('PLUGIN_ADD', { track_id: 'main', name: 'reverb', plugin_id: 'space' });
  });
  afterEach(() => server.close(1001, 'the test is over'));
  after(deleteDatabases);

  for (const type of Object.keys(requestSchemas)) {
    if (!isRequestType(type)) throw new Error(`${type} is no request`);
    const valid = VALID[type];

    it(`${type}: a valid one is answered once, in the envelope it came in`, async () => {
      if (type === 'PRESET_DELETE') await client.request('PRESET_SAVE', { effect: 'reverb', name: 'Mine', parameters: {} });
      client.takeTypes();
      const reply = await client.ask(type, valid, { session_id: 'default', user_id: 'ann' });
      expect(reply.type).to.equal({ PING: 'PONG', AUTH: 'AUTH_SUCCESS' }[type as string] ?? type);
      expect(reply).to.include({ user_id: 'ann', session_id: 'default' });
      if (type === 'PING') expect(reply.data).to.have.property('timestamp');
      else expect(reply.data).to.have.property('success', true);
      await client.ask('PING');
      expect(client.frames.filter(({ id }) => id === reply.id)).to.have.length(1);
    });

    if (valid) {
      it(`${type}: each wrong field is refused by name, and changes nothing`, async () => {
        const other = new TestClient(server);
        const before = await client.request('SESSION_STATE_GET', {});
        client.takeTypes();
        for (const { title, data, names } of wrongDataFor(type, valid)) {
          const refusal = await client.refusal(type, data);
          expect(refusal.code, title).to.equal('INVALID_MESSAGE');
          expect(refusal.error, title)
            .to.match(/expected/i)
            .and.contain(`${type}.data.${names}`);
        }
        for (const data of ['text', 3, [], true]) expect((await client.refusal(type, data)).code).to.equal('INVALID_MESSAGE');
        expect(await client.request('SESSION_STATE_GET', {})).to.deep.equal(before);
        expect(client.takeTypes()).to.not.include('PLUGIN_STATE_UPDATE');
        expect(other.frames).to.deep.equal([]);
      });
    }
  }

  it('refuses what is no frame, says what came, and goes on', async () => {
    const nested = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const cases: [frame: unknown, code: string, words: string][] = [
      ['', 'INVALID_MESSAGE', 'JSON'],
      ['{', 'INVALID_MESSAGE', 'JSON'],
      ['{"id":"a","type":"PLUGIN_PARAMETER","data":{"parameter_value":NaN}}', 'INVALID_MESSAGE', 'JSON'],
      ['null', 'INVALID_MESSAGE', 'null'],
      ['[]', 'INVALID_MESSAGE', 'list'],
      ['3', 'INVALID_MESSAGE', 'number'],
      [nested, 'INVALID_MESSAGE', 'expected a frame'],
      [undefined, 'INVALID_MESSAGE', 'undefined'],
      [new Uint8Array(3), 'INVALID_MESSAGE', 'binary'],
      [{ id: 'a', type: 'PING' }, 'INVALID_MESSAGE', 'object'],
      ['{"type":"PLUGIN_CATALOG_GET"}', 'INVALID_MESSAGE', 'id'],
      ['{"id":"a"}', 'INVALID_MESSAGE', 'type'],
      ['{"id":"a","type":7}', 'INVALID_MESSAGE', 'type'],
      ['{"id":"a","type":"PING","user_id":7}', 'INVALID_MESSAGE', 'user_id'],
      ['{"id":"a","type":"plugin"}', 'UNKNOWN_MESSAGE_TYPE', '"plugin"'],
      ['{"id":"a","type":"__proto__"}', 'UNKNOWN_MESSAGE_TYPE', '__proto__'],
      ['{"id":"a","type":"constructor"}', 'UNKNOWN_MESSAGE_TYPE', 'constructor'],
      [`{"id":"a","type":"PING","data":"${'x'.repeat(2 * 1024 * 1024)}"}`, 'INVALID_MESSAGE', 'at most 1048576'],
    ];
    for (const [frame, code, words] of cases) {
      client.frames.length = 0;
      client.raw(frame);
      const [answer] = client.frames;
      expect(answer, String(frame).slice(0, 80)).to.have.property('type', 'ERROR');
      expect(answer?.data).to.have.property('code', code);
      expect(answer?.data).to.have.property('error').that.contains(words);
      expect(JSON.stringify(answer).length).to.be.below(2000);
    }
    expect((await client.ask('PING')).type).to.equal('PONG');
  });

  it('answers an error to whoever sent the frame, with the id it had', () => {
    client.frames.length = 0;
    client.raw('{"id":"q7","type":"NOPE","user_id":"ann","session_id":"s"}');
    expect(client.frames[0]).to.include({ id: 'q7', type: 'ERROR', user_id: 'ann', session_id: 's' });
  });

  it('answers a fault in itself with ENGINE_ERROR, reports it, and goes on', async () => {
    const reports: string[] = [];
    const faulty = createServer({
      store: {
        load: async () => ({ sessions: [], presets: [], problems: [] }),
        write: async () => {},
        provenance: async () => ({ records: [], heads: [] }),
        close: () => {},
      },
      randomId: () => {
        throw new TypeError('no entropy');
      },
      report: (message) => reports.push(message),
    });
    const visitor = new TestClient(faulty);
    const refusal = await visitor.refusal('PLUGIN_ADD', { track_id: 'main', name: 'eq' });
    expect(refusal.code).to.equal('ENGINE_ERROR');
    expect(refusal.details).to.have.property('engine_error').that.contains('no entropy');
    expect(reports).to.deep.equal(['the handler of PLUGIN_ADD failed']);
    expect((await visitor.ask('PING')).type).to.equal('PONG');
  });
});
