import { expect } from 'chai';
import { openDB } from 'idb';
import { findEffect, fullValues } from '../effects/catalogue.ts';
import type { TrackState } from '../wire/state.ts';
import type { Change, Store } from './change.ts';
import { StoreError, toStoreError } from './errors.ts';
import { openStore } from './store.ts';
import { databaseName, deleteDatabases } from './testing/database.ts';

const valuesOf = (id: string, more = {}) => {
  const effect = findEffect(id);
  if (!effect) throw new Error(`no ${id}`);
  return fullValues(effect, more);
};
const plugin = (plugin_id: string, effect = 'eq', more = {}) => ({
  plugin_id,
  name: `The ${effect}`,
  plugin_path: '',
  effect,
  bypassed: false,
  parameters: valuesOf(effect, more),
});
const track = (track_id: string, ...plugins: TrackState['plugins']): TrackState => ({ track_id, bypassed: false, plugins });
const put = (session_id: string, value: TrackState): Change => ({ kind: 'track', session_id, track: value });

const refusalOf = async (promise: Promise<unknown>): Promise<StoreError> => {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof StoreError) return error;
  throw new Error(`expected a StoreError, got ${error}`);
};

/** Everything in the database, as it lies there. */
async function dump(name: string) {
  const db = await openDB(name);
  const entries = await Promise.all(
    [...db.objectStoreNames].map(async (store) => [store, await db.getAllKeys(store), await db.getAll(store)] as const),
  );
  const { version } = db;
  db.close();
  return { version, entries };
}

