/**
 * A token bucket: so much a second, and a little at once after a rest. In any second at most `perSecond + burst` are
 * taken by those who ask first.
 */
export class Bucket {
  readonly #perSecond: number;
  readonly #burst: number;
  #level: number;
  #at = 0;

  constructor(perSecond: number, burst: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#level = burst;
  }

  /** How many whole ones are there at `now`, in ms. */
  room(now: number): number {
    this.#fill(now);
    return Math.max(0, Math.floor(this.#level));
  }

  /** Takes `count`, even more than there are: whoever asks first then waits until the debt is paid, at most a second. */
  take(now: number, count: number): void {
    this.#fill(now);
    this.#level = Math.max(-this.#perSecond, this.#level - count);
  }

  #fill(now: number): void {
    this.#level = Math.min(this.#burst, this.#level + (Math.max(0, now - this.#at) / 1000) * this.#perSecond);
    this.#at = now;
  }
}
