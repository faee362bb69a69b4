import { expect } from 'chai';
import { databaseName, deleteDatabases } from '../../store/testing/database.ts';
import { UNDO_LIMIT } from '../../wire/limits.ts';
import type { StateUpdate } from '../../wire/replies.ts';
import type { Server } from '../server.ts';
import { TestClient } from '../testing/connect.ts';
import { startServer } from '../testing/start.ts';

const ANN = { user_id: 'ann' };
const BO = { user_id: 'bo' };

describe('undo', () => {
  let now = 0;
  let server: Server;
  let client: TestClient;

  beforeEach(async () => {
    now = Date.UTC(2026, 0, 1);
    server = await startServer({ clock: { now: () => now } });
    client = new TestClient(server, 'page A');
  });
  afterEach(() => server.close(1001, 'the test is over'));
  after(deleteDatabases);

  type Address = { track_id: string; plugin_id: string };
  const turn = (plugin: Address, parameter_value: number, parameter_id = 'damping', user = {}) => {
    now += 10;
    return client.request('PLUGIN_PARAMETER', { ...plugin, parameter_id, parameter_value }, user);
  };
  /** A new gesture: the hand has rested. */
  const later = () => {
    now += 2000;
  };
  const racks = async (from = client) => (await from.request('SESSION_STATE_GET', {})).tracks;
  const values = async (plugin: Address) => (await client.request('PLUGIN_PARAMETERS_GET', plugin)).parameters;
  const undo = (steps = 1, user = {}) => client.request('UNDO', { steps }, user);
  const redo = (steps = 1, user = {}) => client.request('REDO', { steps }, user);

  it('undoes nothing where there is nothing, and says so', async () => {
    expect(await undo()).to.deep.equal({ undone: [], remaining: 0, redoable: 0, success: true });
    expect(await redo()).to.deep.equal({ redone: [], remaining: 0, undoable: 0, success: true });
  });

  it('takes back each kind of change, and makes it again', async () => {
    const first = await client.add('reverb');
    const second = await client.add('eq');
    const changes: [string, () => Promise<unknown>, undone: string[]][] = [
      ['PLUGIN_PARAMETER', () => turn(first, 0.9), ['PLUGIN_PARAMETER']],
      [
        'PLUGIN_PARAMETER_BATCH',
        () =>
          client.request('PLUGIN_PARAMETER_BATCH', {
            ...second,
            parameters: [
              { parameter_id: 'mid_gain', parameter_value: 3 },
              { parameter_id: 'low_gain', parameter_value: -3 },
            ],
          }),
        ['PLUGIN_PARAMETER_BATCH'],
      ],
      ['PLUGIN_BYPASS', () => client.request('PLUGIN_BYPASS', { ...first, bypass: true }), ['PLUGIN_BYPASS']],
      ['PLUGIN_PRESET', () => client.request('PLUGIN_PRESET', { ...first, preset_name: 'Vocal Plate' }), ['PLUGIN_PARAMETER_BATCH']],
      ['PLUGIN_MOVE', () => client.request('PLUGIN_MOVE', { ...first, position: 1 }), ['PLUGIN_MOVE']],
      ['RACK_BYPASS', () => client.request('RACK_BYPASS', { track_id: 'main', bypass: true }), ['RACK_BYPASS']],
      ['PLUGIN_ADD', () => client.request('PLUGIN_ADD', { track_id: 'main', name: 'delay', position: 0 }), ['PLUGIN_REMOVE']],
      ['PLUGIN_REMOVE', () => client.request('PLUGIN_REMOVE', first), ['PLUGIN_ADD', 'PLUGIN_BYPASS']],
      [
        'RACK_LOAD',
        () => client.request('RACK_LOAD', { track_id: 'main', plugins: [{ effect: 'delay' }, { effect: 'compressor', bypassed: true }] }),
        ['PLUGIN_REMOVE', 'PLUGIN_REMOVE', 'PLUGIN_ADD', 'PLUGIN_ADD'],
      ],
    ];
    for (const [type, change, expected] of changes) {
      later();
      const before = await racks();
      await change();
      const after = await racks();
      expect(after, type).to.not.deep.equal(before);
      const undone = await undo();
      expect(
        undone.undone.map((frame) => frame.type),
        type,
      ).to.deep.equal(expected);
      expect(undone, type).to.not.have.property('conflicts');
      expect(await racks(), type).to.deep.equal(before);
      expect(undone.redoable, type).to.equal(1);
      const redone = await redo();
      expect(redone.remaining, type).to.equal(0);
      expect(await racks(), type).to.deep.equal(after);
    }
    const end = await racks();
    const { remaining } = await undo(0);
    expect(remaining).to.equal(changes.length + 2);
    expect((await undo(remaining)).remaining).to.equal(0);
    expect(await racks()).to.deep.equal([{ track_id: 'main', bypassed: false, plugins: [] }]);
    expect((await redo(100)).undoable).to.equal(changes.length + 2);
    expect(await racks()).to.deep.equal(end);
  });

  it('takes a gesture on one knob for one step, and a rest, another knob or another plugin for the end of it', async () => {
    const plugin = await client.add('reverb');
    const other = await client.add('reverb');
    later();
    for (const value of [0.4, 0.5, 0.6, 0.7]) await turn(plugin, value);
    later();
    await turn(plugin, 0.8);
    await turn(plugin, 0.2, 'wet_dry');
    await turn(other, 0.8);
    expect((await undo(0)).remaining).to.equal(2 + 4);
    await undo(3);
    expect((await values(plugin)).damping).to.equal(0.7);
    await undo();
    expect((await values(plugin)).damping).to.equal(0.3);
    await redo();
    expect((await values(plugin)).damping).to.equal(0.7);
  });

  it('takes batches of the same knobs for one gesture, even where some of them stand still', async () => {
    const plugin = await client.add('eq');
    const batch = (low_gain: number, mid_gain: number) => {
      now += 50;
      return client.request('PLUGIN_PARAMETER_BATCH', {
        ...plugin,
        parameters: [
          { parameter_id: 'low_gain', parameter_value: low_gain },
          { parameter_id: 'mid_gain', parameter_value: mid_gain },
        ],
      });
    };
    await batch(1, 1);
    await batch(1, 2);
    await batch(2, 2);
    expect((await undo()).remaining).to.equal(1);
    expect(await values(plugin)).to.include({ low_gain: 0, mid_gain: 0 });
  });

  it('takes each of several knobs that are turned at once for one step', async () => {
    const plugins = [await client.add('reverb'), await client.add('reverb'), await client.add('reverb')];
    for (let tick = 1; tick <= 50; tick += 1) for (const plugin of plugins) await turn(plugin, 0.3 + tick / 100);
    expect((await undo(0)).remaining).to.equal(3 + 3);
    await undo();
    expect((await Promise.all(plugins.map(values))).map(({ damping }) => damping)).to.deep.equal([0.8, 0.8, 0.3]);
    await undo(2);
    expect((await Promise.all(plugins.map(values))).map(({ damping }) => damping)).to.deep.equal([0.3, 0.3, 0.3]);
  });

  it('keeps the order of turns that concern the same knob', async () => {
    const plugin = await client.add('eq');
    const batch = (...values: [string, number][]) => {
      const parameters = values.map(([parameter_id, parameter_value]) => ({ parameter_id, parameter_value }));
      return client.request('PLUGIN_PARAMETER_BATCH', { ...plugin, parameters });
    };
    await batch(['low_gain', 1], ['mid_gain', 1]);
    await batch(['mid_gain', 2], ['high_gain', 2]);
    await batch(['mid_gain', 1], ['high_gain', 2]);
    await batch(['low_gain', 3], ['mid_gain', 3]);
    expect((await undo(0)).remaining).to.equal(4);
    for (const expected of [
      { low_gain: 1, mid_gain: 1, high_gain: 2 },
      { low_gain: 1, mid_gain: 1, high_gain: 0 },
      { low_gain: 0, mid_gain: 0, high_gain: 0 },
    ]) {
      expect(await undo()).to.not.have.property('conflicts');
      expect(await values(plugin)).to.include(expected);
    }
  });

  it('makes no step of what changes nothing, or of a knob that is put back', async () => {
    const plugin = await client.add('reverb');
    await turn(plugin, 0.3);
    await client.request('PLUGIN_MOVE', { ...plugin, position: 5 });
    await turn(plugin, 0.6);
    await turn(plugin, 0.3);
    expect((await undo(0)).remaining).to.equal(1);
  });

  it('lets a preset be a step of its own, however soon after the knob', async () => {
    const plugin = await client.add('reverb');
    await turn(plugin, 0.9);
    await client.request('PLUGIN_PRESET', { ...plugin, preset_name: 'Small Room' });
    await turn(plugin, 0.1);
    await undo(2);
    expect((await values(plugin)).damping).to.equal(0.9);
  });

  it('forgets what was undone when something new is done', async () => {
    const plugin = await client.add('reverb');
    await turn(plugin, 0.9);
    await turn(plugin, 0.9, 'width');
    await turn(plugin, 0.9, 'wet_dry');
    await undo(3);
    await turn(plugin, 0.6, 'wet_dry');
    expect(await redo()).to.deep.include({ redone: [], remaining: 0, undoable: 2 });
  });

  it('begins a step anew after undo and redo, however soon the hand goes on', async () => {
    const plugin = await client.add('reverb');
    await turn(plugin, 0.9);
    await undo();
    await redo();
    await turn(plugin, 0.8);
    expect((await undo()).remaining).to.equal(2);
    expect((await values(plugin)).damping).to.equal(0.9);
  });

  it('begins a step anew where somebody else has turned the knob between', async () => {
    const plugin = await client.add('reverb');
    await turn(plugin, 0.5, 'damping', ANN);
    await turn(plugin, 0.6, 'damping', BO);
    await turn(plugin, 0.7, 'damping', ANN);
    await undo(1, ANN);
    expect((await values(plugin)).damping).to.equal(0.6);
  });

  it("keeps each user's steps apart, and each session's", async () => {
    const plugin = await client.add('reverb', 'main', ANN);
    await turn(plugin, 0.9, 'damping', BO);
    await client.add('eq', 'main', { ...BO, session_id: 'other' });
    expect((await undo(0, ANN)).remaining).to.equal(1);
    expect((await undo(0, BO)).remaining).to.equal(1);
    await undo(1, BO);
    expect((await values(plugin)).damping).to.equal(0.3);
    expect((await client.request('SESSION_STATE_GET', {}, { session_id: 'other' })).tracks[0]?.plugins).to.have.length(1);
  });

  it('undoes only what is still as the user left it, tells the rest, and does not try it again', async () => {
    const plugin = await client.add('reverb', 'main', ANN);
    await client.request(
      'PLUGIN_PARAMETER_BATCH',
      {
        ...plugin,
        parameters: [
          { parameter_id: 'damping', parameter_value: 0.9 },
          { parameter_id: 'wet_dry', parameter_value: 0.9 },
        ],
      },
      ANN,
    );
    await turn(plugin, 0.1, 'wet_dry', BO);
    const partly = await undo(1, ANN);
    expect(await values(plugin)).to.include({ damping: 0.3, wet_dry: 0.1 });
    expect(partly.conflicts).to.deep.equal([
      { track_id: 'main', plugin_id: plugin.plugin_id, parameter_id: 'wet_dry', reason: 'expected the value 0.9, but it is 0.1 now' },
    ]);
    // The way back is as long as the way there.
    expect(await redo(1, ANN)).to.not.have.property('conflicts');
    expect(await values(plugin)).to.include({ damping: 0.9, wet_dry: 0.1 });
    await undo(1, ANN);

    const kept = await undo(1, ANN);
    expect(kept).to.deep.include({ undone: [], remaining: 0 });
    expect(kept.conflicts?.[0]?.reason).to.equal("the plugin's wet_dry has been changed since");
    expect((await racks())[0]?.plugins).to.have.length(1);
  });

  it('leaves alone what others have removed, moved, bypassed or put in the place', async () => {
    const first = await client.add('reverb', 'main', BO);
    const second = await client.add('eq', 'main', BO);
    await client.request('PLUGIN_MOVE', { ...first, position: 1 }, ANN);
    await client.add('delay', 'main', BO);
    await client.request('PLUGIN_MOVE', { ...first, position: 0 }, BO);
    expect((await undo(1, ANN)).conflicts?.[0]?.reason).to.equal('expected the plugin at the position 1, but it is at 0 now');

    await client.request('PLUGIN_BYPASS', { ...second, bypass: true }, ANN);
    await client.request('PLUGIN_BYPASS', { ...second, bypass: false }, BO);
    expect((await undo(1, ANN)).conflicts?.[0]?.reason).to.equal('the plugin is already in the signal');

    await client.request('RACK_BYPASS', { track_id: 'main', bypass: true }, ANN);
    await client.request('RACK_BYPASS', { track_id: 'main', bypass: false }, BO);
    expect((await undo(1, ANN)).conflicts).to.deep.equal([{ track_id: 'main', reason: 'the rack is already in the signal' }]);

    const bypassed = await client.add('compressor', 'aux', ANN);
    await client.request('PLUGIN_BYPASS', { ...bypassed, bypass: true }, BO);
    expect((await undo(1, ANN)).conflicts?.[0]?.reason).to.equal("the plugin's bypass has been changed since");

    await turn(second, 1, 'mid_gain', ANN);
    await client.request('PLUGIN_REMOVE', second, BO);
    expect((await undo(1, ANN)).conflicts?.[0]?.reason).to.equal('the plugin has been removed since');

    await client.request('PLUGIN_REMOVE', first, ANN);
    await client.request('PLUGIN_ADD', { track_id: 'aux', name: 'eq', plugin_id: first.plugin_id }, BO);
    expect((await undo(1, ANN)).conflicts?.[0]?.reason).to.match(/^expected a free plugin_id, but a plugin of the track "aux" has it$/);
  });

  it('brings a plugin back where it was, as it was, with its id', async () => {
    const plugins = [await client.add('reverb'), await client.add('eq'), await client.add('delay')];
    const [, middle] = plugins as [Address, Address, Address];
    await turn(middle, 6, 'mid_gain');
    await client.request('PLUGIN_BYPASS', { ...middle, bypass: true });
    const before = await racks();
    await client.request('PLUGIN_REMOVE', middle);
    const { undone } = await undo();
    expect(undone[0]?.data).to.include({ plugin_id: middle.plugin_id, position: 1 });
    expect(await racks()).to.deep.equal(before);
  });

  it('refuses to overfill a rack, and brings back what fits', async () => {
    const entries = (count: number) => Array.from({ length: count }, () => ({ effect: 'eq' }));
    const plugin = await client.add('reverb', 'main', ANN);
    await client.request('PLUGIN_REMOVE', plugin, ANN);
    await client.request('RACK_LOAD', { track_id: 'main', plugins: entries(64) }, BO);
    expect((await undo(1, ANN)).conflicts?.[0]?.reason).to.equal('expected at most 64 plugins in a rack; it has them');
  });

  it(`keeps ${UNDO_LIMIT} steps`, async () => {
    const plugin = await client.add('reverb');
    for (let index = 0; index < UNDO_LIMIT + 20; index += 1) {
      later();
      await turn(plugin, (index % 90) / 100);
    }
    expect((await undo(0)).remaining).to.equal(UNDO_LIMIT);
    await undo(UNDO_LIMIT);
    expect((await undo()).undone).to.deep.equal([]);
    expect((await values(plugin)).damping).to.equal(19 / 100);
  });

  it('tells other pages and the sender in frames that every client knows; siblings hear of the state only', async () => {
    const plugin = await client.add('reverb');
    const sibling = new TestClient(server, 'page A');
    const other = new TestClient(server, 'page B');
    await client.request('PLUGIN_REMOVE', plugin);
    for (const who of [client, sibling, other]) who.takeTypes();
    const reply = await client.ask('UNDO', {}, { user_id: 'anonymous' });
    await client.ask('PING');
    const typed = client.frames.filter(({ type }) => type === 'PLUGIN_ADD');
    expect(typed).to.have.length(1);
    expect(typed[0]?.id).to.match(/^broadcast_/);
    expect(reply.data).to.have.deep.property('undone', [{ type: 'PLUGIN_ADD', data: typed[0]?.data }]);
    const updates = client.frames.filter(({ type }) => type === 'PLUGIN_STATE_UPDATE').map(({ data }) => data as StateUpdate);
    expect(updates.map(({ state }) => state)).to.deep.equal(['added']);
    expect(client.takeTypes()).to.deep.equal(['UNDO', 'PLUGIN_ADD', 'PLUGIN_STATE_UPDATE', 'PONG']);
    expect(sibling.takeTypes()).to.deep.equal(['PLUGIN_STATE_UPDATE']);
    expect(other.takeTypes()).to.deep.equal(['PLUGIN_ADD', 'PLUGIN_STATE_UPDATE']);
  });

  it('is stored: another server goes on where the first one ended', async () => {
    const name = databaseName();
    const first = await startServer({ name, clock: { now: () => now } });
    client = new TestClient(first);
    const plugin = await client.add('reverb');
    await turn(plugin, 0.9);
    await turn(plugin, 0.6, 'wet_dry');
    await undo();
    const before = await racks();
    await first.close(1001, '');
    const second = await startServer({ name, clock: { now: () => now } });
    client = new TestClient(second);
    expect(await undo(0)).to.deep.include({ remaining: 2, redoable: 1 });
    await redo();
    expect((await values(plugin)).wet_dry).to.equal(0.6);
    await undo();
    expect(await racks()).to.deep.equal(before);
    await undo(2);
    expect((await racks())[0]?.plugins).to.deep.equal([]);
    await second.close(1001, '');
  });

  it('counts steps of requests that wait for the store together', async () => {
    const plugin = await client.add('reverb');
    await turn(plugin, 0.9);
    const replies = await Promise.all([
      client.ask('UNDO', {}),
      client.ask('UNDO', {}),
      client.ask('REDO', {}),
      client.ask('UNDO', { steps: 0 }),
    ]);
    expect(replies.map(({ type }) => type)).to.deep.equal(['UNDO', 'UNDO', 'REDO', 'UNDO']);
    expect(replies[3]?.data).to.include({ remaining: 1, redoable: 1 });
  });
});
