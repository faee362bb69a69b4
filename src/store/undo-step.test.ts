import { expect } from 'chai';
import { openDB } from 'idb';
import { findEffect, fullValues } from '../effects/catalogue.ts';
import type { Store } from './change.ts';
import { StoreError } from './errors.ts';
import { openStore } from './store.ts';
import { databaseName, deleteDatabases } from './testing/database.ts';
import type { UndoStep } from './undo-step.ts';

const eq = findEffect('eq');
const parameters = eq ? fullValues(eq) : {};
const plugin = { plugin_id: 'a', name: 'A', plugin_path: '', effect: 'eq', bypassed: false, parameters };
const step = (n: number, more: Partial<UndoStep> = {}): UndoStep => ({
  n,
  at: 1000 + n,
  gesture: false,
  undone: false,
  edits: [{ kind: 'add', track_id: 'main', index: 0, plugin }],
  ...more,
});

describe('steps of undo in the store', () => {
  let name: string;
  let store: Store | undefined;

  beforeEach(async () => {
    name = databaseName();
    store = await openStore({ name });
  });
  afterEach(() => store?.close());
  after(deleteDatabases);

  const put = (...steps: UndoStep[]) =>
    store?.write(steps.map((value) => ({ kind: 'step', session_id: 's', user_id: 'ann', step: value }) as const));
  const stored = async () => (await store?.load())?.steps?.map((entry) => entry.step);
  const scribble = async (n: number, record: unknown) => {
    const db = await openDB(name);
    await db.put('undo', record, ['s', 'ann', n]);
    db.close();
  };

  it('come back as they were, in the order of their numbers', async () => {
    const turned = step(2, {
      gesture: true,
      undone: true,
      edits: [
        { kind: 'values', track_id: 'main', plugin_id: 'a', from: { mid_gain: 0 }, to: { mid_gain: 3 } },
        { kind: 'bypass', track_id: 'main', plugin_id: 'a', to: true },
        { kind: 'move', track_id: 'main', plugin_id: 'a', from: 0, to: 2 },
        { kind: 'rack-bypass', track_id: 'main', to: true },
      ],
    });
    await put(turned, step(10), step(1));
    expect(await stored()).to.deep.equal([step(1), turned, step(10)]);
    await store?.write([{ kind: 'step-removed', session_id: 's', user_id: 'ann', n: 2 }]);
    expect(await stored()).to.deep.equal([step(1), step(10)]);
  });

  it('are forgotten where they cannot be read, or need an effect that this build lacks', async () => {
    await put(step(0), step(1), step(2));
    await scribble(0, { format: 1, at: 'noon', edits: [] });
    await scribble(1, {
      format: 1,
      ...step(1, { edits: [{ kind: 'add', track_id: 'main', index: 0, plugin: { ...plugin, effect: 'nope' } }] }),
    });
    expect(await stored()).to.deep.equal([step(2)]);
  });

  it('give a plugin the parameters that its effect has grown', async () => {
    const { mid_gain: _grown, ...fewer } = parameters;
    await scribble(0, {
      format: 1,
      ...step(0, { edits: [{ kind: 'remove', track_id: 'main', index: 0, plugin: { ...plugin, parameters: fewer } }] }),
    });
    expect((await stored())?.[0]?.edits[0]).to.have.deep.nested.property('plugin.parameters', parameters);
  });

  it('of a newer build are refused in words', async () => {
    await scribble(0, { format: 2 });
    const error = await store?.load().catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(StoreError).and.include({ code: 'newer' });
  });
});