describe('store', () => {
  let name: string;
  let store: Store | undefined;

  beforeEach(() => {
    name = databaseName();
  });
  afterEach(() => store?.close());
  after(deleteDatabases);

  const open = async (options = {}) => {
    store?.close();
    store = await openStore({ name, ...options });
    return store;
  };
  const putRaw = async (where: string, key: IDBValidKey, record: unknown) => {
    const db = await openDB(name);
    await db.put(where, record, key);
    db.close();
  };

  it('keeps what a remote has not seen yet, in its order, until it has', async () => {
    let opened = await open();
    const edit = { kind: 'rack-bypass', track_id: 'main', to: true } as const;
    const outgoing = [0, 1, 2].map((n) => ({ n, id: `remote_${n}`, at: 1000 + n, user_id: 'desk', edit }));
    await opened.write(outgoing.toReversed().map((each) => ({ kind: 'outgoing', session_id: 's', outgoing: each })));
    await opened.write([{ kind: 'outgoing-removed', session_id: 's', n: 1 }]);
    opened.close();
    opened = await open();
    expect((await opened.load()).outgoing).to.deep.equal([0, 2].map((n) => ({ session_id: 's', outgoing: outgoing[n] })));
  });

  it('starts empty, and gives back what was written', async () => {
    let opened = await open();
    expect(await opened.load()).to.deep.equal({ sessions: [], presets: [], problems: [], steps: [], heads: [], outgoing: [] });
    const main = track('main', plugin('a'), plugin('b', 'delay', { time: 0.5 }));
    await opened.write([
      put('s', main),
      put('s', track('aux')),
      put('__proto__', track('<b>', plugin('x', 'reverb'))),
      { kind: 'preset', preset: { kind: 'effect', effect: 'eq', name: 'Mine', factory: false, parameters: valuesOf('eq') } },
      {
        kind: 'preset',
        preset: {
          kind: 'rack',
          effect: 'rack',
          name: 'Two',
          factory: false,
          plugins: [{ effect: 'eq', name: 'E', bypassed: true, parameters: valuesOf('eq', { mid_gain: 3 }) }],
        },
      },
    ]);
    opened = await open();
    const { sessions, presets, problems } = await opened.load();
    expect(problems).to.deep.equal([]);
    expect(sessions).to.deep.equal([
      { session_id: '__proto__', tracks: [track('<b>', plugin('x', 'reverb'))] },
      { session_id: 's', tracks: [track('aux'), main] },
    ]);
    expect(presets.map((preset) => preset.name)).to.deep.equal(['Mine', 'Two']);
    expect(presets[1]).to.have.nested.property('plugins[0].parameters.mid_gain', 3);
    await opened.write([{ kind: 'preset-removed', effect: 'eq', name: 'Mine' }]);
    expect((await opened.load()).presets).to.have.length(1);
  });

  it('marks each record with its format', async () => {
    await (await open()).write([put('s', track('main', plugin('a')))]);
    const { entries } = await dump(name);
    const [, keys, records] = entries.find(([where]) => where === 'tracks') ?? [];
    expect(keys).to.deep.equal([['s', 'main']]);
    expect(records?.[0]).to.include({ format: 1, bypassed: false });
  });

  it('writes all changes or none', async () => {
    const opened = await open();
    const unclonable = { ...track('bad'), plugins: [{ ...plugin('a'), name: (() => '') as unknown as string }] };
    const error = await refusalOf(opened.write([put('s', track('good')), put('s', unclonable)]));
    expect(error.code).to.equal('failed');
    expect(error.message).to.contain('DataCloneError');
    expect((await opened.load()).sessions).to.deep.equal([]);
    await opened.write([put('s', track('good'))]);
    expect((await opened.load()).sessions).to.have.length(1);
  });

  /** Lets a test see the store's own next transaction. */
  const onTransaction = (seen: (transaction: IDBTransaction) => void) => {
    const { transaction: original } = IDBDatabase.prototype;
    IDBDatabase.prototype.transaction = function (...args) {
      IDBDatabase.prototype.transaction = original;
      const transaction = original.apply(this, args);
      seen(transaction);
      return transaction;
    };
  };

  it('resolves a write when its transaction is complete, not before', async () => {
    const opened = await open();
    let completed = false;
    onTransaction((transaction) => {
      transaction.addEventListener('complete', () => {
        completed = true;
      });
    });
    await opened.write([put('s', track('main'))]);
    expect(completed).to.equal(true);
  });

  it('rejects a write whose transaction the browser aborts, and keeps none of it', async () => {
    const opened = await open();
    // The write makes its requests at once; a microtask later they are all on their way.
    onTransaction((transaction) => queueMicrotask(() => transaction.abort()));
    const error = await refusalOf(opened.write([put('s', track('a')), put('s', track('b')), put('s', track('c'))]));
    expect(error.code).to.equal('failed');
    expect((await opened.load()).sessions).to.deep.equal([]);
  });

  it('refuses in words after it was closed', async () => {
    const opened = await open();
    opened.close();
    expect((await refusalOf(opened.write([put('s', track('main'))]))).code).to.equal('closed');
    expect((await refusalOf(opened.load())).code).to.equal('closed');
  });

  it('words what the browser says', () => {
    const quota = new DOMException('The quota has been exceeded.', 'QuotaExceededError');
    expect(toStoreError(quota)).to.include({ code: 'full', cause: quota });
    expect(toStoreError(quota).message).to.match(/^storage is full: /);
    expect(toStoreError('no').message).to.equal('storage failed: no');
    expect(toStoreError(new DOMException('', 'AbortError')).message).to.equal('storage failed: AbortError');
  });

  it('refuses in words where the browser forbids storage', async () => {
    const forbidden = {
      open: () => {
        throw new DOMException('Storage is disabled.', 'SecurityError');
      },
    } as unknown as IDBFactory;
    const error = await refusalOf(openStore({ indexedDB: forbidden }));
    expect(error.message).to.equal('storage failed: SecurityError: Storage is disabled.');
  });

  it('gives up a database that another connection wants to delete', async () => {
    const lost = new Promise<string>((resolve) => {
      open({ onLost: resolve }).then(() => indexedDB.deleteDatabase(name));
    });
    expect(await lost).to.contain('newer form');
  });

  describe('with records that this build cannot quite read', () => {
    const record = (plugins: unknown[], format = 1) => ({ format, bypassed: false, plugins });

    beforeEach(async () => {
      await (await open()).write([put('s', track('fine', plugin('a')))]);
      store?.close();
    });

    it('gives parameters that an effect has gained their defaults', async () => {
      const { width: _, ...old } = valuesOf('reverb', { damping: 0.9 });
      await putRaw('tracks', ['s', 'old'], record([{ ...plugin('r', 'reverb'), parameters: old }]));
      const { sessions, problems } = await (await open()).load();
      expect(sessions[0]?.tracks[1]?.plugins[0]?.parameters).to.deep.equal(valuesOf('reverb', { damping: 0.9 }));
      expect(problems).to.deep.equal([]);
    });

    it('gives values that are no longer valid their defaults, and says so', async () => {
      await putRaw('tracks', ['s', 'odd'], record([{ ...plugin('r', 'reverb'), parameters: valuesOf('reverb', { damping: 7 }) }]));
      const { sessions, problems } = await (await open()).load();
      expect(sessions[0]?.tracks[1]?.plugins[0]?.parameters.damping).to.equal(0.3);
      expect(problems).to.have.length(1);
      expect(problems[0]?.session_id).to.equal('s');
      expect(problems[0]?.text).to.contain('damping').and.contain('got 7');
    });

    it('keeps plugins of an effect that it lacks, silent, in their places, through later writes', async () => {
      const foreign = { ...plugin('z', 'eq'), effect: 'spectral_gate', parameters: { depth: 0.5, nested: { curve: [1, 2] } } };
      await putRaw('tracks', ['s', 'mixed'], record([plugin('a'), foreign, plugin('b')]));
      const opened = await open();
      const { sessions, problems } = await opened.load();
      const mixed = sessions[0]?.tracks[1];
      expect(mixed?.plugins.map(({ plugin_id }) => plugin_id)).to.deep.equal(['a', 'b']);
      expect(problems[0]?.text).to.contain('spectral_gate').and.contain('stays stored');
      await opened.write([put('s', track('mixed', plugin('a', 'eq', { mid_gain: 1 }), plugin('b'), plugin('c')))]);
      const [, , records] = (await dump(name)).entries.find(([where]) => where === 'tracks') ?? [];
      const plugins: { plugin_id: string }[] = records?.[1].plugins;
      expect(plugins.map(({ plugin_id }) => plugin_id)).to.deep.equal(['a', 'z', 'b', 'c']);
      expect(plugins[1]).to.deep.equal(foreign);
    });

    it('leaves a record that it cannot read at all as it is, and refuses to write over it', async () => {
      const broken = { format: 1, bypassed: 'perhaps', plugins: 'none' };
      await putRaw('tracks', ['s', 'broken'], broken);
      await putRaw('presets', ['eq', 'Broken'], 'not even an object');
      await putRaw('presets', ['rack', 'Foreign'], { format: 1, kind: 'rack', plugins: [{ effect: 'spectral_gate', parameters: {} }] });
      const before = await dump(name);
      const opened = await open();
      const { sessions, presets, problems } = await opened.load();
      expect(sessions[0]?.tracks.map(({ track_id }) => track_id)).to.deep.equal(['fine']);
      expect(presets).to.deep.equal([]);
      expect(problems.map(({ text }) => text).join('\n'))
        .to.contain('"broken" cannot be read: bypassed')
        .and.contain('"Broken" of eq')
        .and.contain('spectral_gate');
      for (const change of [
        put('s', track('broken')),
        { kind: 'preset-removed', effect: 'eq', name: 'Broken' } as const,
        { kind: 'preset-removed', effect: 'rack', name: 'Foreign' } as const,
      ]) {
        expect((await refusalOf(opened.write([change]))).code).to.equal('unreadable');
      }
      await opened.write([put('s', track('fine', plugin('a')))]);
      expect(await dump(name)).to.deep.equal(before);
    });

    it('refuses the whole store where a record is of a newer format, and changes nothing', async () => {
      await putRaw('tracks', ['s', 'future'], record([], 2));
      const before = await dump(name);
      const error = await refusalOf((await open()).load());
      expect(error.code).to.equal('newer');
      expect(error.message)
        .to.contain('"future"')
        .and.contain('record format 2; this build understands up to 1')
        .and.contain('Nothing was changed');
      expect(await dump(name)).to.deep.equal(before);
    });
  });
});
