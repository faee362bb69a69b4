import type { Change, Entity } from '../../store/change.ts';
import type { Edit } from '../../store/undo-step.ts';
import { PROVENANCE_LIMIT } from '../../wire/limits.ts';
import type { ProvenanceRecord } from '../../wire/state.ts';
import type { KnownHead, StateView } from '../state-view.ts';
import { GESTURE_MS, sameKnobs } from '../undo/steps.ts';
import { named } from './daid.ts';

/** The chain of the presets, which belong to no session. No session has an empty name. */
export const LIBRARY = '';

/** What happened to one entity. */
export interface Happening extends Entity {
  readonly metadata: ProvenanceRecord['metadata'];
  /** Where a knob was turned: from what to what. */
  readonly gesture?: Extract<Edit, { kind: 'values' }>;
  /** Another entity that this one goes on from: a preset's former name. */
  readonly from?: Entity;
}

/** Who did it, and when. */
export interface Act {
  readonly operation: string;
  readonly agent_id: string;
  /** ISO 8601. */
  readonly timestamp: string;
}

/** How often, in records, entities are looked through for those whose last record has been forgotten. */
const SWEEP = 500;

/**
 * Appends a record to a chain. Further turns of a knob within a second take the record's place, with the values that
 * it began with; so that a gesture is one record. Records beyond the limit are forgotten, the oldest first.
 */
export function append(state: StateView, chain: string, happening: Happening, act: Act): Change[] {
  const { entity_type, entity_id, metadata, gesture, from } = happening;
  const head = state.head(chain, happening);
  const merged = gesture && head ? continued(head, gesture, metadata, act) : undefined;
  if (merged && head) return [{ kind: 'record', chain, n: head.n, record: merged, gesture: true }];
  const parents = [head, from && state.head(chain, from)].flatMap((parent) => parent?.daid ?? []);
  const record = named({ entity_type, entity_id, ...act, parent_daids: parents, metadata });
  const { next: n } = state.chain(chain);
  return [{ kind: 'record', chain, n, record, gesture: gesture !== undefined }, ...forget(state, chain, n)];
}

function continued(head: KnownHead, gesture: NonNullable<Happening['gesture']>, metadata: Happening['metadata'], act: Act) {
  const { record } = head;
  if (!record || record.agent_id !== act.agent_id) return undefined;
  if (Date.parse(act.timestamp) - Date.parse(record.timestamp) > GESTURE_MS) return undefined;
  const [former] = record.metadata.changes as readonly Edit[];
  if (former?.kind !== 'values' || !sameKnobs(Object.keys(former.to), Object.keys(gesture.to))) return undefined;
  const change = { ...former, from: { ...gesture.from, ...former.from }, to: { ...former.to, ...gesture.to } };
  const { daid: _former, ...rest } = record;
  return named({ ...rest, ...act, metadata: { ...metadata, changes: [change] } });
}

function forget(state: StateView, chain: string, n: number): Change[] {
  const last = n - PROVENANCE_LIMIT;
  if (last < 0) return [];
  const record: Change = { kind: 'record-removed', chain, n: last };
  if (n % SWEEP !== 0) return [record];
  const stale = state.heads(chain).filter((head) => head.n <= last);
  return [record, ...stale.map(({ entity_type, entity_id }): Change => ({ kind: 'head-removed', chain, entity_type, entity_id }))];
}
