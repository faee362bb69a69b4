import type { Clock } from '../client/clock.ts';
import { dialectFor, dialects } from '../server/dialects/index.ts';
import type { Connection } from '../server/peers.ts';
import { encodeFrame, isBinary } from '../wire/codec.ts';
import { differences } from './compare.ts';
import { decoded, documentedType } from './frames.ts';
import { collect, type Data, equal, extra, isObject, lasting, rename } from './likeness.ts';
import type { RecordedConnection, RecordedEvent } from './recording.ts';

/** `immediate`: what was recorded behind a request is sent at once. `recorded`: after the same time as then. */
export type Pace = 'immediate' | 'recorded';

/** Ids that a client may have made itself: new ones are taken for those that were recorded in their place. */
const CLIENT_IDS: ReadonlySet<string> = new Set(['plugin_id', 'session_id', 'user_id']);

export interface TapeOptions {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly pace: Pace;
  readonly missing: (words: string) => void;
}

/** One connection's part of a recording. */
export class Tape {
  readonly #events: readonly RecordedEvent[];
  readonly #options: TapeOptions;
  readonly #used = new Set<number>();
  /** Every text that was recorded: what is among them is known, and stands for nothing else. */
  readonly #known = new Set<string>();
  /** By recorded id, what stands in its place now. */
  #ids = new Map<string, string>();
  #binary = false;
  #open = true;

  constructor({ events }: RecordedConnection, options: TapeOptions) {
    this.#events = events;
    this.#options = options;
    for (const event of events) if ('frame' in event) collect(event.frame, this.#known);
    const first = events.findIndex((event) => 'from' in event && event.from === 'client');
    this.#play(range(0, first < 0 ? events.length : first), events[0]?.at ?? 0, new Map());
  }

  receive(raw: unknown): void {
    const value = decoded(raw);
    this.#binary = isBinary(raw);
    const at = this.#events.findIndex((event, index) => this.#fits(event, index, value, raw));
    const event = this.#events[at];
    if (!event || !('from' in event)) {
      this.#refuse(value, raw);
      return;
    }
    const isHeartbeat = 'frame' in event && documentedType(String(event.frame.type)) === 'PING';
    // A heartbeat may come more often than it did, and is answered each time.
    const again = isHeartbeat && !this.#events.some((other, index) => index > at && this.#fits(other, index, value, raw));
    if (!again) this.#used.add(at);
    const recordedId = 'frame' in event ? event.frame.id : undefined;
    const renamed = new Map(this.#ids);
    if (typeof recordedId === 'string' && typeof value?.id === 'string') renamed.set(recordedId, value.id);
    this.#play(this.#behind(at, recordedId), event.at, renamed);
  }

  end(): void {
    this.#open = false;
  }

  /** Which events answer the one at `at`: those by its id, and all that nobody asked for until the client spoke again. */
  #behind(at: number, id: unknown): number[] {
    const isClient = (event: RecordedEvent | undefined) => event !== undefined && 'from' in event && event.from === 'client';
    const idOf = (event: RecordedEvent | undefined) => (event && 'frame' in event ? event.frame.id : undefined);
    const asked = new Set(this.#events.filter(isClient).map(idOf));
    const rest = range(at + 1, this.#events.length);
    const next = rest.find((index) => isClient(this.#events[index])) ?? this.#events.length;
    const again = rest.find((index) => isClient(this.#events[index]) && idOf(this.#events[index]) === id) ?? this.#events.length;
    return rest.filter((index) => {
      const event = this.#events[index];
      if (isClient(event)) return false;
      const answers = idOf(event);
      return answers !== undefined && asked.has(answers) ? answers === id && index < again : index < next;
    });
  }

  #play(indices: readonly number[], since: number, ids: ReadonlyMap<string, string>): void {
    const { connection, clock, pace } = this.#options;
    for (const index of indices) {
      const event = this.#events[index];
      if (!event) continue;
      const act = () => {
        if (!this.#open) return;
        if ('closed' in event) connection.close(event.closed.code, event.closed.reason);
        else if ('text' in event) connection.send(event.text);
        else
          connection.send(encodeFrame(rename(event.frame, new Map([...ids, ...this.#ids])) as object, this.#binary ? 'msgpack' : 'json'));
      };
      if (pace === 'recorded' && event.at > since) clock.after(event.at - since, act);
      else act();
    }
  }

  #fits(event: RecordedEvent, index: number, value: Data | undefined, raw: unknown): boolean {
    if (!('from' in event) || event.from !== 'client' || this.#used.has(index)) return false;
    if ('text' in event) return value === undefined && event.text === raw;
    if (value === undefined) return false;
    const wanted = lasting(value);
    if (equal(rename(lasting(event.frame), this.#ids), wanted)) return true;
    const more = new Map(this.#ids);
    if (!this.#pair(event.frame, value, more) || !equal(rename(lasting(event.frame), more), wanted)) return false;
    this.#ids = more;
    return true;
  }

  /** Takes ids that nobody knows for those that were recorded in their place. */
  #pair(recorded: unknown, actual: unknown, ids: Map<string, string>): boolean {
    if (!isObject(recorded) || !isObject(actual)) return true;
    return Object.entries(recorded).every(([key, then]) => {
      const now = actual[key];
      if (!CLIENT_IDS.has(key) || typeof then !== 'string' || typeof now !== 'string' || then === now) return this.#pair(then, now, ids);
      if (ids.has(then)) return ids.get(then) === now;
      if (this.#known.has(now) || [...ids.values()].includes(now)) return false;
      ids.set(then, now);
      return true;
    });
  }

  #refuse(value: Data | undefined, raw: unknown): void {
    const words = this.#unrecordedWords(value, raw);
    this.#options.missing(words);
    const id = typeof value?.id === 'string' ? value.id : '';
    const type = typeof value?.type === 'string' ? value.type : '';
    const dialect = dialectFor(value) ?? 'plugin';
    const data = { code: 'INVALID_MESSAGE', error: words, details: {} };
    const now = new Date(this.#options.clock.now()).toISOString();
    for (const answer of dialects[dialect].answer({ type, id }, [{ id, type: 'ERROR', data }], now)) {
      this.#options.connection.send(encodeFrame(answer, this.#binary ? 'msgpack' : 'json'));
    }
  }

  #unrecordedWords(value: Data | undefined, raw: unknown): string {
    const recorded = this.#events.flatMap((event, index) =>
      'from' in event && event.from === 'client' && 'frame' in event ? [{ index, frame: event.frame }] : [],
    );
    if (!value) return `expected a frame that was recorded, got ${JSON.stringify(String(raw).slice(0, 80))}`;
    const type = String(value.type);
    const same = recorded.filter(({ frame }) => frame.type === value.type);
    if (same.length === 0)
      return `expected one of the messages that were recorded (${[...new Set(recorded.map(({ frame }) => frame.type))].join(', ')}), got ${type}`;
    const left = same.filter(({ index }) => !this.#used.has(index));
    if (left.length === 0)
      return `expected ${type} ${same.length === 1 ? 'once' : `${same.length} times`}, as was recorded, got one more: ${JSON.stringify(value.data)}`;
    const [nearest] = left
      .map(({ frame }) => differences(rename(lasting(frame), this.#ids), lasting(value)).concat(extra(frame, value)))
      .sort((one, other) => one.length - other.length);
    return `expected ${type} as was recorded, got another: ${nearest?.join('; ')}`;
  }
}

const range = (from: number, to: number): number[] => Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
