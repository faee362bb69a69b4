import * as v from 'valibot';
import type { Head, StoredChain } from '../../store/change.ts';
import { PROVENANCE_LIMIT } from '../../wire/limits.ts';
import type { ProvenanceProblem } from '../../wire/replies.ts';
import type { ProvenanceRecord } from '../../wire/state.ts';
import { daidOf } from './daid.ts';

const recordSchema = v.object({
  daid: v.string(),
  entity_type: v.picklist(['plugin', 'track', 'preset']),
  entity_id: v.string(),
  operation: v.string(),
  agent_id: v.string(),
  parent_daids: v.array(v.string()),
  metadata: v.custom<Record<string, unknown>>((value) => typeof value === 'object' && value !== null && !Array.isArray(value)),
  timestamp: v.string(),
});

interface Numbered {
  readonly n: number;
  readonly record: ProvenanceRecord;
}

/** A chain as far as it can be read, and what cannot be. */
export interface ReadChain {
  readonly records: readonly Numbered[];
  readonly heads: readonly Head[];
  /** Of all records, unreadable ones too. */
  readonly numbers: ReadonlySet<number>;
  readonly unreadable: readonly ProvenanceProblem[];
}

/** Reads a chain as it lies in the store; what has lost its form is told as tampered with. */
export function readStoredChain({ records, heads }: StoredChain): ReadChain {
  const read: Numbered[] = [];
  const unreadable: ProvenanceProblem[] = [];
  for (const { n, record } of records) {
    const result = v.safeParse(recordSchema, record);
    if (result.success) read.push({ n, record: result.output });
    else {
      const name = (record as { daid?: unknown } | null | undefined)?.daid;
      const problem = result.issues[0].message;
      unreadable.push({
        problem: 'tampered',
        daid: typeof name === 'string' ? name : '',
        reason: `record ${n} of the chain has lost its form: ${problem}`,
      });
    }
  }
  return { records: read, heads, numbers: new Set(records.map(({ n }) => n)), unreadable };
}

/**
 * Finds what in a chain is not as it was written: records whose name does not follow from what they say, that do not
 * follow the record before them, or that are missing, be it at the beginning, in the middle or at the end.
 *
 * @param limit how many records are kept; parents beyond it are not missed
 */
export function verifyChain(chain: ReadChain, limit = PROVENANCE_LIMIT): ProvenanceProblem[] {
  const { records, heads, numbers, unreadable } = chain;
  const problems = new Map<string, ProvenanceProblem>();
  const tell = (problem: ProvenanceProblem['problem'], daid: string, reason: string) => {
    if (!problems.has(daid)) problems.set(daid, { problem, daid, reason });
  };
  const known = new Set([...records.map(({ record }) => record.daid), ...unreadable.map(({ daid }) => daid)]);
  const last = Math.max(-1, ...[...numbers, ...heads.map(({ n }) => n)]);
  const first = Math.max(0, last + 1 - limit);
  const missing = Array.from({ length: last + 1 - first }, (_, index) => first + index).filter((n) => !numbers.has(n));
  const oldest = records.find(({ n }) => n >= first)?.record.timestamp.replaceAll(':', '-') ?? '';
  const isForgotten = (daid: string) => first > 0 && timeOf(daid) <= oldest;
  const newest = new Map<string, Numbered>();

  for (const numbered of records) {
    const { n, record } = numbered;
    const expected = daidOf(record);
    if (record.daid !== expected) tell('tampered', record.daid, `expected the name ${expected} for what record ${n} says`);
    for (const parent of record.parent_daids) {
      if (!known.has(parent) && !isForgotten(parent)) tell('missing', parent, `expected it as a parent of ${record.daid}`);
    }
    const entity = JSON.stringify([record.entity_type, record.entity_id]);
    const before = newest.get(entity);
    newest.set(entity, numbered);
    if (!before || record.parent_daids.includes(before.record.daid)) continue;
    // One that is missing between the two may be the parent in question; otherwise the one before is not what it was.
    if (missing.some((number) => number > before.n && number < n)) continue;
    tell('tampered', before.record.daid, `expected it as a parent of ${record.daid}, which names ${names(record.parent_daids)}`);
  }
  for (const { daid, n, entity_type, entity_id } of heads) {
    if (known.has(daid) || n < first) continue;
    tell('missing', daid, `expected it as the last record of the ${entity_type} ${JSON.stringify(entity_id)}`);
  }
  return [...problems.values(), ...unreadable, ...untold(missing, problems)];
}

/** The time in a record's name, in an order that text has too. */
const timeOf = (daid: string): string => daid.split(':')[2] ?? '';

const names = (daids: readonly string[]): string => (daids.length > 0 ? daids.join(', ') : 'none');

/** Missing records that nothing else tells of are told by their numbers. */
function untold(missing: readonly number[], told: ReadonlyMap<string, ProvenanceProblem>): ProvenanceProblem[] {
  const named = [...told.values()].filter(({ problem }) => problem === 'missing').length;
  if (missing.length <= named) return [];
  const list = missing.length > 20 ? [...missing.slice(0, 20), '…'] : missing;
  const reason = `expected ${missing.length} more records, of the numbers ${list.join(', ')}${named > 0 ? `; ${named} of them are named here` : ''}`;
  return [{ problem: 'missing', daid: '', reason }];
}
