import { expect } from 'chai';
import type { Change, Store } from '../store/change.ts';
import { StoreError } from '../store/errors.ts';
import { openStore } from '../store/store.ts';
import { databaseName, deleteDatabases } from '../store/testing/database.ts';
import { createServer, type Server } from './server.ts';
import { TestClient } from './testing/connect.ts';

/** A real store whose writes can be counted, held back and made to fail. */
class WatchedStore implements Store {
  /** What each write held of racks and presets, without the traces that changes leave behind. */
  readonly groups: (readonly Change[])[] = [];
  /** Runs before each write; throws where the write shall fail. */
  before: (changes: readonly Change[]) => Promise<void> | void = () => {};
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  load() {
    return this.#store.load();
  }

  async write(changes: readonly Change[]) {
    this.groups.push(changes.filter(({ kind }) => kind === 'track' || kind.startsWith('preset')));
    await this.before(changes);
    await this.#store.write(changes);
  }

  provenance(chain: string) {
    return this.#store.provenance(chain);
  }

  close() {
    this.#store.close();
  }
}

describe('commit queue', () => {
  let store: WatchedStore;
  let server: Server;
  let client: TestClient;
  let plugin: { track_id: string; plugin_id: string };

  beforeEach(async () => {
    store = new WatchedStore(await openStore({ name: databaseName() }));
    server = createServer({ store });
    client = new TestClient(server);
    plugin = await client.add('reverb');
    await client.ask('PING');
    store.groups.length = 0;
    client.frames.length = 0;
  });
  afterEach(() => server.close(1001, 'the test is over'));
  after(deleteDatabases);

  const turn = (value: unknown, parameter_id = 'damping') =>
    client.ask('PLUGIN_PARAMETER', { ...plugin, parameter_id, parameter_value: value });
  const stored = async () => (await store.load()).sessions[0]?.tracks[0]?.plugins[0]?.parameters;

  it('answers reads at once where nothing waits', () => {
    client.ask('PLUGIN_PARAMETERS_GET', plugin);
    client.ask('NONSENSE');
    expect(client.takeTypes()).to.deep.equal(['PLUGIN_PARAMETERS_GET', 'ERROR']);
  });

  it('replies after the change is stored, never before', async () => {
    let release = () => {};
    store.before = () =>
      new Promise((resolve) => {
        release = resolve;
      });
    const other = new TestClient(server);
    const reply = turn(0.9);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([client.frames, other.frames]).to.deep.equal([[], []]);
    expect((await stored())?.damping).to.equal(0.3);
    release();
    await reply;
    expect((await stored())?.damping).to.equal(0.9);
  });

  it('writes all that waits in one transaction, and answers in the order of the frames', async () => {
    const asked = [
      turn(0.1),
      turn(0.2),
      client.ask('PLUGIN_PARAMETERS_GET', plugin),
      turn(7),
      client.ask('NONSENSE'),
      turn(0.4, 'wet_dry'),
      client.ask('PING'),
      client.ask('PLUGIN_PARAMETERS_GET', plugin),
    ];
    const replies = await Promise.all(asked);
    // The first went alone, because nothing waited when it came; the others shared the next transaction.
    expect(store.groups.map((changes) => changes.length)).to.deep.equal([1, 1]);
    const ids = replies.map(({ id }) => id);
    expect(client.frames.map(({ id }) => id).filter((id) => ids.includes(id))).to.deep.equal(ids);
    expect(replies.map(({ type }) => type)).to.deep.equal([
      'PLUGIN_PARAMETER',
      'PLUGIN_PARAMETER',
      'PLUGIN_PARAMETERS_GET',
      'ERROR',
      'ERROR',
      'PLUGIN_PARAMETER',
      'PONG',
      'PLUGIN_PARAMETERS_GET',
    ]);
    // Each read sees exactly what came before it.
    expect(replies[2]?.data).to.have.nested.property('parameters.damping', 0.2);
    expect(replies[2]?.data).to.have.nested.property('parameters.wet_dry', 0.5);
    expect(replies[7]?.data).to.have.nested.property('parameters.wet_dry', 0.4);
  });

  it('shows the frames behind a deletion that it happened, though it is not stored yet', async () => {
    await client.request('PRESET_SAVE', { effect: 'eq', name: 'Mine', parameters: {} });
    store.groups.length = 0;
    const [, , list, again] = await Promise.all([
      turn(0.1),
      client.ask('PRESET_DELETE', { effect: 'eq', name: 'Mine' }),
      client.ask('PRESET_LIST', { effect: 'eq' }),
      client.ask('PRESET_SAVE', { effect: 'eq', name: 'Mine', parameters: { mid_gain: 4 } }),
    ]);
    expect(JSON.stringify(list?.data)).to.not.contain('"Mine"');
    expect(again?.type).to.equal('PRESET_SAVE');
    // Deleted and saved again in one transaction: only the last counts.
    expect(store.groups.map((changes) => changes.length)).to.deep.equal([1, 1]);
    expect((await store.load()).presets).to.have.nested.property('[0].parameters.mid_gain', 4);
  });

  it('keeps the order between clients too', async () => {
    const other = new TestClient(server);
    const turns = Array.from({ length: 40 }, (_, index) => {
      const who = index % 2 ? other : client;
      return who.ask('PLUGIN_PARAMETER', { ...plugin, parameter_id: 'damping', parameter_value: index / 40 });
    });
    await Promise.all(turns);
    const seen = (who: TestClient) =>
      who.frames.filter(({ type }) => type === 'PLUGIN_PARAMETER').map(({ data }) => (data as { parameter_value: number }).parameter_value);
    const expected = Array.from({ length: 40 }, (_, index) => index / 40);
    expect(seen(client)).to.deep.equal(expected);
    expect(seen(other)).to.deep.equal(expected);
    expect((await stored())?.damping).to.equal(39 / 40);
  });

  it('says in words that the storage is full, changes nothing, and goes on', async () => {
    const other = new TestClient(server);
    store.before = () => {
      throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
    };
    const refusal = await client.refusal('PLUGIN_PARAMETER', { ...plugin, parameter_id: 'damping', parameter_value: 0.9 });
    expect(refusal.code).to.equal('ENGINE_ERROR');
    expect(refusal.error).to.match(/^PLUGIN_PARAMETER changed nothing: storage is full: /);
    expect(refusal.details.engine_error).to.match(/^storage is full: /);
    expect((await client.request('PLUGIN_PARAMETERS_GET', plugin)).parameters.damping).to.equal(0.3);
    expect(other.frames).to.deep.equal([]);
    store.before = () => {};
    expect((await turn(0.9)).type).to.equal('PLUGIN_PARAMETER');
  });

  it('gives each request a transaction of its own where the group fails, so that one does not sink the others', async () => {
    store.before = (changes) => {
      for (const change of changes) {
        if (change.kind === 'preset' && change.preset.name === 'Poison') throw new StoreError('full', 'storage is full: no room for this');
      }
    };
    const save = (name: string) => client.ask('PRESET_SAVE', { effect: 'eq', name, parameters: {} });
    const replies = await Promise.all([
      turn(0.1),
      turn(0.2),
      save('Poison'),
      client.ask('PRESET_LIST', { effect: 'eq' }),
      save('Good'),
      turn(0.3),
    ]);
    expect(replies.map(({ type }) => type)).to.deep.equal([
      'PLUGIN_PARAMETER',
      'PLUGIN_PARAMETER',
      'ERROR',
      'PRESET_LIST',
      'PRESET_SAVE',
      'PLUGIN_PARAMETER',
    ]);
    expect(replies[2]?.data).to.have.nested.property('details.engine_error', 'storage is full: no room for this');
    expect(JSON.stringify(replies[3]?.data)).to.not.contain('Poison');
    // One alone, the failing five together, then each of their four writes.
    expect(store.groups.map((changes) => changes.length)).to.deep.equal([1, 3, 1, 1, 1, 1]);
    const { presets } = await store.load();
    expect(presets.map(({ name }) => name)).to.deep.equal(['Good']);
    expect((await stored())?.damping).to.equal(0.3);
    const order = replies.map(({ id }) => id);
    expect(client.frames.map(({ id }) => id).filter((id) => order.includes(id))).to.deep.equal(order);
  });

  it('refuses what depended on a change that could not be stored', async () => {
    store.before = (changes) => {
      if (JSON.stringify(changes).includes('"doomed"')) throw new Error('disk on fire');
    };
    const [, added, turned] = await Promise.all([
      turn(0.1),
      client.ask('PLUGIN_ADD', { track_id: 'doomed', name: 'eq', plugin_id: 'e' }),
      client.ask('PLUGIN_BYPASS', { track_id: 'doomed', plugin_id: 'e', bypass: true }),
    ]);
    expect(added?.data).to.have.property('error').that.contains('storage failed: Error: disk on fire');
    expect(turned?.data).to.have.property('code', 'TRACK_NOT_FOUND');
  });

  it('answers the group on its way when it closes, and drops what waits behind it', async () => {
    let release = () => {};
    store.before = () =>
      new Promise((resolve) => {
        release = resolve;
      });
    const first = turn(0.7);
    turn(0.8);
    const closing = server.close(1012, 'a newer version takes over');
    release();
    await Promise.all([closing, first]);
    expect(client.takeTypes()).to.deep.equal(['PLUGIN_PARAMETER', 'PLUGIN_STATE_UPDATE']);
    expect(client.closedWith).to.deep.equal({ code: 1012, reason: 'a newer version takes over' });
    client.raw('{"type":"PING"}');
    expect(client.frames).to.deep.equal([]);
  });

  it('lets frames wait that come before the store is open', async () => {
    let open: (store: Store) => void = () => {};
    const late = createServer({
      store: new Promise<Store>((resolve) => {
        open = resolve;
      }),
    });
    const early = new TestClient(late);
    const reply = early.ask('PLUGIN_ADD', { track_id: 'main', name: 'eq' });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(early.frames).to.deep.equal([]);
    open(await openStore({ name: databaseName() }));
    expect((await reply).type).to.equal('PLUGIN_ADD');
    await late.close(1001, '');
  });

  it('accepts connections where the store was refused, and tells whoever asks for state why', async () => {
    const words = 'the storage was made by a newer version of Rackwire';
    const refused = createServer({ store: Promise.reject(new StoreError('newer', words)) });
    const visitor = new TestClient(refused);
    for (const [type, data] of [
      ['SESSION_STATE_GET', {}],
      ['PLUGIN_ADD', { track_id: 'main', name: 'eq' }],
      ['RACK_LOAD', { track_id: 'main', preset_name: 'Drum Bus' }],
      ['PRESET_LIST', {}],
      ['PRESET_SAVE', { effect: 'eq', name: 'x', parameters: {} }],
    ] as const) {
      const refusal = await visitor.refusal(type, data);
      expect(refusal, type).to.deep.equal({ error: words, code: 'ENGINE_ERROR', details: { engine_error: words } });
    }
    expect(refused.refused).to.equal(true);
    expect((await visitor.ask('PING')).type).to.equal('PONG');
    expect((await visitor.ask('PLUGIN_CATALOG_GET', {})).type).to.equal('PLUGIN_CATALOG_GET');
    await refused.close(1001, '');
  });
});
