import type { IDBPDatabase } from 'idb';
import type { Preset, TrackState } from '../wire/state.ts';
import { type Change, changeKey, type Problem, type Store, type Stored } from './change.ts';
import { StoreError, toStoreError } from './errors.ts';
import { type Migration, migrations as ownMigrations } from './migrations.ts';
import { openDatabase } from './open.ts';
import { type Kept, presetRecord, readPreset, readTrack, trackRecord } from './records.ts';

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

const STORES = ['tracks', 'presets'] as const;

class IdbStore implements Store {
  readonly #db: IDBPDatabase;
  /** Plugins of tracks that this build does not know, by `changeKey`. */
  readonly #kept = new Map<string, readonly Kept[]>();
  /** Records that this build cannot read and therefore never writes, by `changeKey`, with the reason. */
  readonly #unreadable = new Map<string, string>();

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
    const transaction = this.#db.transaction(STORES);
    const [trackKeys, tracks, presetKeys, presets] = await Promise.all([
      transaction.objectStore('tracks').getAllKeys() as Promise<[string, string][]>,
      transaction.objectStore('tracks').getAll() as Promise<unknown[]>,
      transaction.objectStore('presets').getAllKeys() as Promise<[string, string][]>,
      transaction.objectStore('presets').getAll() as Promise<unknown[]>,
      transaction.done,
    ]);
    const sessions = new Map<string, TrackState[]>();
    const problems: Problem[] = [];
    this.#kept.clear();
    this.#unreadable.clear();

    for (const [index, [session_id, track_id]] of trackKeys.entries()) {
      const key = changeKey({ kind: 'track', session_id, track: { track_id, bypassed: false, plugins: [] } });
      const read = readTrack(track_id, tracks[index]);
      if ('unreadable' in read) {
        this.#unreadable.set(key, read.unreadable);
        problems.push({ session_id, text: read.unreadable });
        continue;
      }
      if (read.kept.length > 0) this.#kept.set(key, read.kept);
      problems.push(...read.problems.map((text) => ({ session_id, text })));
      const list = sessions.get(session_id) ?? [];
      list.push(read.track);
      sessions.set(session_id, list);
    }

    const readable: Preset[] = [];
    for (const [index, [effect, name]] of presetKeys.entries()) {
      const read = readPreset(effect, name, presets[index]);
      if ('unreadable' in read) {
        this.#unreadable.set(changeKey({ kind: 'preset-removed', effect, name }), read.unreadable);
        problems.push({ text: read.unreadable });
        continue;
      }
      problems.push(...read.problems.map((text) => ({ text })));
      readable.push(read.preset);
    }
    return { sessions: [...sessions].map(([session_id, list]) => ({ session_id, tracks: list })), presets: readable, problems };
  }

  async write(changes: readonly Change[]): Promise<void> {
    for (const change of changes) {
      const reason = this.#unreadable.get(changeKey(change));
      if (reason) throw new StoreError('unreadable', `${reason}; choose another name`);
    }
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
      for (const change of changes) {
        if (change.kind === 'track') {
          const record = trackRecord(change.track, this.#kept.get(changeKey(change)));
          requests.push(transaction.objectStore('tracks').put(record, [change.session_id, change.track.track_id]));
        } else if (change.kind === 'preset') {
          requests.push(transaction.objectStore('presets').put(presetRecord(change.preset), [change.preset.effect, change.preset.name]));
        } else {
          requests.push(transaction.objectStore('presets').delete([change.effect, change.name]));
        }
      }
    } catch (error) {
      transaction.abort();
      await Promise.allSettled(requests);
      throw error;
    }
    await Promise.all(requests);
  }

  close(): void {
    this.#db.close();
  }
}
