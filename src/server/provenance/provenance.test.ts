import { expect } from 'chai';
import { openDB } from 'idb';
import { StoreError } from '../../store/errors.ts';
import { openStore } from '../../store/store.ts';
import { databaseName, deleteDatabases } from '../../store/testing/database.ts';
import { canonicalJson } from '../../wire/canonical.ts';
import type { RequestInput } from '../../wire/requests.ts';
import type { ProvenanceRecord } from '../../wire/state.ts';
import type { Server } from '../server.ts';
import { TestClient } from '../testing/connect.ts';
import { startServer } from '../testing/start.ts';
import { daidOf } from './daid.ts';
import { readStoredChain, verifyChain } from './verify.ts';

const hex = (bytes: ArrayBuffer) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');

describe('provenance', () => {
  let now = 0;
  let name: string;
  let server: Server;
  let client: TestClient;

  beforeEach(async () => {
    now = Date.UTC(2026, 10, 20, 18, 40, 48, 634);
    name = databaseName();
    await start();
  });
  afterEach(() => server.close(1001, 'the test is over'));
  after(deleteDatabases);

  const start = async () => {
    server = await startServer({ name, clock: { now: () => now } });
    client = new TestClient(server);
  };
  const get = (data: RequestInput<'PROVENANCE_GET'> = {}, envelope = {}) => client.request('PROVENANCE_GET', data, envelope);
  const records = async (data: RequestInput<'PROVENANCE_GET'> = {}) => (await get(data)).records;
  const verification = async () => (await get({ verify: true })).verification;
  const turn = (plugin: { track_id: string; plugin_id: string }, parameter_value: number, parameter_id = 'damping', user_id = 'ann') => {
    now += 10;
    return client.request('PLUGIN_PARAMETER', { ...plugin, parameter_id, parameter_value }, { user_id });
  };
  const later = () => {
    now += 2000;
  };

  /** A chain of five records: three of a reverb, one of an eq between them, one of a preset. */
  const makeChain = async () => {
    const reverb = await client.add('reverb');
    later();
    await turn(reverb, 0.9);
    const eq = await client.add('eq');
    later();
    await client.request('PLUGIN_BYPASS', { ...reverb, bypass: true });
    await client.request('PRESET_SAVE', { effect: 'eq', name: 'Mine', parameters: {} });
    return { reverb, eq };
  };

  /** Changes what lies in the database behind everybody's back. */
  const tamper = async (change: (db: Awaited<ReturnType<typeof openDB>>) => Promise<unknown>) => {
    const db = await openDB(name);
    await change(db);
    db.close();
  };
  const edit = (n: number, change: (record: Record<string, unknown>) => void, chain = 'default') =>
    tamper(async (db) => {
      const record = await db.get('provenance', [chain, n]);
      change(record);
      await db.put('provenance', record, [chain, n]);
    });

  it('names a record by time, user, entity and hash', async () => {
    await client.request('PLUGIN_ADD', { track_id: 'main', name: 'eq', plugin_id: 'tone' }, { user_id: 'ann:100%' });
    const [record] = await records();
    expect(record).to.deep.include({
      entity_type: 'plugin',
      entity_id: 'tone',
      operation: 'plugin_add',
      agent_id: 'ann:100%',
      parent_daids: [],
      timestamp: '2026-11-20T18:40:48.634Z',
    });
    expect(record?.metadata).to.have.nested.property('changes[0].plugin.parameters.mid_gain', 0);
    expect(record?.daid).to.match(/^daid:v1\.0:2026-11-20T18-40-48\.634Z:ann%3A100%25:plugin:tone:[0-9a-f]{16}$/);
    expect(record?.daid.split(':')).to.have.length(7);
  });

  it('hashes what the wire contract says, as the browser itself does', async () => {
    await makeChain();
    for (const { daid, parent_daids, operation, metadata, entity_id } of await records()) {
      const text = canonicalJson({ parents: [...parent_daids].sort(), operation, metadata, entity_id });
      const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
      expect(daid.split(':').at(-1)).to.equal(hex(digest).slice(0, 16));
    }
  });

  it('keeps a chain for each entity, whose parents are the records before', async () => {
    const { reverb, eq } = await makeChain();
    const all = await records();
    expect(all.map(({ operation }) => operation)).to.deep.equal([
      'plugin_add',
      'plugin_parameter',
      'plugin_add',
      'plugin_bypass',
      'preset_save',
    ]);
    const [added, turned, other, bypassed, preset] = all as [ProvenanceRecord, ...ProvenanceRecord[]];
    expect(turned?.parent_daids).to.deep.equal([added.daid]);
    expect(bypassed?.parent_daids).to.deep.equal([turned?.daid]);
    expect(other).to.deep.include({ entity_id: eq.plugin_id, parent_daids: [] });
    expect(preset).to.deep.include({ entity_type: 'preset', entity_id: 'eq/Mine', parent_daids: [] });
    expect((await records({ entity_id: reverb.plugin_id })).map(({ daid }) => daid)).to.deep.equal([
      added.daid,
      turned?.daid,
      bypassed?.daid,
    ]);
    expect(await records({ entity_id: reverb.plugin_id, limit: 1 })).to.deep.equal([bypassed]);
    expect(await records({ track_id: 'main' })).to.have.length(4);
    expect(await records({ track_id: 'none' })).to.deep.equal([]);
    expect(await verification()).to.deep.equal({ valid: true, checked: 5, problems: [] });
  });

  it('keeps one record of a gesture, from where it began to where it ended', async () => {
    const plugin = await client.add('reverb');
    const before = await records();
    for (const value of [0.4, 0.5, 0.6]) await turn(plugin, value);
    const [, gesture] = await records();
    expect(gesture?.metadata.changes).to.deep.equal([{ kind: 'values', ...plugin, from: { damping: 0.3 }, to: { damping: 0.6 } }]);
    expect(gesture?.parent_daids).to.deep.equal([before[0]?.daid]);
    // A rest, another user, another knob, another message: each begins a record.
    later();
    await turn(plugin, 0.7);
    await turn(plugin, 0.8, 'damping', 'bo');
    await turn(plugin, 0.8, 'wet_dry', 'bo');
    await client.request('PLUGIN_PRESET', { ...plugin, preset_name: 'Small Room' }, { user_id: 'bo' });
    await turn(plugin, 0.1, 'damping', 'bo');
    expect((await records()).map(({ agent_id, operation }) => `${agent_id} ${operation}`)).to.deep.equal([
      'anonymous plugin_add',
      'ann plugin_parameter',
      'ann plugin_parameter',
      'bo plugin_parameter',
      'bo plugin_parameter',
      'bo plugin_preset',
      'bo plugin_parameter',
    ]);
    expect((await verification())?.valid).to.equal(true);
  });

  it('tells of undo, of racks and of renamed presets', async () => {
    const { reverb } = await makeChain();
    await client.request('UNDO', {});
    const undone = (await records({ entity_id: reverb.plugin_id })).at(-1);
    expect(undone?.operation).to.equal('undo');
    expect(undone?.metadata.changes).to.deep.equal([{ kind: 'bypass', ...reverb, to: false }]);
    await client.request('RACK_BYPASS', { track_id: 'main', bypass: true });
    expect((await records({ entity_id: 'main' })).at(-1)).to.deep.include({ entity_type: 'track', operation: 'rack_bypass' });
    later();
    await client.request('RACK_LOAD', { track_id: 'main', plugins: [{ effect: 'delay' }] });
    expect((await records()).slice(-3).map(({ operation, entity_type }) => [operation, entity_type])).to.deep.equal([
      ['rack_load', 'plugin'],
      ['rack_load', 'plugin'],
      ['rack_load', 'plugin'],
    ]);
    await client.request('PRESET_SAVE', { effect: 'eq', name: 'Ours', parameters: {}, rename_from: 'Mine' });
    const [former] = (await records({ entity_id: 'eq/Mine' })).slice(-1);
    expect((await records({ entity_id: 'eq/Ours' }))[0]?.parent_daids).to.deep.equal([former?.daid]);
    expect((await verification())?.problems).to.deep.equal([]);
  });

  it('keeps no record of what changes nothing, nor of what is refused', async () => {
    const plugin = await client.add('reverb');
    await turn(plugin, 0.3);
    await client.refusal('PLUGIN_PARAMETER', { ...plugin, parameter_id: 'damping', parameter_value: 7 });
    expect(await records()).to.have.length(1);
  });

  it('keeps sessions apart, and shows the presets to each', async () => {
    await makeChain();
    const { records: theirs } = await get({}, { session_id: 'studio' });
    expect(theirs.map(({ operation }) => operation)).to.deep.equal(['preset_save']);
  });

  it('goes on where an earlier server ended', async () => {
    const { reverb } = await makeChain();
    const [last] = (await records({ entity_id: reverb.plugin_id })).slice(-1);
    await server.close(1001, '');
    await start();
    await turn(reverb, 0.1);
    const next = (await records({ entity_id: reverb.plugin_id })).at(-1);
    expect(next?.parent_daids).to.deep.equal([last?.daid]);
    expect(await verification()).to.deep.equal({ valid: true, checked: 6, problems: [] });
  });

  it('is stored with the change, and sees all that was acknowledged before', async () => {
    const plugin = await client.add('reverb');
    const answers = await Promise.all([turn(plugin, 0.9), get(), turn(plugin, 0.2, 'wet_dry')]);
    expect(answers[1].records.map(({ operation }) => operation).slice(0, 2)).to.deep.equal(['plugin_add', 'plugin_parameter']);
  });

  describe('finds and names', () => {
    it('a record whose content was changed', async () => {
      await makeChain();
      const chain = await records();
      for (const [n, change] of [
        [1, (record: Record<string, unknown>) => Object.assign(record.metadata as object, { track_id: 'other' })],
        [0, (record: Record<string, unknown>) => Object.assign(record, { agent_id: 'mallory' })],
        [2, (record: Record<string, unknown>) => Object.assign(record, { timestamp: '2020-01-01T00:00:00.000Z' })],
        [3, (record: Record<string, unknown>) => Object.assign(record, { operation: 'plugin_move' })],
      ] as const) {
        let original: Record<string, unknown> = {};
        await edit(n, (record) => {
          original = structuredClone(record);
          change(record);
        });
        const found = await verification();
        expect(found?.valid).to.equal(false);
        expect(found?.problems.map(({ problem, daid }) => [problem, daid])).to.deep.equal([['tampered', chain[n]?.daid]]);
        await edit(n, (record) => Object.assign(record, original));
      }
      expect((await verification())?.valid).to.equal(true);
    });

    it('a record that was forged with a name that fits, by what follows it', async () => {
      await makeChain();
      const chain = await records();
      let forged = '';
      await edit(1, (record) => {
        Object.assign(record.metadata as object, { track_id: 'other' });
        forged = daidOf(record as unknown as ProvenanceRecord);
        record.daid = forged;
      });
      const found = await verification();
      expect(found?.problems.map(({ problem, daid }) => [problem, daid])).to.have.deep.members([
        ['missing', chain[1]?.daid],
        ['tampered', forged],
      ]);
    });

    it('a record that was taken out, in the middle and at the end', async () => {
      await makeChain();
      const chain = await records();
      await tamper((db) => db.delete('provenance', ['default', 1]));
      expect((await verification())?.problems).to.deep.equal([
        { problem: 'missing', daid: chain[1]?.daid, reason: `expected it as a parent of ${chain[3]?.daid}` },
      ]);
      await tamper((db) => db.delete('provenance', ['default', 3]));
      const both = await verification();
      expect(both?.problems.map(({ problem, daid }) => [problem, daid])).to.deep.equal([
        ['missing', chain[3]?.daid],
        ['missing', ''],
      ]);
      expect(both?.problems[1]?.reason).to.contain('numbers 1, 3');
    });

    it('the first record, and all of them', async () => {
      await makeChain();
      await tamper((db) => db.clear('provenance'));
      const found = await verification();
      expect(found?.checked).to.equal(0);
      // The heads name the last of each entity; those behind them are told by number.
      expect(found?.problems.map(({ problem }) => problem)).to.deep.equal(['missing', 'missing', 'missing', 'missing']);
    });

    it('a record that has lost its form', async () => {
      await makeChain();
      const chain = await records();
      await tamper((db) => db.put('provenance', 'scribble', ['default', 2]));
      const found = await verification();
      expect(found?.problems.some(({ problem, reason }) => problem === 'tampered' && reason.includes('record 2'))).to.equal(true);
      expect((await records()).map(({ daid }) => daid)).to.not.include(chain[2]?.daid);
    });

    it('the oldest records, unless they were forgotten in due course', async () => {
      await makeChain();
      await tamper(async (db) => {
        await db.delete('provenance', ['default', 0]);
        await db.delete('provenance', ['default', 2]);
      });
      expect((await verification())?.problems.map(({ problem }) => problem)).to.deep.equal(['missing', 'missing']);
      const store = await openStore({ name });
      const chain = readStoredChain(await store.provenance('default'));
      store.close();
      // As it is where only three records are kept, of which the second is missing.
      expect(verifyChain(chain, 3).map(({ problem }) => problem)).to.deep.equal(['missing']);
      expect(verifyChain(chain, 1)).to.deep.equal([]);
    });
  });

  it('says so where the store is out of reach', async () => {
    const refused = await startServer({ store: { ...brokenStore } });
    const refusal = await new TestClient(refused).refusal('PROVENANCE_GET', {});
    expect(refusal.code).to.equal('ENGINE_ERROR');
    expect(refusal.error).to.contain('the disk is gone');
    await refused.close(1001, '');
  });
});

const brokenStore = {
  load: async () => ({ sessions: [], presets: [], problems: [] }),
  write: async () => {},
  provenance: () => Promise.reject(new StoreError('failed', 'the disk is gone')),
  close: () => {},
};
