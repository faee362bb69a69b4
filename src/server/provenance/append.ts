import type { Change, Entity } from '../../store/change.ts';
import type { Edit } from '../../store/undo-step.ts';
import { PROVENANCE_LIMIT } from '../../wire/limits.ts';
import type { ProvenanceRecord } from '../../wire/state.ts';
import type { StateView } from '../state-view.ts';
import { GESTURE_MS, sameKnobs } from '../undo/steps.ts';
import { named } from './daid.ts';

/** What somebody did to one entity. */
export interface Deed extends Entity {
  /** The chain that it belongs to: a session's, or that of the presets. */
  readonly chain: string;
  /** The type of the message, in lower case. */
  readonly operation: string;
  readonly agent_id: string;
  /** ISO 8601. */
  readonly timestamp: string;
  readonly metadata: ProvenanceRecord['metadata'];
  /** Where a knob was turned: from what to what, as `metadata.changes` has it too. */
  readonly gesture?: Gesture;
  /** Another entity that this one goes on from: a preset's former name. */
  readonly from?: Entity;
}

type Gesture = Extract<Edit, { readonly kind: 'values' }>;

/** How often, in records, entities are looked through for those whose last record has been forgotten. */
const SWEEP = 500;

/**
 * Appends a record to a chain. Further turns of a knob within a second take the record's place, with the values that
 * it began with; so that a gesture is one record. Records beyond the limit are forgotten, the oldest first.
 */
export function append(state: StateView, deed: Deed): Change[] {
  const { chain, from } = deed;
  const head = state.head(chain, deed);
  const former = head?.record;
  const merged = former && continued(deedOf(chain, former), deed);
  if (merged) return [{ kind: 'record', chain, n: head.n, record: recordOf(merged, former.parent_daids), gesture: true }];
  const parents = [head, from && state.head(chain, from)].flatMap((parent) => parent?.daid ?? []);
  const { next: n } = state.chain(chain);
  return [{ kind: 'record', chain, n, record: recordOf(deed, parents), gesture: deed.gesture !== undefined }, ...forget(state, chain, n)];
}

/** The two as one, where the second goes on with the knobs that the first turned: the same hand, and soon enough. */
export function continued(former: Deed, next: Deed): Deed | undefined {
  if (!former.gesture || !next.gesture || former.agent_id !== next.agent_id) return undefined;
  if (Date.parse(next.timestamp) - Date.parse(former.timestamp) > GESTURE_MS) return undefined;
  if (!sameKnobs(Object.keys(former.gesture.to), Object.keys(next.gesture.to))) return undefined;
  const gesture: Gesture = {
    ...former.gesture,
    from: { ...next.gesture.from, ...former.gesture.from },
    to: { ...former.gesture.to, ...next.gesture.to },
  };
  return { ...next, gesture, metadata: { ...next.metadata, changes: [gesture] } };
}

function recordOf({ entity_type, entity_id, operation, agent_id, timestamp, metadata }: Deed, parent_daids: readonly string[]) {
  return named({ entity_type, entity_id, operation, agent_id, timestamp, parent_daids, metadata });
}

/** The record of a gesture as the deed that it tells of. */
function deedOf(chain: string, record: ProvenanceRecord): Deed {
  const [gesture] = record.metadata.changes as readonly Gesture[];
  return { chain, ...record, ...(gesture && { gesture }) };
}

function forget(state: StateView, chain: string, n: number): Change[] {
  const last = n - PROVENANCE_LIMIT;
  if (last < 0) return [];
  const record: Change = { kind: 'record-removed', chain, n: last };
  if (n % SWEEP !== 0) return [record];
  const stale = state.heads(chain).filter((head) => head.n <= last);
  return [record, ...stale.map(({ entity_type, entity_id }): Change => ({ kind: 'head-removed', chain, entity_type, entity_id }))];
}
