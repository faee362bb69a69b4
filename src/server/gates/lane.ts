/** Does one thing after the other, and at once where nothing is on its way. */
export class Lane {
  readonly #waiting: (() => void | Promise<void>)[] = [];
  #busy = false;

  /** Neither `step` nor its promise may fail. */
  run(step: () => void | Promise<void>): void {
    this.#waiting.push(step);
    if (!this.#busy) this.#next();
  }

  #next(): void {
    for (let step = this.#waiting.shift(); step; step = this.#waiting.shift()) {
      const later = step();
      if (!later) continue;
      this.#busy = true;
      later.then(() => {
        this.#busy = false;
        this.#next();
      });
      return;
    }
  }
}
