import { expect } from 'chai';
import { deleteDatabases } from '../../store/testing/database.ts';
import { HISTORY_LIMIT } from '../../wire/limits.ts';
import type { Server } from '../server.ts';
import { TestClient } from '../testing/connect.ts';
import { startServer } from '../testing/start.ts';

describe('history', () => {
  let server: Server;
  let client: TestClient;

  beforeEach(async () => {
    server = await startServer();
    client = new TestClient(server);
  });
  afterEach(() => server.close(1001, 'the test is over'));
  after(deleteDatabases);

  const history = async (data = {}, envelope = {}) => (await client.request('HISTORY_GET', data, envelope)).messages;

  it('tells the changes of a session as they were accepted, and nothing else', async () => {
    const reply = await client.ask('PLUGIN_ADD', { track_id: 'main', name: 'eq', plugin_id: 'tone' }, { user_id: 'ann' });
    await client.request('SESSION_STATE_GET', {});
    await client.refusal('PLUGIN_BYPASS', { track_id: 'main', plugin_id: 'nope', bypass: true });
    await client.request('PRESENCE', {});
    await client.request('PRESET_SAVE', { effect: 'eq', name: 'Mine', parameters: {} });
    await client.request('UNDO', {}, { user_id: 'ann' });
    await client.request('UNDO', {}, { user_id: 'ann' });
    const messages = await history();
    expect(messages.map(({ type }) => type)).to.deep.equal(['PLUGIN_ADD', 'PRESET_SAVE', 'UNDO']);
    expect(messages[0]).to.deep.include({ id: reply.id, data: reply.data, user_id: 'ann' });
    expect(messages[0]?.timestamp).to.match(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(await history({ limit: 1 })).to.deep.equal(messages.slice(-1));
    expect(await history({}, { session_id: 'studio' })).to.deep.equal([]);
  });

  it(`keeps the last ${HISTORY_LIMIT}`, async () => {
    const plugin = await client.add('reverb');
    const turns = Array.from({ length: HISTORY_LIMIT + 5 }, (_, index) =>
      client.ask('PLUGIN_PARAMETER', { ...plugin, parameter_id: 'damping', parameter_value: index / 200 }),
    );
    const replies = await Promise.all(turns);
    expect((await history()).map(({ id }) => id)).to.deep.equal(replies.slice(-HISTORY_LIMIT).map(({ id }) => id));
    expect(server.state?.messages('default')).to.have.length(HISTORY_LIMIT);
  });

  it('holds what came before in the same group, and not what could not be stored', async () => {
    let isFull = false;
    const failing = await startServer({
      store: {
        load: async () => ({ sessions: [], presets: [], problems: [] }),
        write: async () => {
          if (isFull) throw new DOMException('', 'QuotaExceededError');
        },
        provenance: async () => ({ records: [], heads: [] }),
        close: () => {},
      },
    });
    client = new TestClient(failing);
    const [, , after] = await Promise.all([client.add('eq'), client.add('eq'), history()]);
    expect(after).to.have.length(2);
    isFull = true;
    await client.refusal('PLUGIN_ADD', { track_id: 'main', name: 'eq' });
    expect(await history()).to.have.length(2);
    await failing.close(1001, '');
  });
});
