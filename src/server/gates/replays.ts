/** What `note` found: the id is new, was there before, or there is no room for another. */
export type Noted = 'new' | 'seen' | 'full';

/** Remembers ids until the time at which their frames are too old to be taken anyway. */
export class Replays {
  /** In the order in which they came. */
  readonly #until = new Map<string, number>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** @param until when the id may be forgotten, in ms */
  note(id: string, until: number, now: number): Noted {
    if ((this.#until.get(id) ?? 0) >= now) return 'seen';
    if (this.#until.size >= this.#capacity) this.sweep(now);
    if (this.#until.size >= this.#capacity) return 'full';
    this.#until.delete(id);
    this.#until.set(id, until);
    return 'new';
  }

  /** Seconds until the first of them may be forgotten. */
  wait(now: number): number {
    const [first = now] = [...this.#until.values()].sort((a, b) => a - b);
    return Math.max(1, Math.ceil((first - now) / 1000));
  }

  sweep(now: number): void {
    for (const [id, until] of this.#until) if (until < now) this.#until.delete(id);
  }

  get size(): number {
    return this.#until.size;
  }
}
