import { expect } from 'chai';
import { openDB } from 'idb';
import { createServer } from '../server/server.ts';
import { TestClient } from '../server/testing/connect.ts';
import { openStore } from './store.ts';
import { databaseName, deleteDatabases } from './testing/database.ts';

/** A database as version 1 made it, written down here and not by the code under test. */
async function makeVersion1(name: string): Promise<void> {
  const db = await openDB(name, 1, {
    upgrade(database) {
      database.createObjectStore('tracks');
      database.createObjectStore('presets');
      database.createObjectStore('meta');
    },
  });
  const reverb = {
    plugin_id: 'space',
    name: 'Room',
    plugin_path: '/plugins/reverb.vst3',
    effect: 'reverb',
    bypassed: true,
    parameters: { wet_dry: 0.25, room_size: 0.7, damping: 0.9, pre_delay: 0.01, high_freq: 8000, low_freq: 200, width: 1 },
  };
  const future = { plugin_id: 'later', name: 'Later', plugin_path: '', effect: 'not-yet', bypassed: false, parameters: { x: 1 } };
  await db.put('tracks', { format: 1, bypassed: false, plugins: [future, reverb] }, ['default', 'main']);
  await db.put('presets', { format: 1, kind: 'effect', parameters: { ...reverb.parameters, wet_dry: 0.1 } }, ['reverb', 'Mine']);
  db.close();
}

describe('a store of version 1', () => {
  after(deleteDatabases);

  it('is brought to the present version with all that it holds, and serves undo, provenance and what it held', async () => {
    const name = databaseName();
    await makeVersion1(name);
    const server = createServer({ store: openStore({ name }) });
    const client = new TestClient(server);
    const before = await client.request('SESSION_STATE_GET', {});
    expect(before.tracks[0]?.plugins.map(({ plugin_id }) => plugin_id)).to.deep.equal(['space']);
    expect(before.tracks[0]?.plugins[0]).to.deep.include({ name: 'Room', bypassed: true });
    expect(before.tracks[0]?.plugins[0]?.parameters).to.include({ wet_dry: 0.25, damping: 0.9 });
    expect(before.problems?.[0]).to.contain('not-yet');
    const { presets } = await client.request('PRESET_LIST', { effect: 'reverb' });
    expect(presets.at(-1)).to.deep.include({ name: 'Mine', factory: false });

    await client.request('PLUGIN_REMOVE', { track_id: 'main', plugin_id: 'space' });
    await client.request('UNDO', {});
    expect((await client.request('SESSION_STATE_GET', {})).tracks).to.deep.equal(before.tracks);
    const { records, verification } = await client.request('PROVENANCE_GET', { verify: true });
    // What was there before has no past, and that is no fault.
    expect(records.map(({ operation, parent_daids }) => [operation, parent_daids.length])).to.deep.equal([
      ['plugin_remove', 0],
      ['undo', 1],
    ]);
    expect(verification).to.deep.include({ valid: true, problems: [] });
    await server.close(1001, '');

    const db = await openDB(name);
    expect(db.version).to.equal(3);
    const stored = await db.get('tracks', ['default', 'main']);
    expect(stored.plugins.map(({ plugin_id }: { plugin_id: string }) => plugin_id)).to.deep.equal(['later', 'space']);
    db.close();
  });
});
