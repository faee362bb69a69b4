import type { IDBPDatabase, IDBPTransaction } from 'idb';

/** Takes the database from one version to the next inside the upgrade's transaction. It must await nothing but that. */
export type Migration = (db: IDBPDatabase, transaction: IDBPTransaction<unknown, string[], 'versionchange'>) => void | Promise<void>;

/**
 * The migration at index n leads from version n to n + 1, so that the length is the current version. A released
 * entry is never edited: devices have run it.
 */
export const migrations: readonly Migration[] = [
  (db) => {
    // Out-of-line keys in both: a record is free to keep what this build cannot read.
    db.createObjectStore('tracks'); // [session_id, track_id]
    db.createObjectStore('presets'); // [effect, name]
    db.createObjectStore('meta'); // name of a fact about the store
  },
  (db) => {
    db.createObjectStore('undo'); // [session_id, user_id, slot]
    db.createObjectStore('provenance'); // [chain, n]
    db.createObjectStore('heads'); // [chain, entity_type, entity_id]
  },
  (db) => {
    db.createObjectStore('outgoing'); // [session_id, n]
  },
];
