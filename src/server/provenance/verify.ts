import * as v from 'valibot';
import type { Head, StoredChain } from '../../store/change.ts';
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
 * follow the record before them, or that are missing, be it in the middle or at the end. Records at the beginning may
 * have been forgotten in due course; parents that lie before the oldest record are not missed.
 */
export function verifyChain(chain: ReadChain): ProvenanceProblem[] {
  const { records, heads, unreadable } = chain;
  const problems = new Map<string, ProvenanceProblem>();
  const tell = (problem: ProvenanceProblem['problem'], daid: string, reason: string) => {
    if (!problems.has(daid)) problems.set(daid, { problem, daid, reason });
  };
  const known = new Set(records.map(({ record }) => record.daid));
  for (const { daid } of unreadable) known.add(daid);
  const [first] = records;
  const forgotten = (daid: string) => first !== undefined && first.n > 0 && timeOf(daid) <= timeOf(first.record.daid);
  const newest = new Map<string, Numbered>();

  for (const numbered of records) {
    const { n, record } = numbered;
    const expected = daidOf(record);
    if (record.daid !== expected) tell('tampered', record.daid, `expected the name ${expected} for what record ${n} says`);
    for (const parent of record.parent_daids) {
      if (!known.has(parent) && !forgotten(parent)) tell('missing', parent, `expected it as a parent of ${record.daid}`);
    }
    const entity = JSON.stringify([record.entity_type, record.entity_id]);
    const before = newest.get(entity);
    if (before && !record.parent_daids.includes(before.record.daid))
      tell('tampered', before.record.daid, `expected it as a parent of ${record.daid}, which names ${names(record.parent_daids)}`);
    newest.set(entity, numbered);
  }
  for (const { daid, n, entity_type, entity_id } of heads) {
    if (known.has(daid) || (first ? n < first.n : false)) continue;
    tell('missing', daid, `expected it as the last record of the ${entity_type} ${JSON.stringify(entity_id)}`);
  }
  const found = [...problems.values()];
  return [...found, ...unreadable, ...gaps(chain, found.filter(({ problem }) => problem === 'missing').length)];
}

/** The time in a record's name, which is part of no hash but orders as text. */
const timeOf = (daid: string): string => daid.split(':')[2] ?? '';

const names = (daids: readonly string[]): string => (daids.length > 0 ? daids.join(', ') : 'none');

/** Numbers run without a gap. Records that nothing else tells of are told by their numbers. */
function gaps({ numbers, heads }: ReadChain, named: number): ProvenanceProblem[] {
  const all = [...numbers, ...heads.map(({ n }) => n)];
  const first = Math.min(...(numbers.size > 0 ? numbers : all));
  const last = Math.max(...all);
  const missing: number[] = [];
  for (let n = first; n <= last; n += 1) if (!numbers.has(n)) missing.push(n);
  if (missing.length <= named) return [];
  const reason = `expected records of the numbers ${missing.join(', ')}${named > 0 ? `, of which ${named} are named here` : ''}`;
  return [{ problem: 'missing', daid: '', reason }];
}
