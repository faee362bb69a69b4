import { mkdir } from 'node:fs/promises';
import type { Change, Store, Stored, StoredChain } from '../../store/change.ts';
import { type Contents, Remains } from '../../store/contents.ts';
import { StoreError, toStoreError } from '../../store/errors.ts';
import { readHead } from '../../store/provenance.ts';
import { put, STORES } from '../../store/put.ts';
import { lockFolder, type Unlock } from './folder-lock.ts';
import { Journal, type Operation } from './journal.ts';

type Key = readonly (string | number)[];
type Table = Map<string, readonly [key: Key, record: unknown]>;

/** A journal that is so many times longer than when it was last rewritten, and at least so many bytes, is rewritten. */
const GROWTH = 4;
const SHORTEST = 4 * 1024 * 1024;

/**
 * Keeps the state in a folder: the records of the store in the browser, in one journal. A write is done when it is on the
 * disk. The folder belongs to one process at a time.
 *
 * @throws StoreError
 */
export async function openFolder(folder: string): Promise<Store> {
  let unlock: Unlock = async () => {};
  try {
    await mkdir(folder, { recursive: true });
    unlock = await lockFolder(folder);
    const tables = new Tables();
    const journal = await Journal.open(folder, (operation) => tables.apply(operation));
    return new RecordStore(tables, journal, unlock);
  } catch (error) {
    await unlock();
    throw inWords(error);
  }
}

/** Keeps the state as long as the process lives. */
export const openMemory = (): Store => new RecordStore(new Tables());

class RecordStore implements Store {
  readonly #tables: Tables;
  readonly #journal: Journal | undefined;
  readonly #unlock: Unlock;
  readonly #remains = new Remains();
  #rewritten: number;
  /** One write at a time: the journal's order is the order of the changes. */
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(tables: Tables, journal?: Journal, unlock: Unlock = async () => {}) {
    this.#tables = tables;
    this.#journal = journal;
    this.#unlock = unlock;
    this.#rewritten = journal?.length ?? 0;
  }

  async load(): Promise<Stored> {
    const { tracks, presets, undo, heads, outgoing } = this.#tables.sorted();
    return this.#remains.read({ tracks, presets, undo, heads, outgoing } as unknown as Contents);
  }

  write(changes: readonly Change[]): Promise<void> {
    const done = this.#last.then(() => this.#write(changes));
    this.#last = done.catch(() => {});
    return done;
  }

  async #write(changes: readonly Change[]): Promise<void> {
    if (this.#isClosed) throw new StoreError('closed', 'the storage was closed');
    this.#remains.protect(changes);
    const operations: Operation[] = [];
    const transaction = {
      objectStore: (table: string) => ({
        put: async (record: unknown, key: Key) => operations.push([table, key, record]),
        delete: async (key: Key) => operations.push([table, key]),
      }),
    };
    await Promise.all(changes.flatMap((change) => put(transaction, change, this.#remains.kept(change))));
    // As it will be read again, and not whatever else refers to these very objects.
    const group = JSON.parse(JSON.stringify(operations)) as Operation[];
    try {
      await this.#journal?.append(group);
    } catch (error) {
      throw inWords(error);
    }
    for (const operation of group) this.#tables.apply(operation);
    await this.#shorten();
  }

  /** What is written is written, whether this works out or not. */
  async #shorten(): Promise<void> {
    const journal = this.#journal;
    if (!journal || journal.length < Math.max(SHORTEST, this.#rewritten * GROWTH)) return;
    await journal.rewrite(this.#tables.operations()).catch(() => {});
    this.#rewritten = journal.length;
  }

  async provenance(chain: string): Promise<StoredChain> {
    const { provenance, heads } = this.#tables.sorted();
    const ofChain = ([key]: readonly [Key, unknown]) => key[0] === chain;
    return {
      records: provenance.filter(ofChain).map(([[, n], record]) => ({ n: n as number, record: structuredClone(record) })),
      heads: heads.filter(ofChain).flatMap(([key, record]) => readHead(key, record) ?? []),
    };
  }

  close(): Promise<void> {
    this.#isClosed = true;
    return this.#last.then(async () => {
      await this.#journal?.close();
      await this.#unlock();
    });
  }
}

class Tables {
  readonly #tables = new Map<string, Table>(STORES.map((name) => [name, new Map()]));

  apply([table, key, record]: Operation): void {
    // A table of a later build is kept for it.
    const records = this.#tables.get(table) ?? new Map();
    this.#tables.set(table, records);
    if (record === undefined) records.delete(JSON.stringify(key));
    else records.set(JSON.stringify(key), [key, record]);
  }

  /** Each table in the order of its keys, as IndexedDB has it. */
  sorted(): Record<(typeof STORES)[number], (readonly [Key, unknown])[]> {
    const tables = [...this.#tables].map(([name, records]) => [name, [...records.values()].sort(([a], [b]) => compare(a, b))]);
    return Object.fromEntries(tables);
  }

  /** Everything, as operations that make it anew. */
  operations(): Operation[] {
    return [...this.#tables].flatMap(([name, records]) => [...records.values()].map(([key, record]): Operation => [name, key, record]));
  }
}

/** By the first part that differs: numbers before texts, texts by their code units. */
function compare(one: Key, other: Key): number {
  for (const [index, part] of one.entries()) {
    const against = other[index];
    if (against === undefined) return 1;
    if (part === against) continue;
    if (typeof part !== typeof against) return typeof part === 'number' ? -1 : 1;
    return part < against ? -1 : 1;
  }
  return one.length - other.length;
}

function inWords(error: unknown): StoreError {
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof StoreError) return error;
  if (code === 'ENOSPC' || code === 'EDQUOT') return new StoreError('full', 'storage is full: make room on the disk', { cause: error });
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new StoreError('failed', `expected a folder that may be written to: ${message}`, { cause: error });
  }
  return toStoreError(error);
}
