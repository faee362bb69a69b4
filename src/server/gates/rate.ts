/** Many token buckets of one size. A bucket is one number, the time at which it will be full again. */
export class Rate {
  readonly #fullAt = new Map<string, number>();
  /** ms until one token has come back. */
  readonly #interval: number;
  /** ms until an empty bucket is full. */
  readonly #window: number;

  /**
   * @param perSecond how many tokens come back in a second; Infinity for no limit
   * @param capacity how many a full bucket holds. Default: a second's worth
   */
  constructor(perSecond: number, capacity: number = perSecond) {
    this.#interval = 1000 / perSecond;
    this.#window = perSecond === Number.POSITIVE_INFINITY ? Number.POSITIVE_INFINITY : capacity * this.#interval;
  }

  /**
   * Takes a token.
   *
   * @param now ms, of any origin
   * @returns the seconds until there will be one, rounded up to ms; 0 where it was taken
   */
  take(key: string, now: number): number {
    if (this.#window === Number.POSITIVE_INFINITY) return 0;
    // A clock that was set back must not shut anybody out for longer than an empty bucket does.
    const fullAt = Math.min(Math.max(this.#fullAt.get(key) ?? 0, now), now + this.#window);
    const wait = fullAt + this.#interval - now - this.#window;
    if (wait > 1e-6) return Math.ceil(wait - 1e-6) / 1000;
    this.#fullAt.set(key, fullAt + this.#interval);
    return 0;
  }

  /** How many tokens are left. */
  left(key: string, now: number): number {
    if (this.#window === Number.POSITIVE_INFINITY) return this.#window;
    const missing = Math.max(0, Math.min((this.#fullAt.get(key) ?? 0) - now, this.#window));
    return Math.floor((this.#window - missing) / this.#interval + 1e-6);
  }

  /** ms until the bucket is full again. */
  recovery(key: string, now: number): number {
    return Math.max(0, (this.#fullAt.get(key) ?? 0) - now);
  }

  forget(key: string): void {
    this.#fullAt.delete(key);
  }

  /** Forgets the full ones. */
  sweep(now: number): void {
    for (const [key, fullAt] of this.#fullAt) if (fullAt <= now) this.#fullAt.delete(key);
  }

  get size(): number {
    return this.#fullAt.size;
  }
}
