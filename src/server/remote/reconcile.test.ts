import { expect } from 'chai';
import { findEffect, fullValues } from '../../effects/catalogue.ts';
import type { EffectDescriptor } from '../../effects/descriptor.ts';
import type { Outgoing } from '../../store/outgoing.ts';
import type { Edit } from '../../store/undo-step.ts';
import type { PluginState, ProvenanceRecord } from '../../wire/state.ts';
import { type ReconcileInput, reconcile } from './reconcile.ts';

const reverb = findEffect('reverb') as EffectDescriptor;
const plugin = (plugin_id: string, values: Record<string, number> = {}): PluginState => {
  return { plugin_id, name: 'Room', plugin_path: '', effect: 'reverb', bypassed: false, parameters: fullValues(reverb, values) };
};
const where = { track_id: 'main', plugin_id: 'a' };
const waiting = (...edits: Edit[]): Outgoing[] => edits.map((edit, n) => ({ n, id: `remote_${n}`, at: 1000 + n, user_id: 'me', edit }));
const values = (parameter_id: string, from: number, to: number): Edit => {
  return { kind: 'values', ...where, from: { [parameter_id]: from }, to: { [parameter_id]: to } };
};
const record = (at: number, changes: readonly Edit[], more: object = {}): ProvenanceRecord => {
  const entity = { entity_type: 'plugin' as const, entity_id: 'a', operation: '', parent_daids: [], daid: '' };
  return { ...entity, agent_id: 'they', timestamp: new Date(at).toISOString(), metadata: { changes, ...more } };
};

/** What is not to be sent: the number of a change, or that with the values. */
function judge(plugins: readonly PluginState[], outgoing: readonly Outgoing[], more: Partial<ReconcileInput> = {}) {
  const confirmed = new Map([['main', { track_id: 'main', bypassed: false, plugins }]]);
  const { verdicts, conflicts } = reconcile({ confirmed, waiting: outgoing, records: [], history: [], offset: 0, ...more });
  return { not: verdicts.map(({ outgoing: { n }, without }) => (without ? [n, ...without] : n)), conflicts };
}

describe('what waits, compared with the remote', () => {
  const add: Edit = { kind: 'add', track_id: 'main', index: 0, plugin: plugin('a') };
  const remove: Edit = { kind: 'remove', track_id: 'main', index: 0, plugin: plugin('a') };

  it('is sent as it is where nobody else was there', () => {
    const all = waiting(
      values('wet_dry', 0.5, 0.25),
      { kind: 'bypass', ...where, to: true },
      { kind: 'rack-bypass', track_id: 'main', to: true },
    );
    expect(judge([plugin('a', { wet_dry: 0.5 })], all)).to.deep.equal({ not: [], conflicts: [] });
    expect(
      judge([], waiting(add, values('wet_dry', 0.5, 0.25), { kind: 'move', ...where, from: 0, to: 0 }, remove)).conflicts,
    ).to.deep.equal([]);
  });

  it('is not sent again where the remote has it already, whatever it remembers', () => {
    expect(judge([plugin('a')], waiting(add)).not).to.deep.equal([0]);
    expect(judge([], waiting(remove)).not).to.deep.equal([0]);
    expect(judge([plugin('a', { wet_dry: 0.25 })], waiting(values('wet_dry', 0.5, 0.25))).not).to.deep.equal([0]);
    expect(judge([{ ...plugin('a'), bypassed: true }], waiting({ kind: 'bypass', ...where, to: true })).not).to.deep.equal([0]);
    expect(judge([plugin('b'), plugin('a')], waiting({ kind: 'move', ...where, from: 0, to: 1 })).not).to.deep.equal([0]);
    expect(judge([plugin('a')], waiting({ kind: 'rack-bypass', track_id: 'main', to: false })).not).to.deep.equal([0]);
    // The first was made, and its answer lost; the next begins from it.
    const two = waiting(values('wet_dry', 0.5, 0.25), values('wet_dry', 0.25, 0.75));
    expect(judge([plugin('a', { wet_dry: 0.25 })], two)).to.deep.equal({ not: [0], conflicts: [] });
  });

  it('is not sent where the remote remembers the message, even though others have undone it', () => {
    expect(
      judge([plugin('a', { wet_dry: 0.5 })], waiting(values('wet_dry', 0.5, 0.25)), { history: [{ id: 'remote_0' }] }).not,
    ).to.deep.equal([0]);
  });

  it('does not bring back a plugin that was added, and removed there since', () => {
    const unanswered = { id: 'remote_0', at: 2000 };
    const added = record(2001, [add]);
    expect(judge([], waiting(add), { unanswered, records: [added] }).not).to.deep.equal([0]);
    expect(judge([], waiting(add), { unanswered, records: [added] }).conflicts[0]).to.include({ kept: 'theirs', plugin_id: 'a' });
    // Clocks differ.
    expect(judge([], waiting(add), { unanswered, records: [added], offset: 500 }).not).to.deep.equal([]);
    // It was there before, and comes back by an undo.
    expect(judge([], waiting(add), { unanswered, records: [record(1500, [add])] }).not).to.deep.equal([]);
    expect(judge([], waiting(add), { unanswered: { id: 'another', at: 2000 }, records: [added] }).not).to.deep.equal([]);
  });

  it('gives way to a newer value, and to no older one, parameter by parameter', () => {
    const present = [plugin('a', { wet_dry: 0.9, damping: 0.8 })];
    const both: Edit = { kind: 'values', ...where, from: { wet_dry: 0.5, damping: 0.3 }, to: { wet_dry: 0.1, damping: 0.2 } };
    const newer = record(1001, [values('wet_dry', 0.5, 0.9)]);
    const older = record(999, [values('damping', 0.3, 0.8)]);
    const { not, conflicts } = judge(present, waiting(both), { records: [older, newer] });
    expect(not).to.deep.equal([[0, 'wet_dry']]);
    expect(
      conflicts.map(({ parameter_id, mine, theirs, kept, changed_by }) => [parameter_id, mine, theirs, kept, changed_by]),
    ).to.deep.equal([
      ['wet_dry', 0.1, 0.9, 'theirs', 'they'],
      ['damping', 0.2, 0.8, 'mine', 'they'],
    ]);
    // What came there later may have been set before.
    const late = record(5000, [values('wet_dry', 0.5, 0.9)], { made_at: new Date(900).toISOString() });
    expect(judge(present, waiting(values('wet_dry', 0.5, 0.1)), { records: [late] }).not).to.deep.equal([]);
    expect(judge(present, waiting(values('wet_dry', 0.5, 0.1)), { records: [newer], offset: 10 }).not).to.deep.equal([]);
    // A remote that remembers nothing, or what nobody here understands.
    for (const records of [[], [record(9000, []), { ...newer, metadata: { changes: [null, 'x', {}] } }]])
      expect(judge(present, waiting(values('wet_dry', 0.5, 0.1)), { records }).conflicts[0]).to.include({ kept: 'mine' });
  });

  it('is dropped, and told, where its plugin is gone', () => {
    const { not, conflicts } = judge([], waiting(values('wet_dry', 0.5, 0.1), { kind: 'bypass', ...where, to: true }));
    expect(not).to.deep.equal([0, 1]);
    expect(conflicts[0]).to.include({ plugin_id: 'a', kept: 'theirs' });
  });
});
