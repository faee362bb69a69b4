import { expect } from 'chai';
import { openDB } from 'idb';
import { createServer } from '../server/server.ts';
import { TestClient } from '../server/testing/connect.ts';
import { StoreError } from './errors.ts';
import { type Migration, migrations } from './migrations.ts';
import { openStore } from './store.ts';
import { databaseName, deleteDatabases } from './testing/database.ts';

const track = (track_id: string) => ({ kind: 'track', session_id: 's', track: { track_id, bypassed: false, plugins: [] } }) as const;

describe('migrations', () => {
  let name: string;
  beforeEach(() => {
    name = databaseName();
  });
  after(deleteDatabases);

  const write = async (...ids: string[]) => {
    const store = await openStore({ name });
    await store.write(ids.map(track));
    store.close();
  };
  const refusal = (promise: Promise<unknown>) =>
    promise.then(
      () => {
        throw new Error('expected a refusal');
      },
      (error: unknown) => error as StoreError,
    );

  it('makes the present version from nothing', async () => {
    (await openStore({ name })).close();
    const db = await openDB(name);
    expect(db.version).to.equal(migrations.length);
    expect([...db.objectStoreNames]).to.deep.equal(['heads', 'meta', 'outgoing', 'presets', 'provenance', 'tracks', 'undo']);
    db.close();
  });

  it('runs only what a database lacks, in order, each over the whole of the data', async () => {
    await write('a', 'b');
    const ran: string[] = [];
    const bypassAll: Migration = async (_db, transaction) => {
      ran.push('bypass all');
      const tracks = transaction.objectStore('tracks');
      for (let cursor = await tracks.openCursor(); cursor; cursor = await cursor.continue()) {
        await cursor.update({ ...cursor.value, bypassed: true });
      }
    };
    const addStore: Migration = (db) => {
      ran.push('add a store');
      db.createObjectStore('history');
    };
    const store = await openStore({ name, migrations: [...migrations, bypassAll, addStore] });
    const { sessions } = await store.load();
    store.close();
    expect(ran).to.deep.equal(['bypass all', 'add a store']);
    expect(sessions[0]?.tracks.map(({ bypassed }) => bypassed)).to.deep.equal([true, true]);
    const again = await openStore({ name, migrations: [...migrations, bypassAll, addStore] });
    again.close();
    expect(ran).to.have.length(2);
  });

  it('leaves the database as it was where a migration fails, however late', async () => {
    await write('a', 'b');
    const failing: Migration = async (db, transaction) => {
      db.createObjectStore('history');
      await transaction.objectStore('tracks').clear();
      throw new Error('cannot go on');
    };
    const error = await refusal(openStore({ name, migrations: [...migrations, failing] }));
    expect(error).to.be.instanceOf(StoreError).and.include({ code: 'migration-failed' });
    expect(error.message).to.contain('from version 3 to 4').and.contain('cannot go on');
    const store = await openStore({ name });
    expect((await store.load()).sessions[0]?.tracks).to.have.length(2);
    store.close();
  });

  it('refuses a database of a newer version in words, leaves it as it is, and the server says so to whoever asks', async () => {
    await write('a');
    const newer = await openStore({ name, migrations: [...migrations, () => {}, (db) => void db.createObjectStore('history')] });
    newer.close();
    const error = await refusal(openStore({ name }));
    expect(error).to.be.instanceOf(StoreError).and.include({ code: 'newer' });
    expect(error.message)
      .to.contain('newer version')
      .and.contain('storage version 5; this build understands up to 3')
      .and.contain('Nothing was changed');
    expect(error.cause).to.have.property('name', 'VersionError');

    const server = createServer({ store: openStore({ name }) });
    const client = new TestClient(server);
    const answer = await client.refusal('PLUGIN_ADD', { track_id: 'a', name: 'eq' }, { session_id: 's' });
    expect(answer.code).to.equal('ENGINE_ERROR');
    expect(answer.details.engine_error).to.equal(error.message);
    await server.close(1001, '');

    const db = await openDB(name);
    expect(db.version).to.equal(5);
    expect(await db.getAllKeys('tracks')).to.deep.equal([['s', 'a']]);
    db.close();
  });

  it('waits for a connection that holds on to an older version, and then gives up in words', async () => {
    await write('a');
    const stubborn = await openDB(name);
    const error = await refusal(openStore({ name, migrations: [...migrations, () => {}], patience: 50 }));
    expect(error).to.include({ code: 'in-use' });
    expect(error.message).to.contain('close the other tabs');
    stubborn.close();
    // Nothing of the attempt that was given up is left to hold on in its turn.
    const store = await openStore({ name, migrations: [...migrations, () => {}, () => {}], patience: 1000 });
    expect((await store.load()).sessions).to.have.length(1);
    store.close();
  });
});
