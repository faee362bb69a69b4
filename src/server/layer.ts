/** A map that may lie over another one: what it has not set itself shows through from below. */
export class Layer<V> {
  readonly #below: Layer<V> | undefined;
  readonly #own = new Map<string, V | undefined>();

  constructor(below?: Layer<V>) {
    this.#below = below;
  }

  get(key: string): V | undefined {
    return this.#own.has(key) ? this.#own.get(key) : this.#below?.get(key);
  }

  /** `undefined` takes the key away. */
  set(key: string, value: V | undefined): void {
    if (value === undefined && !this.#below) this.#own.delete(key);
    else this.#own.set(key, value);
  }

  /** In no order. */
  values(): V[] {
    const own = [...this.#own.values()].filter((value) => value !== undefined);
    if (!this.#below) return own;
    return [...this.#below.#entries()].flatMap(([key, value]) => (this.#own.has(key) ? [] : [value])).concat(own);
  }

  *#entries(): Generator<[string, V]> {
    for (const [key, value] of this.#own) if (value !== undefined) yield [key, value];
    if (!this.#below) return;
    for (const [key, value] of this.#below.#entries()) if (!this.#own.has(key)) yield [key, value];
  }
}
