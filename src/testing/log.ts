import { differences } from './compare.ts';
import { type DataOf, documentedType, type LoggedFrame } from './frames.ts';
import * as native from './natives.ts';

/** What a frame must be: only what is named counts, and of objects only the fields that are named. */
export interface Expected {
  /** In either dialect. */
  readonly type?: string;
  readonly data?: unknown;
  readonly user_id?: string;
  readonly session_id?: string;
  /** Which of the front end's connections, from 1. */
  readonly connection?: number;
}

/** An expectation that was not met. Test runners know it by its name. */
export class ExpectationError extends Error {
  override readonly name = 'AssertionError';
  readonly expected: unknown;
  readonly actual: unknown;

  constructor(message: string, expected: unknown, actual: unknown) {
    super(message);
    this.expected = expected;
    this.actual = actual;
  }
}

interface Waiting {
  take(frame: LoggedFrame): boolean;
  fail(reason: string): void;
}

/** The frames that came, and those who wait for one. */
export class FrameLog {
  readonly frames: LoggedFrame[] = [];
  readonly #taken = new Set<LoggedFrame>();
  readonly #waiting = new Set<Waiting>();
  readonly #hint: string;

  /** @param hint what to say to those who have waited in vain */
  constructor(hint = '') {
    this.#hint = hint;
  }

  add(frame: LoggedFrame): void {
    this.frames.push(frame);
    for (const one of this.#waiting) if (one.take(frame)) return;
  }

  find(expected: Expected = {}): readonly LoggedFrame[] {
    return this.frames.filter((frame) => mismatch(expected, frame).length === 0);
  }

  /** The first frame that nobody has waited for yet, there or to come. */
  next<T extends string>(
    type: T,
    accept: (data: DataOf<T>, frame: LoggedFrame) => boolean,
    timeout: number,
  ): Promise<LoggedFrame<DataOf<T>>> {
    const fits = (frame: LoggedFrame) => isOf(type, frame) && !this.#taken.has(frame) && accept(frame.data as DataOf<T>, frame);
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        take: (frame) => {
          try {
            if (!fits(frame)) return false;
          } catch (error) {
            end();
            reject(error);
            return false;
          }
          this.#taken.add(frame);
          end();
          resolve(frame as LoggedFrame<DataOf<T>>);
          return true;
        },
        fail: (reason) => {
          end();
          reject(new ExpectationError(`Rackwire: expected ${type} ${reason}, but got ${this.#summary()}${this.#hint}`, type, this.frames));
        },
      };
      const timer = native.setTimeout(() => waiting.fail(`within ${timeout} ms`), timeout);
      const end = () => {
        native.clearTimeout(timer);
        this.#waiting.delete(waiting);
      };
      this.#waiting.add(waiting);
      for (const frame of this.frames) if (!this.#waiting.has(waiting) || waiting.take(frame)) break;
    });
  }

  /** These in this order; others may have come between them. */
  expect(all: readonly Expected[]): void {
    let from = 0;
    for (const [index, expected] of all.entries()) {
      const found = this.frames.findIndex((frame, at) => at >= from && mismatch(expected, frame).length === 0);
      if (found < 0) throw this.#unmet(expected, from, index);
      from = found + 1;
    }
  }

  expectNone(expected: Expected): void {
    const [found] = this.find(expected);
    if (found)
      throw new ExpectationError(`Rackwire: expected nothing like ${JSON.stringify(expected)}, but got ${show(found)}`, undefined, found);
  }

  clear(): void {
    this.frames.length = 0;
    this.#taken.clear();
  }

  end(reason: string): void {
    for (const one of [...this.#waiting]) one.fail(reason);
  }

  #unmet(expected: Expected, from: number, index: number): ExpectationError {
    const behind = from > 0 ? ` behind what came as ${index === 1 ? 'the first' : `number ${index}`}` : '';
    const nearest = this.frames
      .slice(from)
      .filter((frame) => expected.type === undefined || isOf(expected.type, frame))
      .map((frame) => ({ frame, lines: mismatch(expected, frame) }))
      .sort((one, other) => one.lines.length - other.lines.length)[0];
    const found = nearest
      ? `\nThe nearest of ${nearest.frame.type} is other in:\n${nearest.lines.map((line) => `  ${line}`).join('\n')}`
      : '';
    const message = `Rackwire: expected to receive ${JSON.stringify(expected)}${behind}, but got ${this.#summary(from)}${found}`;
    return new ExpectationError(message, expected, nearest?.frame ?? this.frames);
  }

  /** What came, in short: "PLUGIN_ADD, PLUGIN_PARAMETER ×3". */
  #summary(from = 0): string {
    const runs: { name: string; count: number }[] = [];
    for (const { type } of this.frames.slice(from)) {
      const name = type || 'no frame';
      const last = runs.at(-1);
      if (last?.name === name) last.count += 1;
      else runs.push({ name, count: 1 });
    }
    return runs.map(({ name, count }) => (count > 1 ? `${name} ×${count}` : name)).join(', ') || 'nothing';
  }
}

const show = ({ type, data, id }: LoggedFrame): string => JSON.stringify({ id, type, data });

const isOf = (type: string, frame: LoggedFrame): boolean => type === frame.type || documentedType(type) === documentedType(frame.type);

function mismatch({ type, ...rest }: Expected, frame: LoggedFrame): string[] {
  const lines = type === undefined || isOf(type, frame) ? [] : [`type: expected ${type} but got ${frame.type || 'no frame'}`];
  return lines.concat(differences(rest, frame));
}
