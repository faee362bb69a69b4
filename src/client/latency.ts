/** A reply that took longer than it should. */
export interface SlowMessage {
  readonly type: string;
  readonly id: string;
  /** Milliseconds from sending to the reply. */
  readonly ms: number;
}

/** Milliseconds between sending and reply, over the last thousand replies. Zeros where there were none. */
export interface LatencyFigures {
  readonly replies: number;
  /** Of these, refusals. */
  readonly errors: number;
  readonly average: number;
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
  /** How many were slow, of all since the start. */
  readonly slow: number;
}

const KEPT = 1000;
const SLOW_KEPT = 50;
/** A reply later than this, in ms, is slow. */
export const SLOW_MS = 200;

/** How long the server takes to answer. Counting costs next to nothing; the figures are worked out when asked for. */
export class LatencyMonitor {
  readonly #ring = new Float64Array(KEPT);
  #replies = 0;
  #errors = 0;
  #slow = 0;
  #slowest: SlowMessage[] = [];
  /** Called with each slow message. */
  onslow: ((message: SlowMessage) => void) | null = null;

  /** Takes one reply into account. */
  add(type: string, id: string, ms: number, refused: boolean): void {
    this.#ring[this.#replies % KEPT] = ms;
    this.#replies += 1;
    if (refused) this.#errors += 1;
    if (ms <= SLOW_MS) return;
    this.#slow += 1;
    const message = { type, id, ms };
    this.#slowest = [...this.#slowest, message].slice(-SLOW_KEPT);
    this.onslow?.(message);
  }

  get figures(): LatencyFigures {
    const sorted = this.#ring.slice(0, this.#count).sort();
    // The smallest value that is not exceeded by that part of all.
    const at = (part: number): number => sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0;
    return {
      replies: this.#replies,
      errors: this.#errors,
      average: sorted.length > 0 ? sorted.reduce((sum, ms) => sum + ms, 0) / sorted.length : 0,
      p50: at(0.5),
      p99: at(0.99),
      longest: at(1),
      slow: this.#slow,
    };
  }

  /** The last slow messages, oldest first, at most 50. */
  get slowMessages(): readonly SlowMessage[] {
    return this.#slowest;
  }

  /** The last `count` times in ms, oldest first. */
  recent(count: number): number[] {
    const length = Math.min(count, this.#count);
    return Array.from({ length }, (_, index) => this.#ring[(this.#replies - length + index) % KEPT] ?? 0);
  }

  get #count(): number {
    return Math.min(KEPT, this.#replies);
  }
}
