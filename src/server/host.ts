import { StoreError } from '../store/errors.ts';
import { openStore, STORE_NAME } from '../store/store.ts';
import { type Limits, PAGE_LIMITS } from './gates/limits.ts';
import { holdStore, type Release } from './handover.ts';
import { type Port, servePort } from './port.ts';
import type { Fetch } from './port-request.ts';
import { LazyRemotes } from './remote/load.ts';
import { withRemotes } from './remote/with-remotes.ts';
import { createRest } from './rest/rest.ts';
import { createServer, type Server } from './server.ts';

/** "Service restart" among WebSocket's close codes: connect again, and somebody will answer. */
const RESTART = 1012;

/** How often, in ms, the server does what is due by the clock. */
const SWEEP_MS = 10_000;

export interface HostOptions {
  /** The database's name. Default: `rackwire`. */
  readonly name?: string;
  /** The build of this worker, as a version number. */
  readonly build: string;
  /** How long to wait, in ms, for another server or tab to let go of the store. Default: 5000. */
  readonly patience?: number;
  /** Default: those of the server in the page; `false` for none. */
  readonly limits?: Partial<Limits> | false;
}

/**
 * What runs in the worker: one server over the one store, and a port for each page. Where the store was refused or
 * lost, the next page to connect gets a fresh attempt.
 */
export class Host {
  readonly #options: Required<HostOptions>;
  #running: Running;

  constructor({ name = STORE_NAME, build, patience = 5000, limits = PAGE_LIMITS }: HostOptions) {
    this.#options = { name, build, patience, limits };
    this.#running = start(this.#options);
  }

  connect(port: Port): void {
    if (this.#running.ended || this.#running.server.refused) this.#running = start(this.#options);
    const { server, rest, remotes } = this.#running;
    servePort(
      withRemotes(server, () => remotes.get()),
      port,
      { fetch: rest, connect: (other) => this.connect(other) },
    );
  }

  /** The network is said to be there again. */
  wake(): void {
    this.#running.remotes.wake();
  }

  /** Closes the connections and lets go of the store. */
  close(reason: string): Promise<void> {
    return this.#running.end(reason);
  }
}

/** A server with its hold on the store. */
interface Running {
  readonly server: Server;
  /** Its HTTP addresses. */
  readonly rest: Fetch;
  readonly remotes: LazyRemotes;
  readonly ended: boolean;
  /** Answers what is on its way to the store, closes everything and lets go of the store. */
  end(reason: string): Promise<void>;
}

function start({ name, build, patience, limits }: Required<HostOptions>): Running {
  let release: Release = () => {};
  let ended = false;
  const end = async (reason: string) => {
    ended = true;
    clearInterval(sweeping);
    remotes.close();
    await server.close(RESTART, reason);
    release();
  };
  const open = async () => {
    const onWanted = (by: string) => end(`a newer version of Rackwire (${by}) takes over: reload the page to get it`);
    release = await holdStore({ name, build, patience, onWanted });
    try {
      return await openStore({ name, patience, onLost: end });
    } catch (error) {
      release();
      throw error;
    }
  };
  const store = open();
  const server = createServer({ store, limits });
  const remotes = new LazyRemotes(server);
  const answer = createRest({ server });
  // Whoever starts this server by asking it something need not be told that it is starting.
  const rest: Fetch = async (request) => {
    await server.ready;
    return answer(request);
  };
  const sweeping = setInterval(() => server.sweep(), SWEEP_MS);
  // Whoever uses the storage now may be gone soon: pages that connect again, as they do by themselves, try again.
  store.catch((error) => {
    if (error instanceof StoreError && error.code === 'in-use') end(error.message);
  });
  return {
    server,
    rest,
    remotes,
    end,
    get ended() {
      return ended;
    },
  };
}
