/** A clock that stands still until it is turned by hand. */
export class HandClock {
  #now = Date.parse('2026-01-02T03:04:05.000Z');

  /** ms since 1970. */
  readonly now = (): number => this.#now;

  advance(ms: number): void {
    this.#now += ms;
  }
}
