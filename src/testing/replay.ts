import type { Clock } from '../client/clock.ts';
import type { Connection } from '../server/peers.ts';
import type { ConnectOptions, Server, Session } from '../server/server.ts';
import { RECORDING_FORMAT, type RecordedConnection, type Recording } from './recording.ts';
import { type Pace, Tape } from './tape.ts';

const POLICY = 1008;

/** Answers as a real backend did. */
export class Replay implements Pick<Server, 'connect'> {
  readonly #left: RecordedConnection[];
  readonly #clock: Clock;
  readonly #pace: Pace;
  /** In words: what came and was not recorded. */
  readonly unrecorded: string[] = [];

  /** @throws TypeError for what is no recording */
  constructor(recording: Recording, clock: Clock, pace: Pace) {
    if (recording?.format !== RECORDING_FORMAT || !Array.isArray(recording.connections)) {
      throw new TypeError(
        `Rackwire: expected a recording of format ${RECORDING_FORMAT}, got ${JSON.stringify(recording)?.slice(0, 80)}: make one with record()`,
      );
    }
    this.#left = [...recording.connections];
    this.#clock = clock;
    this.#pace = pace;
  }

  connect(connection: Connection, { url = '' }: ConnectOptions): Session {
    const same = this.#left.findIndex((one) => pathOf(one.url) === pathOf(url));
    const [found] = this.#left.splice(Math.max(0, same), 1);
    if (!found) {
      const words = `expected no further connection than was recorded, got one to ${url}`;
      this.unrecorded.push(words);
      connection.close(POLICY, words.slice(0, 120));
      return { receive: () => {}, alive: () => {}, closed: () => {} };
    }
    const tape = new Tape(found, { connection, clock: this.#clock, pace: this.#pace, missing: (words) => this.unrecorded.push(words) });
    return { receive: (raw) => tape.receive(raw), alive: () => {}, closed: () => tape.end() };
  }
}

const pathOf = (url: string): string => (URL.canParse(url) ? new URL(url).origin + new URL(url).pathname : url);
