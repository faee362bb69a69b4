import { CONNECTION_STATES, type ConnectionState } from '../peers.ts';

/** Over how many seconds rates are told. */
const SECONDS = 60;

const COUNTED = ['received', 'sent', 'errors'] as const;
type Counted = (typeof COUNTED)[number];

/** What the server has counted since it was started. */
export interface StatisticsReport {
  /** ISO 8601. */
  readonly timestamp: string;
  /** Seconds. */
  readonly uptime: number;
  readonly connections: {
    readonly open: number;
    /** The sockets of one page counted once. */
    readonly pages: number;
    /** Those that are open by their state now; `DISCONNECTED` and `ERROR` since the start. */
    readonly by_state: Readonly<Record<ConnectionState, number>>;
  };
  readonly messages: {
    readonly received: number;
    readonly sent: number;
    /** Per second, over the last minute. */
    readonly received_per_second: number;
    readonly sent_per_second: number;
  };
  readonly errors: {
    readonly total: number;
    readonly by_code: Readonly<Record<string, number>>;
    readonly per_second: number;
    /** Errors for each message received, 0…1. */
    readonly rate: number;
  };
  /** Frames that were none. */
  readonly rejected_frames: number;
  readonly rate_limited: number;
  readonly refused_connections: number;
  readonly failed_auths: number;
  /** `until` as ISO 8601. */
  readonly blocked_clients: readonly { readonly client: string; readonly until: string }[];
}

/** What only the others know. */
export interface Present {
  readonly states: Iterable<ConnectionState>;
  readonly pages: number;
  readonly blocked: readonly { readonly client: string; readonly until: number }[];
}

/** Counts what goes through the server. */
export class Statistics {
  readonly #start: number;
  readonly #totals: Record<Counted, number> = { received: 0, sent: 0, errors: 0 };
  /** One second each, by second modulo the number of them. */
  readonly #seconds: ({ readonly second: number } & Record<Counted, number>)[] = [];
  readonly #codes = new Map<string, number>();
  readonly #left = { DISCONNECTED: 0, ERROR: 0 };
  #refusedConnections = 0;
  #rejectedFrames = 0;

  constructor(now: number) {
    this.#start = now;
  }

  count(what: Counted, now: number): void {
    this.#totals[what] += 1;
    const second = Math.floor(now / 1000);
    const index = ((second % SECONDS) + SECONDS) % SECONDS;
    const found = this.#seconds[index];
    const entry = found?.second === second ? found : { second, received: 0, sent: 0, errors: 0 };
    entry[what] += 1;
    this.#seconds[index] = entry;
  }

  error(code: string, now: number): void {
    this.count('errors', now);
    this.#codes.set(code, (this.#codes.get(code) ?? 0) + 1);
  }

  rejectedFrame(): void {
    this.#rejectedFrames += 1;
  }

  refusedConnection(): void {
    this.#refusedConnections += 1;
  }

  /** A connection is gone: closed by either side, or broken. */
  left(how: 'DISCONNECTED' | 'ERROR'): void {
    this.#left[how] += 1;
  }

  report(now: number, { states, pages, blocked }: Present): StatisticsReport {
    const by_state = Object.fromEntries(CONNECTION_STATES.map((state) => [state, 0])) as Record<ConnectionState, number>;
    let open = 0;
    for (const state of states) {
      by_state[state] += 1;
      open += 1;
    }
    const { received, sent, errors } = this.#totals;
    const code = (name: string) => this.#codes.get(name) ?? 0;
    return {
      timestamp: new Date(now).toISOString(),
      uptime: (now - this.#start) / 1000,
      connections: { open, pages, by_state: { ...by_state, ...this.#left } },
      messages: {
        received,
        sent,
        received_per_second: this.#perSecond('received', now),
        sent_per_second: this.#perSecond('sent', now),
      },
      errors: {
        total: errors,
        by_code: Object.fromEntries(this.#codes),
        per_second: this.#perSecond('errors', now),
        rate: received > 0 ? Math.min(1, errors / received) : 0,
      },
      rejected_frames: this.#rejectedFrames,
      rate_limited: code('RATE_LIMITED'),
      refused_connections: this.#refusedConnections,
      failed_auths: code('AUTH_FAILED'),
      blocked_clients: blocked.map(({ client, until }) => ({ client, until: new Date(until).toISOString() })),
    };
  }

  #perSecond(what: Counted, now: number): number {
    const last = Math.floor(now / 1000);
    const counted = this.#seconds.filter((entry) => entry && entry.second > last - SECONDS && entry.second <= last);
    const seconds = Math.max(1, Math.min(SECONDS, (now - this.#start) / 1000));
    return Math.round((counted.reduce((sum, entry) => sum + entry[what], 0) / seconds) * 1000) / 1000;
  }
}
