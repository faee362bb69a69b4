import { type IDBPDatabase, type IDBPTransaction, wrap } from 'idb';
import { StoreError, toStoreError } from './errors.ts';
import type { Migration } from './migrations.ts';

interface OpenOptions {
  readonly indexedDB: IDBFactory;
  readonly name: string;
  readonly migrations: readonly Migration[];
  /** How long to wait, in ms, while another connection holds on to an older version. */
  readonly patience: number;
  /** The connection is no longer of use: the browser closed it, or another one asks for a newer version. */
  readonly onLost: (reason: string) => void;
}

/** Opens the database at the version of the migrations, running those that it lacks. */
export function openDatabase({ indexedDB, name, migrations, patience, onLost }: OpenOptions): Promise<IDBPDatabase> {
  return new Promise((resolve, reject) => {
    let migrationError: unknown;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let refused = false;
    const refuse = (error: StoreError) => {
      clearTimeout(timer);
      refused = true;
      reject(error);
    };
    let request: IDBOpenDBRequest;
    try {
      request = indexedDB.open(name, migrations.length);
    } catch (error) {
      return refuse(toStoreError(error));
    }

    request.onblocked = () => {
      timer = setTimeout(
        () => refuse(new StoreError('in-use', 'another tab still uses an older form of the storage: close the other tabs of this site')),
        patience,
      );
    };
    request.onupgradeneeded = ({ oldVersion }) => {
      clearTimeout(timer);
      const raw = request.transaction as IDBTransaction;
      const run = async () => {
        const transaction = wrap(raw) as unknown as IDBPTransaction<unknown, string[], 'versionchange'>;
        transaction.done.catch(() => {});
        for (const migration of migrations.slice(oldVersion)) await migration(wrap(request.result), transaction);
      };
      run().catch((error) => {
        migrationError = new StoreError(
          'migration-failed',
          `the storage could not be brought from version ${oldVersion} to ${migrations.length}, and is as it was: ${error}`,
          { cause: error },
        );
        raw.abort();
      });
    };
    request.onerror = async () => {
      const { error } = request;
      if (migrationError instanceof StoreError) return refuse(migrationError);
      if (error?.name !== 'VersionError') return refuse(toStoreError(error));
      const databases = await indexedDB.databases().catch(() => []);
      const found = databases.find((database) => database.name === name)?.version ?? 'unknown';
      refuse(
        new StoreError(
          'newer',
          `the storage was made by a newer version of Rackwire (storage version ${found}; this build understands up to ${migrations.length}). Nothing was changed: reload the page to get the newer version`,
          { cause: error },
        ),
      );
    };
    request.onsuccess = () => {
      clearTimeout(timer);
      const database = request.result;
      // Too late: nobody waits for it any more, and open it would block others.
      if (refused) return database.close();
      database.onversionchange = () => onLost('another tab asks for a newer form of the storage');
      database.onclose = () => onLost('the browser closed the storage, for example because the data of this site were cleared');
      resolve(wrap(database));
    };
  });
}
