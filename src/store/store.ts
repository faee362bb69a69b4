import type { IDBPDatabase } from 'idb';
import type { Change, Store, Stored, StoredChain } from './change.ts';
import { Remains } from './contents.ts';
import { toStoreError } from './errors.ts';
import { type Migration, migrations as ownMigrations } from './migrations.ts';
import { openDatabase } from './open.ts';
import { readChain } from './provenance.ts';
import { put, STORES } from './put.ts';

export interface StoreOptions {
  /** Default: the global one. */
  readonly indexedDB?: IDBFactory;
  /** The database's name. Default: `rackwire`. */
  readonly name?: string;
  /** Default: the released ones. */
  readonly migrations?: readonly Migration[];
  /** How long to wait, in ms, for a connection that holds on to an older version. Default: 5000. */
  readonly patience?: number;
  /** Called when the database is lost to this store, with a reason in words; close the store then. */
  readonly onLost?: (reason: string) => void;
}

export const STORE_NAME = 'rackwire';

/**
 * Opens the store and migrates it where it is older. A store that a newer build made is refused and left as it is.
 *
 * @throws StoreError
 */
export async function openStore(options: StoreOptions = {}): Promise<Store> {
  const { name = STORE_NAME, migrations = ownMigrations, patience = 5000, onLost = () => {} } = options;
  // Read here and not as a parameter's default: the getter itself throws where storage is forbidden.
  const database = await openDatabase({ indexedDB: options.indexedDB ?? indexedDB, name, migrations, patience, onLost });
  return new IdbStore(database);
}

class IdbStore implements Store {
  readonly #db: IDBPDatabase;
  readonly #remains = new Remains();

  constructor(db: IDBPDatabase) {
    this.#db = db;
  }

  async load(): Promise<Stored> {
    try {
      return await this.#load();
    } catch (error) {
      throw toStoreError(error);
    }
  }

  async #load(): Promise<Stored> {
    const loaded = ['tracks', 'presets', 'undo', 'heads', 'outgoing'] as const;
    const transaction = this.#db.transaction(loaded);
    const all = async <Key>(name: (typeof loaded)[number]) => {
      const store = transaction.objectStore(name);
      const [keys, records] = await Promise.all([store.getAllKeys() as Promise<unknown[]>, store.getAll() as Promise<unknown[]>]);
      return keys.map((key, index) => [key as Key, records[index]] as const);
    };
    const [tracks, presets, undo, heads, outgoing] = await Promise.all([
      all<[session_id: string, track_id: string]>('tracks'),
      all<[effect: string, name: string]>('presets'),
      all<[session_id: string, user_id: string, slot: number]>('undo'),
      all<[chain: string, ...unknown[]]>('heads'),
      all<[session_id: string, n: number]>('outgoing'),
      transaction.done,
    ]);
    return this.#remains.read({ tracks, presets, undo, heads, outgoing });
  }

  async write(changes: readonly Change[]): Promise<void> {
    this.#remains.protect(changes);
    try {
      await this.#write(changes);
    } catch (error) {
      throw toStoreError(error);
    }
  }

  async #write(changes: readonly Change[]): Promise<void> {
    // Relaxed: handed to the operating system, which survives a killed tab or browser. Strict would wait for the
    // disk as well, on phones for many milliseconds at each turn of a knob, to survive a power cut.
    const transaction = this.#db.transaction(STORES, 'readwrite', { durability: 'relaxed' });
    const requests: Promise<unknown>[] = [transaction.done];
    try {
      for (const change of changes) requests.push(...put(transaction, change, this.#remains.kept(change)));
    } catch (error) {
      transaction.abort();
      await Promise.allSettled(requests);
      throw error;
    }
    await Promise.all(requests);
  }

  async provenance(chain: string): Promise<StoredChain> {
    try {
      return await readChain(this.#db, chain);
    } catch (error) {
      throw toStoreError(error);
    }
  }

  close(): void {
    this.#db.close();
  }
}
