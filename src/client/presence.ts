import type { PresenceData } from '../wire/replies.ts';
import type { Hold, PresentClient } from '../wire/state.ts';
import type { Client } from './client.ts';

/** Who else is in the session, and which knobs are in their hands. Lives as long as the connection; nothing is stored. */
export class Presence {
  readonly #client: Client;
  readonly #held = new Map<string, Hold>();
  #own = '';
  #everyone: readonly PresentClient[] = [];
  /** Not every server knows about it. */
  #isKnown = true;

  /** @param changed called when somebody came, left, took a knob or let it go */
  constructor(client: Client, changed: () => void) {
    this.#client = client;
    client.on('PRESENCE', ({ present }) => {
      this.#everyone = present;
      changed();
    });
    client.watch(({ kind }) => {
      if (kind === 'open' || this.#everyone.length === 0) return;
      this.#everyone = [];
      changed();
    });
  }

  /** Everyone but this connection. */
  get others(): readonly PresentClient[] {
    return this.#everyone.filter(({ connection }) => connection !== this.#own);
  }

  /** Shows itself on a new connection, with what is in its hands. */
  async join(): Promise<void> {
    this.#isKnown = true;
    await this.#tell({});
    for (const hold of this.#held.values()) await this.#tell({ ...hold, held: true });
  }

  /** A knob was taken or let go. */
  hold(plugin_id: string, parameter_id: string, held: boolean): void {
    const name = JSON.stringify([plugin_id, parameter_id]);
    if (this.#held.has(name) === held) return;
    if (held) this.#held.set(name, { plugin_id, parameter_id });
    else this.#held.delete(name);
    if (this.#client.state.kind === 'open') void this.#tell({ plugin_id, parameter_id, held });
  }

  async #tell(data: Partial<Hold> & { held?: boolean }): Promise<void> {
    if (!this.#isKnown) return;
    try {
      const { connection }: PresenceData = await this.#client.request('PRESENCE', data, { repeat: false });
      this.#own = connection;
    } catch {
      // Who holds what is a courtesy: where it cannot be told, nothing is lost.
      this.#isKnown = false;
    }
  }
}
