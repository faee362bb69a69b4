import { expect } from 'chai';
import type { Change } from '../../store/change.ts';
import { PROVENANCE_LIMIT } from '../../wire/limits.ts';
import { State } from '../state.ts';
import { append } from './append.ts';

describe('appending to a chain', () => {
  it('forgets the oldest records beyond the limit, and the entities that have no other', () => {
    const state = new State();
    const act = { operation: 'plugin_bypass', agent_id: 'ann', timestamp: '2026-11-20T18:40:48.634Z' };
    const removed: Change[] = [];
    const count = PROVENANCE_LIMIT + 1200;
    for (let n = 0; n < count; n += 1) {
      // The first plugin is touched once, and never again.
      const entity_id = n === 0 ? 'old' : 'tone';
      for (const change of append(state, { chain: 's', entity_type: 'plugin', entity_id, metadata: { n }, ...act })) {
        state.apply(change);
        if (change.kind !== 'record') removed.push(change);
      }
    }
    const numbers = removed.flatMap((change) => (change.kind === 'record-removed' ? [change.n] : []));
    expect(numbers).to.deep.equal(Array.from({ length: 1200 }, (_, n) => n));
    expect(removed.filter(({ kind }) => kind === 'head-removed')).to.deep.equal([
      { kind: 'head-removed', chain: 's', entity_type: 'plugin', entity_id: 'old' },
    ]);
    expect(state.heads('s').map(({ entity_id, n }) => [entity_id, n])).to.deep.equal([['tone', count - 1]]);
  });
});
