import type { Peer } from '../peers.ts';
import type { Limits } from './limits.ts';
import { Rate } from './rate.ts';

/** What a client is blocked for. */
export type Offence = 'invalidFrames' | 'failedAuths';

/** Who keeps sending what is no frame, or tokens that are none, is shut out for a while: by address, else by page. */
export class Blocks {
  readonly #duration: number;
  readonly #rates: Readonly<Record<Offence, Rate>>;
  readonly #until = new Map<string, number>();

  constructor({ invalidFrames, failedAuths, block }: Limits) {
    this.#duration = block;
    this.#rates = { invalidFrames: new Rate(invalidFrames / 60, invalidFrames), failedAuths: new Rate(failedAuths / 60, failedAuths) };
  }

  /** Takes note of an offence; tells whether the client is blocked from now on. */
  strike(client: Pick<Peer, 'address' | 'page'>, offence: Offence, now: number): boolean {
    const key = keyOf(client);
    if (this.#rates[offence].take(key, now) === 0) return false;
    this.#until.set(key, now + this.#duration);
    return true;
  }

  /** Seconds for which the client is still blocked, rounded up; 0 where it is not. */
  left(client: Pick<Peer, 'address' | 'page'>, now: number): number {
    const until = this.#until.get(keyOf(client)) ?? 0;
    return until > now ? Math.ceil((until - now) / 1000) : 0;
  }

  /** Who is blocked, and until when in ms since 1970. */
  list(now: number): { client: string; until: number }[] {
    return [...this.#until].flatMap(([client, until]) => (until > now ? [{ client, until }] : []));
  }

  sweep(now: number): void {
    for (const [client, until] of this.#until) if (until <= now) this.#until.delete(client);
    for (const rate of Object.values(this.#rates)) rate.sweep(now);
  }
}

const keyOf = ({ address, page }: Pick<Peer, 'address' | 'page'>): string =>
  address === undefined ? `page ${page}` : `address ${address}`;
