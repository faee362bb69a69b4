import type { IDBPDatabase } from 'idb';
import * as v from 'valibot';
import type { Head, StoredChain } from './change.ts';

const headSchema = v.object({ n: v.pipe(v.number(), v.integer(), v.minValue(0)), daid: v.string() });
const entityType = v.picklist(['plugin', 'track', 'preset']);

/** Everything in a chain: keys that begin with its name. An empty list is above every number and every text. */
const within = (chain: string): IDBKeyRange => IDBKeyRange.bound([chain], [chain, []]);

/** A head's key and record, or `undefined` where somebody has made it unreadable. */
export function readHead([, type, entity_id]: readonly unknown[], record: unknown): Head | undefined {
  const head = v.safeParse(headSchema, record);
  const entity_type = v.safeParse(entityType, type);
  if (!head.success || !entity_type.success || typeof entity_id !== 'string') return undefined;
  return { entity_type: entity_type.output, entity_id, ...head.output };
}

/** Reads a chain, records and heads of the same moment. */
export async function readChain(db: IDBPDatabase, chain: string): Promise<StoredChain> {
  const transaction = db.transaction(['provenance', 'heads']);
  const [recordKeys, records, headKeys, heads] = await Promise.all([
    transaction.objectStore('provenance').getAllKeys(within(chain)) as Promise<[string, number][]>,
    transaction.objectStore('provenance').getAll(within(chain)) as Promise<unknown[]>,
    transaction.objectStore('heads').getAllKeys(within(chain)) as Promise<unknown[][]>,
    transaction.objectStore('heads').getAll(within(chain)) as Promise<unknown[]>,
    transaction.done,
  ]);
  return {
    records: recordKeys.map(([, n], index) => ({ n, record: records[index] })),
    heads: headKeys.flatMap((key, index) => readHead(key, heads[index]) ?? []),
  };
}
