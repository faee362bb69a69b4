import { continued, type Deed } from './append.ts';

/**
 * The deeds of one group of requests, until its transaction starts. A knob that is turned a hundred times meanwhile
 * has been turned once: only what is stored is hashed.
 */
export class Deeds {
  readonly #deeds: Deed[] = [];
  /** Where the last deed of each entity is. */
  readonly #last = new Map<string, number>();

  add(deed: Deed): void {
    const key = JSON.stringify([deed.chain, deed.entity_type, deed.entity_id]);
    const at = this.#last.get(key);
    const former = at === undefined ? undefined : this.#deeds[at];
    const merged = former && continued(former, deed);
    if (merged && at !== undefined) this.#deeds[at] = merged;
    else this.#last.set(key, this.#deeds.push(deed) - 1);
  }

  /** All so far, in their order, and forgets them. */
  take(): readonly Deed[] {
    this.#last.clear();
    return this.#deeds.splice(0);
  }
}
