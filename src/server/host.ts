import { openStore, STORE_NAME } from '../store/store.ts';
import { holdStore, type Release } from './handover.ts';
import { type Port, servePort } from './port.ts';
import { createServer, type Server } from './server.ts';

/** "Service restart" among WebSocket's close codes: connect again, and somebody will answer. */
const RESTART = 1012;

export interface HostOptions {
  /** The database's name. Default: `rackwire`. */
  readonly name?: string;
  /** The build of this worker, as a version number. */
  readonly build: string;
  /** How long to wait, in ms, for another server or tab to let go of the store. Default: 5000. */
  readonly patience?: number;
}

/**
 * What runs in the worker: one server over the one store, and a port for each page. Where the store was refused or
 * lost, the next page to connect gets a fresh attempt.
 */
export class Host {
  readonly #options: Required<HostOptions>;
  #server: Server | undefined;

  constructor({ name = STORE_NAME, build, patience = 5000 }: HostOptions) {
    this.#options = { name, build, patience };
    this.#server = this.#start();
  }

  connect(port: Port): void {
    if (!this.#server || this.#server.refused) this.#server = this.#start();
    servePort(this.#server, port);
  }

  /** Closes the connections and lets go of the store. */
  async close(reason: string): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    await server?.close(RESTART, reason);
  }

  #start(): Server {
    const { name, build, patience } = this.#options;
    let release: Release | undefined;
    const end = async (reason: string) => {
      if (this.#server === server) this.#server = undefined;
      await server.close(RESTART, reason);
      release?.();
    };
    const open = async () => {
      release = await holdStore({
        name,
        build,
        patience,
        onWanted: (by) => end(`a newer version of Rackwire (${by}) takes over: reload the page to get it`),
      });
      try {
        return await openStore({ name, patience, onLost: end });
      } catch (error) {
        release();
        throw error;
      }
    };
    const server = createServer({ store: open() });
    return server;
  }
}
