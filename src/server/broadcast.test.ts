import { expect } from 'chai';
import { deleteDatabases } from '../store/testing/database.ts';
import type { StateUpdate } from '../wire/replies.ts';
import type { Server } from './server.ts';
import { TestClient } from './testing/connect.ts';
import { startServer } from './testing/start.ts';

const inSession = (session_id: string, user_id = 'ann') => ({ session_id, user_id });

describe('broadcasts', () => {
  let server: Server;
  /** The sender, another socket of its page, and two sockets of another page, the second the newer. */
  let sender: TestClient;
  let sibling: TestClient;
  let older: TestClient;
  let newer: TestClient;

  beforeEach(async () => {
    server = await startServer();
    sender = new TestClient(server, 'page A');
    sibling = new TestClient(server, 'page A');
    older = new TestClient(server, 'page B');
    newer = new TestClient(server, 'page B');
  });
  afterEach(() => server.close(1001, 'the test is over'));
  after(deleteDatabases);

  const taken = () => [sender, sibling, older, newer].map((client) => client.takeTypes());

  it('tells every connection of the session, and the newest socket of each other page in typed frames', async () => {
    const plugin = await sender.add('reverb');
    expect(taken()).to.deep.equal([
      ['PLUGIN_ADD', 'PLUGIN_STATE_UPDATE'],
      ['PLUGIN_STATE_UPDATE'],
      ['PLUGIN_STATE_UPDATE'],
      ['PLUGIN_ADD', 'PLUGIN_STATE_UPDATE'],
    ]);
    await newer.request('PLUGIN_PARAMETER', { ...plugin, parameter_id: 'damping', parameter_value: 0.1 });
    expect(taken()).to.deep.equal([
      ['PLUGIN_STATE_UPDATE'],
      ['PLUGIN_PARAMETER', 'PLUGIN_STATE_UPDATE'],
      ['PLUGIN_STATE_UPDATE'],
      ['PLUGIN_PARAMETER', 'PLUGIN_STATE_UPDATE'],
    ]);
  });

  it('gives the typed frame the data of the reply, the changer, the session, and an id of its own', async () => {
    newer.takeTypes();
    const reply = await sender.ask('PLUGIN_ADD', { track_id: 'main', name: 'eq' }, { user_id: 'bo' });
    const [typed, update] = newer.frames;
    expect(typed).to.deep.include({ type: 'PLUGIN_ADD', data: reply.data, user_id: 'bo', session_id: 'default' });
    expect(typed?.id).to.match(/^broadcast_/);
    expect(update?.id).to.match(/^broadcast_/);
    expect(new Set([typed?.id, update?.id, reply.id]).size).to.equal(3);
    expect(update?.data).to.include({ changed_by: 'bo', state: 'added', track_id: 'main' });
  });

  it('names the kind of each change', async () => {
    const plugin = await sender.add('reverb');
    await sender.request('PLUGIN_PARAMETER_BATCH', { ...plugin, parameters: [{ parameter_id: 'damping', parameter_value: 0.1 }] });
    await sender.request('PLUGIN_BYPASS', { ...plugin, bypass: true });
    await sender.request('PLUGIN_PRESET', { ...plugin, preset_name: 'Small Room' });
    await sender.request('PLUGIN_MOVE', { ...plugin, position: 3 });
    await sender.request('RACK_BYPASS', { track_id: 'main', bypass: true });
    await sender.request('PLUGIN_REMOVE', plugin);
    const updates = older.frames.map(({ data }) => data as StateUpdate);
    expect(updates.map(({ state }) => state)).to.deep.equal([
      'added',
      'updated',
      'bypassed',
      'preset_loaded',
      'moved',
      'bypassed',
      'removed',
    ]);
    expect(updates.map(({ plugin_id }) => plugin_id === plugin.plugin_id)).to.deep.equal([true, true, true, true, true, false, true]);
    expect(updates[5]?.plugin_id).to.equal('');
    expect(newer.takeTypes().filter((type) => type !== 'PLUGIN_STATE_UPDATE')).to.deep.equal([
      'PLUGIN_ADD',
      'PLUGIN_PARAMETER_BATCH',
      'PLUGIN_BYPASS',
      'PLUGIN_PRESET',
      'PLUGIN_MOVE',
      'RACK_BYPASS',
      'PLUGIN_REMOVE',
    ]);
  });

  it('keeps sessions apart; a connection belongs to each one it has named', async () => {
    for (const client of [sibling, older]) await client.ask('SESSION_STATE_GET', {});
    await newer.ask('SESSION_STATE_GET', {}, inSession('studio'));
    taken();
    await sender.add('delay', 'main', inSession('studio'));
    expect(taken()).to.deep.equal([['PLUGIN_ADD', 'PLUGIN_STATE_UPDATE'], [], [], ['PLUGIN_ADD', 'PLUGIN_STATE_UPDATE']]);
    // The newest socket of page B is not in the default session any more, so the older one stands for the page there.
    await sibling.add('delay');
    expect(taken()).to.deep.equal([[], ['PLUGIN_ADD', 'PLUGIN_STATE_UPDATE'], ['PLUGIN_ADD', 'PLUGIN_STATE_UPDATE'], []]);
    await newer.ask('SESSION_STATE_GET', {});
    taken();
    await sibling.add('delay', 'main', inSession('studio'));
    await sibling.add('delay');
    expect(taken()[3]).to.deep.equal(['PLUGIN_ADD', 'PLUGIN_STATE_UPDATE', 'PLUGIN_ADD', 'PLUGIN_STATE_UPDATE']);
  });

  it('tells who has named no session of all of them, and lets signs of life name none', async () => {
    await newer.ask('PING');
    taken();
    await sender.add('delay', 'main', inSession('studio'));
    await sender.add('delay');
    const both = ['PLUGIN_ADD', 'PLUGIN_STATE_UPDATE', 'PLUGIN_ADD', 'PLUGIN_STATE_UPDATE'];
    const updates = ['PLUGIN_STATE_UPDATE', 'PLUGIN_STATE_UPDATE'];
    expect(taken()).to.deep.equal([both, updates, updates, both]);
  });

  it('keeps who was given a session to it', async () => {
    const given = new TestClient(server, 'page C', { session_id: 'studio' });
    await sender.add('delay');
    expect(given.takeTypes()).to.deep.equal([]);
    await sender.add('delay', 'main', inSession('studio'));
    expect(given.takeTypes()).to.deep.equal(['PLUGIN_ADD', 'PLUGIN_STATE_UPDATE']);
  });

  it('says nothing to others about reads and refusals', async () => {
    const plugin = await sender.add('reverb');
    taken();
    await sender.request('SESSION_STATE_GET', {});
    await sender.request('PLUGIN_PARAMETERS_GET', plugin);
    await sender.refusal('PLUGIN_PARAMETER', { ...plugin, parameter_id: 'damping', parameter_value: 9 });
    expect(taken().slice(1)).to.deep.equal([[], [], []]);
  });

  it('tells of a loaded rack in messages that every client knows', async () => {
    const first = await sender.add('reverb');
    const second = await sender.add('eq');
    taken();
    const { plugins } = await sender.request('RACK_LOAD', {
      track_id: 'main',
      plugins: [
        { effect: 'compressor', bypassed: true, parameters: { threshold: -30 } },
        { effect: 'delay', name: 'Echo' },
      ],
    });
    const ids = plugins.map(({ plugin_id }) => plugin_id);
    const typed = newer.frames.filter(({ type }) => type !== 'PLUGIN_STATE_UPDATE');
    expect(typed.map(({ type }) => type)).to.deep.equal(['PLUGIN_REMOVE', 'PLUGIN_REMOVE', 'PLUGIN_ADD', 'PLUGIN_BYPASS', 'PLUGIN_ADD']);
    expect(typed.map(({ data }) => (data as { plugin_id: string }).plugin_id)).to.deep.equal([
      first.plugin_id,
      second.plugin_id,
      ids[0],
      ids[0],
      ids[1],
    ]);
    expect(typed[2]?.data).to.have.nested.property('parameters.threshold', -30);
    expect(typed[4]?.data).to.include({ name: 'Echo', plugin_path: 'delay', success: true });
    const updates = older.frames.map(({ data }) => data as StateUpdate);
    expect(updates.map(({ state }) => state)).to.deep.equal(['removed', 'removed', 'added', 'added']);
    expect(sender.takeTypes()).to.deep.equal(['RACK_LOAD', ...new Array(4).fill('PLUGIN_STATE_UPDATE')]);
  });

  it('tells the other pages of every session about presets', async () => {
    await newer.ask('SESSION_STATE_GET', {}, inSession('studio'));
    taken();
    await sender.request('PRESET_SAVE', { effect: 'eq', name: 'Bright', parameters: { high_gain: 6 } });
    await sender.request('PRESET_DELETE', { effect: 'eq', name: 'Bright' });
    expect(taken()).to.deep.equal([['PRESET_SAVE', 'PRESET_DELETE'], [], [], ['PRESET_SAVE', 'PRESET_DELETE']]);
  });

  it('forgets a closed connection, and takes no harm from one that fails', async () => {
    const reports: string[] = [];
    const other = await startServer({ report: (message) => reports.push(message) });
    const broken = other.connect(
      {
        send: () => {
          throw new Error('gone');
        },
        close: () => {
          throw new Error('gone');
        },
      },
      { page: 'broken' },
    );
    const [leaver, stayer] = [new TestClient(other), new TestClient(other)];
    leaver.raw(JSON.stringify({ id: 'last', type: 'PLUGIN_ADD', data: { track_id: 'main', name: 'eq' } }));
    leaver.close();
    await stayer.add('reverb');
    expect(leaver.frames).to.deep.equal([]);
    // What a leaver had sent before it left counts all the same.
    const { tracks } = await stayer.request('SESSION_STATE_GET', {});
    expect(tracks[0]?.plugins.map(({ effect }) => effect)).to.deep.equal(['eq', 'reverb']);
    expect(reports).to.include('a connection could not be sent to');
    broken.closed();
    reports.length = 0;
    await stayer.add('reverb');
    expect(reports).to.deep.equal([]);
    await other.close(1012, 'a newer version takes over');
    expect(stayer.closedWith).to.deep.equal({ code: 1012, reason: 'a newer version takes over' });
  });
});
