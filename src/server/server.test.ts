import { expect } from 'chai';
import { databaseName, deleteDatabases } from '../store/testing/database.ts';
import type { StateUpdate } from '../wire/replies.ts';
import type { Server } from './server.ts';
import { TestClient } from './testing/connect.ts';
import { startServer } from './testing/start.ts';

describe('server', () => {
  let server: Server;
  let client: TestClient;

  beforeEach(async () => {
    server = await startServer();
    client = new TestClient(server);
  });
  afterEach(() => server.close(1001, 'the test is over'));
  after(deleteDatabases);

  it('adds a plugin as the reference shows it', async () => {
    client.raw(
      JSON.stringify({
        id: 'msg_001',
        type: 'PLUGIN_ADD',
        data: { track_id: 'track_123', name: 'Reverb', plugin_path: '/path/to/reverb.vst3', plugin_id: '' },
        user_id: 'user_456',
        session_id: 'session_789',
      }),
    );
    await client.ask('PING');
    const [reply, update] = client.frames;
    expect(reply).to.deep.include({ id: 'msg_001', type: 'PLUGIN_ADD', user_id: 'user_456', session_id: 'session_789' });
    expect(reply?.data).to.deep.include({
      track_id: 'track_123',
      name: 'Reverb',
      plugin_path: '/path/to/reverb.vst3',
      success: true,
      parameters: { wet_dry: 0.5, room_size: 0.7, damping: 0.3, pre_delay: 0.01, high_freq: 8000, low_freq: 200, width: 1 },
    });
    expect(reply?.data)
      .to.have.property('plugin_id')
      .that.matches(/^[A-Za-z0-9_]+$/);
    expect(reply?.data).to.not.have.property('position');
    expect(update?.type).to.equal('PLUGIN_STATE_UPDATE');
    expect(update?.session_id).to.equal('session_789');
    expect(update?.data as StateUpdate).to.include({ track_id: 'track_123', state: 'added', changed_by: 'user_456' });
    expect(update?.data)
      .to.have.property('timestamp')
      .that.matches(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  it('keeps what it acknowledged: another server over the same database has it', async () => {
    const name = databaseName();
    const first = await startServer({ name });
    const plugin = await new TestClient(first).add('comp');
    const writer = new TestClient(first);
    await writer.request('PLUGIN_PARAMETER', { ...plugin, parameter_id: 'threshold', parameter_value: -33 });
    const before = await writer.request('SESSION_STATE_GET', {});
    const second = await startServer({ name });
    expect(await new TestClient(second).request('SESSION_STATE_GET', {})).to.deep.equal(before);
    await Promise.all([first.close(1001, ''), second.close(1001, '')]);
  });
});
