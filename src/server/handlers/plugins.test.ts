import { expect } from 'chai';
import { SLOTS } from '../../effects/block-layout.ts';
import { deleteDatabases } from '../../store/testing/database.ts';
import type { Server } from '../server.ts';
import { TestClient } from '../testing/connect.ts';
import { startServer } from '../testing/start.ts';

describe('plugins of a rack', () => {
  let server: Server;
  let client: TestClient;

  beforeEach(async () => {
    server = await startServer();
    client = new TestClient(server);
  });
  afterEach(() => server.close(1001, 'the test is over'));
  after(deleteDatabases);

  const rack = async (track_id = 'main') => {
    const { tracks } = await client.request('SESSION_STATE_GET', {});
    return tracks.find((track) => track.track_id === track_id);
  };
  const order = async () => (await rack())?.plugins.map(({ plugin_id }) => plugin_id);
  const add = (plugin_id: string, position?: number) =>
    client.request('PLUGIN_ADD', { track_id: 'main', name: 'eq', plugin_id, ...(position !== undefined && { position }) });

  it('finds the effect by path, then by name, and keeps the name as it came', async () => {
    const name = '<img src=x onerror=alert(1)> "Küche" \u202e';
    const reply = await client.request('PLUGIN_ADD', { track_id: 'main', name, plugin_path: 'C:\\VST\\COMP.dll' });
    expect(reply).to.include({ name, plugin_path: 'C:\\VST\\COMP.dll', success: true });
    expect(reply.parameters).to.include({ threshold: -20, ratio: 4 });
    expect((await rack())?.plugins[0]).to.include({ name, effect: 'compressor', bypassed: false });
  });

  it('refuses an unknown effect with the known ones, and makes no track', async () => {
    const refusal = await client.refusal('PLUGIN_ADD', { track_id: 'main', name: 'Fuzz', plugin_path: '/x/unknown.vst3' });
    expect(refusal.code).to.equal('PLUGIN_NOT_FOUND');
    expect(refusal.details).to.deep.equal({
      plugin_path: '/x/unknown.vst3',
      name: 'Fuzz',
      known: ['reverb', 'compressor', 'eq', 'delay'],
    });
    expect(await rack()).to.equal(undefined);
  });

  it('puts a plugin where it was asked to, beyond the end at the end, and echoes the position only then', async () => {
    expect(await add('a')).to.not.have.property('position');
    expect(await add('b', 0)).to.have.property('position', 0);
    expect(await add('c', 1)).to.have.property('position', 1);
    expect(await add('d', 99)).to.have.property('position', 3);
    expect(await order()).to.deep.equal(['b', 'c', 'a', 'd']);
  });

  it('keeps a free id, so that a client can recover, and refuses one that is taken', async () => {
    expect(await add('plugin_abc123')).to.have.property('plugin_id', 'plugin_abc123');
    const refusal = await client.refusal('PLUGIN_ADD', { track_id: 'other', name: 'eq', plugin_id: 'plugin_abc123' });
    expect(refusal.code).to.equal('INVALID_MESSAGE');
    expect(refusal.error).to.contain('plugin_abc123').and.contain('main');
    await client.request('PLUGIN_REMOVE', { track_id: 'main', plugin_id: 'plugin_abc123' });
    expect(await add('plugin_abc123')).to.have.property('success', true);
    // Another session has ids of its own.
    const elsewhere = await client.request(
      'PLUGIN_ADD',
      { track_id: 'main', name: 'eq', plugin_id: 'plugin_abc123' },
      { session_id: 'two' },
    );
    expect(elsewhere.plugin_id).to.equal('plugin_abc123');
  });

  it('makes ids that are unused, whatever the source of randomness says', async () => {
    const other = await startServer({ randomId: () => 'same' });
    const visitor = new TestClient(other);
    const ids = [await visitor.add('eq'), await visitor.add('eq'), await visitor.add('eq', 'two')].map(({ plugin_id }) => plugin_id);
    expect(new Set(ids).size).to.equal(3);
    for (const id of ids) expect(id).to.match(/^[A-Za-z0-9_]+$/);
    await other.close(1001, '');
  });

  it(`holds ${SLOTS} plugins, and says so at the next`, async () => {
    for (let count = 0; count < SLOTS; count += 1) await client.add('eq');
    const refusal = await client.refusal('PLUGIN_ADD', { track_id: 'main', name: 'eq' });
    expect(refusal.code).to.equal('ENGINE_ERROR');
    expect(refusal.details).to.have.property('engine_error').that.contains(`at most ${SLOTS} plugins`);
    expect(await order()).to.have.length(SLOTS);
  });

  it('removes, and keeps the empty track', async () => {
    const plugin = await client.add('delay');
    expect(await client.request('PLUGIN_REMOVE', plugin)).to.deep.equal({ ...plugin, success: true });
    expect(await rack()).to.deep.equal({ track_id: 'main', bypassed: false, plugins: [] });
    expect((await client.refusal('PLUGIN_REMOVE', plugin)).code).to.equal('PLUGIN_NOT_FOUND');
  });

  it('bypasses a plugin and a whole rack', async () => {
    const plugin = await client.add('delay');
    expect(await client.request('PLUGIN_BYPASS', { ...plugin, bypass: true })).to.deep.equal({ ...plugin, bypass: true, success: true });
    expect(await client.request('RACK_BYPASS', { track_id: 'main', bypass: true })).to.deep.equal({
      track_id: 'main',
      bypass: true,
      success: true,
    });
    expect(await rack()).to.have.property('bypassed', true);
    expect((await rack())?.plugins[0]).to.have.property('bypassed', true);
    await client.request('PLUGIN_BYPASS', { ...plugin, bypass: false });
    await client.request('RACK_BYPASS', { track_id: 'main', bypass: false });
    expect(await rack()).to.have.property('bypassed', false);
    expect((await rack())?.plugins[0]).to.have.property('bypassed', false);
  });

  it('moves a plugin up, down, and to the end', async () => {
    for (const id of ['a', 'b', 'c']) await add(id);
    const move = (plugin_id: string, position: number) => client.request('PLUGIN_MOVE', { track_id: 'main', plugin_id, position });
    await move('a', 1);
    expect(await order()).to.deep.equal(['b', 'a', 'c']);
    await move('c', 0);
    expect(await order()).to.deep.equal(['c', 'b', 'a']);
    expect(await move('c', 99)).to.include({ position: 2, success: true });
    expect(await order()).to.deep.equal(['b', 'a', 'c']);
  });

  it('says which track or plugin is unknown, for every message that names one', async () => {
    await client.add('eq');
    const requests: [type: string, data: Record<string, unknown>][] = [
      ['PLUGIN_REMOVE', {}],
      ['PLUGIN_PARAMETER', { parameter_id: 'x', parameter_value: 1 }],
      ['PLUGIN_PARAMETER_BATCH', { parameters: [{ parameter_id: 'x', parameter_value: 1 }] }],
      ['PLUGIN_BYPASS', { bypass: true }],
      ['PLUGIN_PRESET', { preset_data: {} }],
      ['PLUGIN_PARAMETERS_GET', {}],
      ['PLUGIN_MOVE', { position: 0 }],
    ];
    for (const [type, data] of requests) {
      for (const track_id of ['nowhere', '__proto__', 'constructor']) {
        const refusal = await client.refusal(type, { track_id, plugin_id: 'p', ...data });
        expect(refusal.code, type).to.equal('TRACK_NOT_FOUND');
        expect(refusal.details, type).to.deep.equal({ track_id });
      }
      for (const plugin_id of ['nothing', '__proto__']) {
        const refusal = await client.refusal(type, { track_id: 'main', plugin_id, ...data });
        expect(refusal.code, type).to.equal('PLUGIN_NOT_FOUND');
        expect(refusal.details, type).to.deep.equal({ plugin_id, track_id: 'main' });
      }
    }
    expect(await client.refusal('RACK_BYPASS', { track_id: 'nowhere', bypass: true })).to.deep.include({
      code: 'TRACK_NOT_FOUND',
      details: { track_id: 'nowhere' },
    });
  });

  it('takes hostile ids for ids like any other', async () => {
    const envelope = { session_id: '__proto__', user_id: 'toString' };
    await client.request('PLUGIN_ADD', { track_id: '__proto__', name: 'eq', plugin_id: '__proto__' }, envelope);
    await client.request(
      'PLUGIN_PARAMETER',
      { track_id: '__proto__', plugin_id: '__proto__', parameter_id: 'mid_gain', parameter_value: 3 },
      envelope,
    );
    const state = await client.request('SESSION_STATE_GET', {}, envelope);
    expect(state.session_id).to.equal('__proto__');
    expect(state.tracks[0]?.track_id).to.equal('__proto__');
    expect(state.tracks[0]?.plugins[0]?.parameters.mid_gain).to.equal(3);
    expect(await rack()).to.equal(undefined);
    expect(Object.keys(Object.prototype)).to.deep.equal([]);
  });

  it('gives the catalogue', async () => {
    const { plugins } = await client.request('PLUGIN_CATALOG_GET', {});
    expect(plugins.map(({ id }) => id)).to.deep.equal(['reverb', 'compressor', 'eq', 'delay']);
    expect(plugins[0]?.parameters[0]).to.include({ id: 'wet_dry', min: 0, max: 1, default: 0.5, unit: 'ratio' });
  });

  it('gives sessions track by track, in the order of their ids', async () => {
    for (const track of ['b', 'c', 'a']) await client.add('eq', track);
    const { tracks } = await client.request('SESSION_STATE_GET', {});
    expect(tracks.map(({ track_id }) => track_id)).to.deep.equal(['a', 'b', 'c']);
    expect(await client.request('SESSION_STATE_GET', {}, { session_id: 'new' })).to.deep.equal({
      session_id: 'new',
      tracks: [],
      success: true,
    });
  });
});
