import type { Dialect } from '../mock/routes.ts';
import type { ServerOptions } from '../server/server.ts';
import { WireError } from '../wire/errors.ts';
import { PERMISSIONS } from '../wire/permissions.ts';
import type { Fixtures } from './fixtures.ts';
import type { Recording } from './recording.ts';
import type { Pace } from './tape.ts';

export interface BackendOptions {
  /**
   * The addresses to serve, each with its dialect, as for `install()` of `rackwire/mock`. Default:
   * `ws://localhost:8000/ws` and `http://localhost:8000`.
   */
  readonly serve?: Readonly<Record<string, Dialect>>;
  /** What it holds at the start. Default: nothing. */
  readonly fixtures?: Fixtures;
  /** `virtual`: time stands still until `clock.advance()`. Default: `real`. */
  readonly clock?: 'real' | 'virtual';
  /** When a virtual clock starts, ms since 1970. Default: 2026-01-01T00:00:00Z. */
  readonly now?: number;
  /** Whether `setTimeout`, `setInterval` and `Date` follow the virtual clock. Default: with a virtual clock, yes. */
  readonly timers?: boolean;
  /** Default: as documented; `false` for none. */
  readonly limits?: ServerOptions['limits'];
  /** Asks for these tokens: each with its user, and what it allows (default: everything). Default: no token is asked for. */
  readonly tokens?: Readonly<
    Record<string, { readonly user_id: string; readonly permissions?: readonly string[]; readonly expires?: number }>
  >;
  /** Checks signatures of frames. Default: nobody looks at them. */
  readonly signatures?: ServerOptions['signatures'];
  /** Whether the front end's browser answers the server's pings, as browsers do; else it is taken for dead in time. Default: true. */
  readonly answersPings?: boolean;
  /** For everything that is drawn by lot. Default: 1. */
  readonly seed?: number;
  /** Answers as was recorded, instead of the server. */
  readonly replay?: Recording;
  /** Default: `immediate`. */
  readonly pace?: Pace;
}

const OPTIONS = ['serve', 'fixtures', 'clock', 'now', 'timers', 'limits', 'tokens', 'signatures', 'answersPings', 'seed', 'replay', 'pace'];

/** @throws TypeError that says what was expected, and what came */
export function check(options: BackendOptions): void {
  for (const name of Object.keys(options)) {
    if (!OPTIONS.includes(name))
      throw new TypeError(`Rackwire: expected startBackend() to be given one of ${OPTIONS.join(', ')}, got ${name}`);
  }
  const { clock = 'real', timers, replay, fixtures, now } = options;
  if (clock !== 'real' && clock !== 'virtual')
    throw new TypeError(`Rackwire: expected clock as "real" or "virtual", got ${JSON.stringify(clock)}`);
  if (clock === 'real' && (timers || now !== undefined))
    throw new TypeError('Rackwire: expected timers and now with a virtual clock only, got clock "real"');
  if (replay && fixtures) throw new TypeError('Rackwire: expected either fixtures or a recording, got both');
}

/** Ids that are the same in each run. */
export const ids = (random: () => number) => (): string =>
  Array.from({ length: 4 }, () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('');

/** Takes the tokens of a test. */
export function authenticator(tokens: NonNullable<BackendOptions['tokens']>): NonNullable<Exclude<ServerOptions['auth'], 'none'>> {
  return {
    async verify(token, now) {
      const found = Object.hasOwn(tokens, token) ? tokens[token] : undefined;
      if (!found) throw new WireError('AUTH_FAILED', 'expected one of the tokens that the test named, got another');
      if (found.expires !== undefined && found.expires <= now)
        throw new WireError('AUTH_FAILED', 'expected a token of now, got one that has expired');
      return { permissions: PERMISSIONS, ...found };
    },
  };
}
