import type { Client } from '../client.ts';

/** One line of the log. */
export interface LogEntry {
  /** Counts from 1. */
  readonly number: number;
  readonly direction: 'sent' | 'received' | 'connection';
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The frame's type; for the connection, what became of it. */
  readonly type: string;
  readonly id: string;
  readonly user_id: string;
  readonly session_id: string;
  /** The frame as it is on the wire, without tokens; for the connection, the reason in words. */
  readonly text: string;
  /** For a reply: milliseconds since its request went out. */
  readonly took?: number;
}

/** What is to be seen; what is empty or absent narrows nothing. */
export interface LogFilter {
  readonly directions?: readonly LogEntry['direction'][];
  readonly types?: readonly string[];
  readonly users?: readonly string[];
  readonly sessions?: readonly string[];
  /** Anywhere in the frame, in any case. */
  readonly text?: string;
}

/** Most frames that are kept. */
export const LOG_LIMIT = 1000;

const logs = new WeakMap<Client, FrameLog>();

/** The log of a connection: one for all who ask. Off until it is started. */
export function logOf(client: Client): FrameLog {
  const log = logs.get(client) ?? new FrameLog(client);
  logs.set(client, log);
  return log;
}

/** What goes over one connection, both ways: the last thousand frames. While it is off, it costs nothing. */
export class FrameLog {
  readonly #client: Client;
  readonly #watchers = new Set<() => void>();
  /** When each request that waits for its reply went out. */
  readonly #asked = new Map<string, number>();
  #entries: LogEntry[] = [];
  #lastNumber = 0;
  #users = 0;
  #stops: (() => void)[] = [];

  constructor(client: Client) {
    this.#client = client;
  }

  get on(): boolean {
    return this.#stops.length > 0;
  }

  /** Oldest first. */
  get entries(): readonly LogEntry[] {
    return this.#entries;
  }

  /**
   * Logs from now on.
   *
   * @returns a function that ends it, unless somebody else has started the log too. What was logged so far stays.
   */
  start(): () => void {
    this.#users += 1;
    if (this.#stops.length === 0) {
      this.#stops = [
        this.#client.tap({ sent: (text) => this.#add('sent', text), received: (text) => this.#add('received', text) }),
        this.#client.watch((state) => {
          if (state.kind !== 'open') this.#asked.clear();
          this.#push({ direction: 'connection', type: state.kind, text: ('reason' in state && state.reason) || '', ...NOBODY });
        }),
      ];
    }
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.#users -= 1;
      if (this.#users > 0) return;
      for (const stop of this.#stops.splice(0)) stop();
      this.#asked.clear();
    };
  }

  clear(): void {
    this.#entries = [];
    this.#tell();
  }

  /** Oldest first. */
  matching(filter: LogFilter): readonly LogEntry[] {
    return this.#entries.filter((entry) => matches(entry, filter));
  }

  /** Calls `watcher` after each change. Returns a function that ends it. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  #add(direction: 'sent' | 'received', raw: string): void {
    const now = this.#client.clock.now();
    const frame = read(raw);
    const { type, id, user_id, session_id, data } = (typeof frame === 'object' && frame !== null ? frame : {}) as Record<string, unknown>;
    const by = typeof data === 'object' && data !== null && 'changed_by' in data ? data.changed_by : undefined;
    const name = textOf(id);
    const asked = direction === 'received' ? this.#asked.get(name) : undefined;
    if (direction === 'sent') this.#asked.set(name, now);
    else this.#asked.delete(name);
    this.#push({
      direction,
      type: textOf(type) || '?',
      id: name,
      user_id: textOf(user_id) || textOf(by),
      session_id: textOf(session_id),
      text: type === 'AUTH' ? withoutToken(frame as object) : raw,
      ...(asked !== undefined && { took: now - asked }),
    });
  }

  #push(entry: Omit<LogEntry, 'number' | 'at'>): void {
    this.#lastNumber += 1;
    const kept = this.#entries.length < LOG_LIMIT ? this.#entries : this.#entries.slice(1 - LOG_LIMIT);
    // A new list each time, so that whoever shows one may keep it.
    this.#entries = [...kept, { number: this.#lastNumber, at: this.#client.clock.now(), ...entry }];
    this.#tell();
  }

  #tell(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }
}

const NOBODY = { id: '', user_id: '', session_id: '' };

/** The text of a JSON file: a list of `{number, direction, at, took, frame}`, `{…, state, reason}` for the connection. */
export function logToJson(entries: readonly LogEntry[]): string {
  const list = entries.map(({ number, direction, at, took, type, text }) => ({
    number,
    direction,
    at: new Date(at).toISOString(),
    ...(took !== undefined && { took }),
    ...(direction === 'connection' ? { state: type, reason: text } : { frame: read(text) }),
  }));
  return `${JSON.stringify(list, null, 2)}\n`;
}

/** Whether a line is one of those that are to be seen. */
export function matches(entry: LogEntry, { directions = [], types = [], users = [], sessions = [], text = '' }: LogFilter): boolean {
  const isOne = <T>(wanted: readonly T[], value: T): boolean => wanted.length === 0 || wanted.includes(value);
  return (
    isOne(directions, entry.direction) &&
    isOne(types, entry.type) &&
    isOne(users, entry.user_id) &&
    isOne(sessions, entry.session_id) &&
    (text === '' || `${entry.type} ${entry.text}`.toLowerCase().includes(text.toLowerCase()))
  );
}

/** A log is passed on: whoever gets it must not get in with it. */
function withoutToken(frame: object): string {
  return JSON.stringify(frame, (key, value) => (key === 'token' ? '…' : value));
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
