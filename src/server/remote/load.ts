import type { Server } from '../server.ts';
import type { Remotes } from './remotes.ts';

/** Remotes that are loaded with the first session that belongs to one: most sites have none. */
export class LazyRemotes {
  readonly #server: Server;
  #loading: Promise<Remotes> | undefined;
  #isClosed = false;

  constructor(server: Server) {
    this.#server = server;
  }

  /** @throws Error where `rackwire-remote.js` is not where the server's own file is */
  get(): Promise<Remotes> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  async #load(): Promise<Remotes> {
    // In two pieces: bundlers take an address in one for a file to put into the bundle.
    const address = new URL('./rackwire-' + 'remote.js', import.meta.url).href;
    try {
      const part: typeof import('./part.ts') = await import(/* @vite-ignore */ address);
      const remotes = new part.Remotes({ server: this.#server });
      if (this.#isClosed) remotes.close();
      return remotes;
    } catch (cause) {
      this.#loading = undefined;
      throw new Error(`expected ${address} beside the server's own file, to reach a remote`, { cause });
    }
  }

  /** The network is said to be there again. */
  wake(): void {
    this.#loading?.then(
      (remotes) => remotes.wake(),
      () => {},
    );
  }

  close(): void {
    this.#isClosed = true;
    this.#loading?.then(
      (remotes) => remotes.close(),
      () => {},
    );
  }
}
