import { expect } from 'chai';
import { deleteDatabases } from '../store/testing/database.ts';
import type { ServerFrames } from '../wire/replies.ts';
import { Gates } from './gates/gates.ts';
import { createServer, type Server, type ServerOptions } from './server.ts';
import { HandClock } from './testing/clock.ts';
import { type Received, TestClient } from './testing/connect.ts';
import { startServer } from './testing/start.ts';

/** Each message and each error in the very form that plain clients were written against. */

const ENVELOPE = { user_id: 'user_456', session_id: 'session_789' };
const PLUGIN = { track_id: 'track_123', plugin_id: 'plugin_abc123' };

describe('the messages as plain clients know them', () => {
  let clock: HandClock;
  let server: Server;
  let client: TestClient;

  const begin = async (options: Partial<ServerOptions> = {}) => {
    server = await startServer({ clock, ...options });
    client = new TestClient(server);
    await client.request('PLUGIN_ADD', { ...PLUGIN, name: 'Reverb', plugin_path: '/path/to/reverb.vst3' }, ENVELOPE);
    client.frames.length = 0;
  };
  beforeEach(() => {
    clock = new HandClock();
    return begin();
  });
  afterEach(() => server.close(1001, 'the test is over'));
  after(deleteDatabases);

  /** Sends it as text, and gives what the sender is answered, all of it. */
  const exchange = async (type: string, data: object, id = 'msg_002') => {
    client.frames.length = 0;
    client.raw(JSON.stringify({ id, type, data, ...ENVELOPE }));
    await client.ask('PING');
    return client.frames.filter((frame) => frame.id === id);
  };

  for (const [type, data, more] of [
    ['PLUGIN_REMOVE', PLUGIN, {}],
    ['PLUGIN_PARAMETER', { ...PLUGIN, parameter_id: 'wet_dry', parameter_value: 0.75 }, {}],
    ['PLUGIN_BYPASS', { ...PLUGIN, bypass: true }, {}],
    ['PLUGIN_PRESET', { ...PLUGIN, preset_data: { wet_dry: 0.6, room_size: 0.8, damping: 0.4, pre_delay: 0.02 } }, {}],
    [
      'PLUGIN_PARAMETERS_GET',
      PLUGIN,
      { parameters: { wet_dry: 0.5, room_size: 0.7, damping: 0.3, pre_delay: 0.01, high_freq: 8000, low_freq: 200, width: 1 } },
    ],
    [
      'PLUGIN_PARAMETER_BATCH',
      {
        ...PLUGIN,
        parameters: [
          { parameter_id: 'wet_dry', parameter_value: 0.6 },
          { parameter_id: 'room_size', parameter_value: 0.8 },
          { parameter_id: 'damping', parameter_value: 0.4 },
        ],
        timestamp: '2024-01-01T12:00:00Z',
      },
      {},
    ],
  ] as const) {
    it(`${type} is answered with what was asked, and success`, async () => {
      const [reply, ...others] = await exchange(type, data);
      expect(others).to.deep.equal([]);
      expect(reply).to.deep.include({ id: 'msg_002', type, ...ENVELOPE });
      // A preset is answered with the full set that it leads to, of which the given values are part.
      const { preset_data: asked, ...rest } = data as { preset_data?: object };
      const { preset_data: answered, ...answer } = (reply as Received).data as { preset_data?: object };
      expect(answer).to.deep.equal({ ...rest, ...more, success: true });
      if (asked) expect(answered).to.deep.include(asked);
    });
  }

  it('an envelope may carry a timestamp and a signature, or lack user and session', async () => {
    const frame = { id: 'msg_009', type: 'PLUGIN_CATALOG_GET', data: {} };
    for (const more of [{}, { timestamp: '2024-01-01T12:00:00Z' }, { user_id: 'user_456' }, { session_id: 'session_789' }]) {
      client.frames.length = 0;
      client.send({ ...frame, ...more });
      expect(client.frames[0]).to.include({ id: 'msg_009', type: 'PLUGIN_CATALOG_GET' });
    }
  });

  describe('errors, with their details', () => {
    const refused = async (type: string, data: object) => {
      const [answer, ...others] = await exchange(type, data, 'msg_007');
      expect(others).to.deep.equal([]);
      expect(answer).to.include({ id: 'msg_007', type: 'ERROR', ...ENVELOPE });
      const { error, code, details } = (answer as Received).data as ServerFrames['ERROR'];
      expect(error).to.match(/\w+ \w+/);
      return { code, details };
    };

    it('PLUGIN_NOT_FOUND {plugin_id, track_id}', async () => {
      expect(await refused('PLUGIN_PARAMETERS_GET', { ...PLUGIN, plugin_id: 'plugin_invalid' })).to.deep.equal({
        code: 'PLUGIN_NOT_FOUND',
        details: { plugin_id: 'plugin_invalid', track_id: 'track_123' },
      });
    });

    it('TRACK_NOT_FOUND {track_id}', async () => {
      expect(await refused('PLUGIN_REMOVE', { ...PLUGIN, track_id: 'nowhere' })).to.deep.equal({
        code: 'TRACK_NOT_FOUND',
        details: { track_id: 'nowhere' },
      });
    });

    it('INVALID_PARAMETER {parameter_id, parameter_value, validation_error}', async () => {
      const { code, details } = await refused('PLUGIN_PARAMETER', { ...PLUGIN, parameter_id: 'wet_dry', parameter_value: 7 });
      expect(code).to.equal('INVALID_PARAMETER');
      expect(details).to.include({
        parameter_id: 'wet_dry',
        parameter_value: 7,
        validation_error: 'expected a number from 0 to 1, got 7',
      });
    });

    it('PRESET_LOAD_FAILED {plugin_id, preset_error}', async () => {
      const { code, details } = await refused('PLUGIN_PRESET', { ...PLUGIN, preset_data: { wet_dry: 'loud' } });
      expect(code).to.equal('PRESET_LOAD_FAILED');
      expect(details).to.have.property('plugin_id', PLUGIN.plugin_id);
      expect(details).to.have.property('preset_error').that.contains('wet_dry').and.contains('"loud"');
    });

    it('ENGINE_ERROR {engine_error}', async () => {
      const full = createServer({
        store: {
          load: async () => ({ sessions: [], presets: [], problems: [] }),
          write: () => Promise.reject(new DOMException('no room', 'QuotaExceededError')),
          provenance: async () => ({ records: [], heads: [] }),
          close: () => {},
        },
      });
      const { code, details } = await new TestClient(full).refusal('PLUGIN_ADD', { track_id: 'main', name: 'eq' });
      expect(code).to.equal('ENGINE_ERROR');
      expect(details).to.have.property('engine_error').that.contains('storage');
    });

    it('UNAUTHORIZED {user_id, required_permission}', async () => {
      await server.close(1001, '');
      server = await startServer({ clock, auth: { verify: async () => ({ user_id: 'user_456', permissions: ['plugin:read'] }) } });
      client = new TestClient(server, 'page', { token: 'any' });
      expect(await refused('PLUGIN_ADD', { track_id: 'main', name: 'eq' })).to.deep.equal({
        code: 'UNAUTHORIZED',
        details: { user_id: 'user_456', required_permission: 'plugin:add' },
      });
    });

    it('RATE_LIMITED {retry_after, limit}', async () => {
      await server.close(1001, '');
      await begin({ limits: { operations: 2 } });
      await exchange('PLUGIN_BYPASS', { ...PLUGIN, bypass: true });
      expect(await refused('PLUGIN_BYPASS', { ...PLUGIN, bypass: false })).to.deep.equal({
        code: 'RATE_LIMITED',
        details: { retry_after: 0.5, limit: 2 },
      });
    });
  });

  it('a plugin and its values outlast ten minutes of silence, and any rest', async () => {
    await exchange('PLUGIN_PARAMETER', { ...PLUGIN, parameter_id: 'damping', parameter_value: 0.9 });
    for (const minutes of [9, 2, 24 * 60]) {
      clock.advance(minutes * 60_000);
      server.sweep();
      const { parameters } = await new TestClient(server).request('PLUGIN_PARAMETERS_GET', PLUGIN, ENVELOPE);
      expect(parameters.damping).to.equal(0.9);
    }
  });

  it('every five minutes what is over is forgotten, and no sooner', () => {
    const gates = new Gates({ limits: {} }, 0);
    const sweeps: number[] = [];
    gates.throttle.sweep = (now) => sweeps.push(now);
    for (let now = 0; now <= 900_000; now += 10_000) gates.sweep([], now);
    expect(sweeps).to.deep.equal([300_000, 600_000, 900_000]);
  });
});
