import { expect } from 'chai';
import { deleteDatabases } from '../../store/testing/database.ts';
import type { PresenceData } from '../../wire/replies.ts';
import type { Server } from '../server.ts';
import { TestClient } from '../testing/connect.ts';
import { startServer } from '../testing/start.ts';

const ANN = { user_id: 'ann' };
const BO = { user_id: 'bo' };

describe('presence', () => {
  let server: Server;
  let ann: TestClient;
  let bo: TestClient;
  let plugin: { track_id: string; plugin_id: string };

  beforeEach(async () => {
    server = await startServer();
    ann = new TestClient(server, 'page A');
    bo = new TestClient(server, 'page B');
    plugin = await ann.add('reverb');
    for (const client of [ann, bo]) client.takeTypes();
  });
  afterEach(() => server.close(1001, 'the test is over'));
  after(deleteDatabases);

  const hold = (client: TestClient, parameter_id: string, held: boolean, envelope = {}) =>
    client.request('PRESENCE', { plugin_id: plugin.plugin_id, parameter_id, held }, envelope);
  const users = ({ present }: PresenceData) => present.map(({ user_id, holds }) => [user_id, ...holds.map((held) => held.parameter_id)]);
  const told = (client: TestClient) =>
    client.frames
      .splice(0)
      .flatMap(({ type, id, data }) => (type === 'PRESENCE' && id.startsWith('broadcast_') ? [data as PresenceData] : []));

  it('begins with the first PRESENCE of a connection, and tells other pages', async () => {
    expect(users(await ann.request('PRESENCE', {}, ANN))).to.deep.equal([['ann']]);
    expect(told(bo).map(users)).to.deep.equal([[['ann']]]);
    const reply = await bo.request('PRESENCE', {}, BO);
    expect(users(reply)).to.deep.equal([['ann'], ['bo']]);
    expect(reply.present[1]?.connection).to.equal(reply.connection);
    expect(reply.present[0]?.connection).to.not.equal(reply.connection);
    // Asking again is no news.
    told(ann);
    await bo.request('PRESENCE', undefined as never, BO);
    expect(told(ann)).to.deep.equal([]);
  });

  it('says who took and who let go of which knob', async () => {
    const { connection } = await hold(ann, 'damping', true, ANN);
    await hold(ann, 'wet_dry', true, ANN);
    await hold(ann, 'wet_dry', true, ANN);
    const reply = await hold(ann, 'damping', false, ANN);
    expect(users(reply)).to.deep.equal([['ann', 'wet_dry']]);
    const frames = told(bo);
    expect(frames.map(({ parameter_id, held }) => [parameter_id, held])).to.deep.equal([
      ['damping', true],
      ['wet_dry', true],
      ['damping', false],
    ]);
    expect(frames[1]).to.deep.include({ connection, user_id: 'ann', plugin_id: plugin.plugin_id });
    expect(frames.map(users)).to.deep.equal([[['ann', 'damping']], [['ann', 'damping', 'wet_dry']], [['ann', 'wet_dry']]]);
  });

  it('stores nothing, and is no change of a plugin', async () => {
    await hold(ann, 'damping', true, ANN);
    await ann.ask('PING');
    expect(ann.takeTypes()).to.deep.equal(['PRESENCE', 'PONG']);
    expect(bo.takeTypes()).to.deep.equal(['PRESENCE']);
  });

  it('ends with the connection, behind all that it had sent', async () => {
    const { connection } = await hold(ann, 'damping', true, ANN);
    await bo.request('PRESENCE', {}, BO);
    told(bo);
    ann.raw(JSON.stringify({ id: 'last', type: 'PLUGIN_ADD', data: { track_id: 'main', name: 'eq' } }));
    ann.raw(JSON.stringify({ id: 'l', type: 'PRESENCE', data: { plugin_id: plugin.plugin_id, parameter_id: 'width', held: true } }));
    ann.close();
    await bo.request('PLUGIN_BYPASS', { ...plugin, bypass: true });
    const types = bo.frames.map(({ type }) => type).filter((type) => type !== 'PLUGIN_STATE_UPDATE');
    expect(types).to.deep.equal(['PLUGIN_ADD', 'PRESENCE', 'PRESENCE', 'PLUGIN_BYPASS']);
    const last = told(bo).at(-1);
    expect(last).to.deep.include({ connection, user_id: 'anonymous' });
    expect(last && users(last)).to.deep.equal([['bo']]);
    expect(users(await bo.request('PRESENCE', {}, BO))).to.deep.equal([['bo']]);
  });

  it('says nothing when somebody leaves who has not shown himself', async () => {
    ann.close();
    await bo.ask('PING');
    expect(bo.takeTypes()).to.deep.equal(['PONG']);
  });

  it('keeps sessions apart', async () => {
    await ann.request('PRESENCE', {}, { ...ANN, session_id: 'studio' });
    await ann.request('PRESENCE', {}, ANN);
    expect(users(await bo.request('PRESENCE', {}, BO))).to.deep.equal([['ann'], ['bo']]);
    expect(users(await bo.request('PRESENCE', {}, { ...BO, session_id: 'studio' }))).to.deep.equal([['ann'], ['bo']]);
    told(bo);
    ann.close();
    const farewells = told(bo);
    expect(farewells.map(users)).to.deep.equal([[['bo']], [['bo']]]);
  });

  it('forgets the knobs of a plugin that is gone, and lets go of them without complaint', async () => {
    await hold(ann, 'damping', true, ANN);
    await bo.request('PLUGIN_REMOVE', plugin);
    expect(users(await bo.request('PRESENCE', {}, BO))).to.deep.equal([['ann'], ['bo']]);
    expect(users(await hold(ann, 'damping', false, ANN))).to.deep.equal([['ann'], ['bo']]);
  });

  it('refuses knobs that are none, too many of them, and halves of a message', async () => {
    const refusals = [
      [{ plugin_id: 'nope', parameter_id: 'damping', held: true }, 'PLUGIN_NOT_FOUND', '"nope"'],
      [{ plugin_id: plugin.plugin_id, parameter_id: '__proto__', held: true }, 'INVALID_PARAMETER', 'expected one of the parameters'],
      [{ plugin_id: plugin.plugin_id, held: true }, 'INVALID_MESSAGE', 'or none of them'],
    ] as const;
    for (const [data, code, words] of refusals) {
      const refusal = await ann.refusal('PRESENCE', data);
      expect(refusal.code).to.equal(code);
      expect(refusal.error).to.contain(words);
    }
    expect(told(bo)).to.deep.equal([]);
    const plugins = await Promise.all(Array.from({ length: 33 }, () => ann.add('eq')));
    const replies = [];
    for (const { plugin_id } of plugins) replies.push(await ann.ask('PRESENCE', { plugin_id, parameter_id: 'mid_gain', held: true }));
    expect(replies.map(({ type }) => type).indexOf('ERROR')).to.equal(32);
    expect(replies[32]?.data).to.have.property('error').that.contains('at most 32 knobs');
  });
});
