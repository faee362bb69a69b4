import { openStore, type StoreOptions } from '../../store/store.ts';
import { databaseName } from '../../store/testing/database.ts';
import { createServer, type Server, type ServerOptions } from '../server.ts';

/** A server over a real database, by default a new one, and without limits unless they are given. */
export async function startServer(options: Partial<ServerOptions> & StoreOptions = {}): Promise<Server> {
  const store = options.store ?? (await openStore({ ...options, name: options.name ?? databaseName() }));
  return createServer({ limits: false, ...options, store });
}
