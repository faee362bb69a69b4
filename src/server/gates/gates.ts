import type { WireError } from '../../wire/errors.ts';
import type { Peer } from '../peers.ts';
import { Attendance } from './attendance.ts';
import { Auth } from './auth.ts';
import { Blocks } from './blocks.ts';
import { type Gate, type Passage, pass } from './gate.ts';
import type { Authenticator, Identity } from './identity.ts';
import { type Limits, readLimits } from './limits.ts';
import { type SignatureOptions, Signatures } from './signatures.ts';
import { Statistics, type StatisticsReport } from './statistics.ts';
import { limited, Throttle } from './throttle.ts';

export interface GateOptions {
  /**
   * Whose tokens are asked for: `jwt({…})`, or `'none'`, which takes everyone for whom they say they are and gives
   * them every permission. Default: `'none'`.
   */
  readonly auth?: 'none' | Authenticator;
  /** Checks the signatures of frames. Default: nobody looks at them. */
  readonly signatures?: SignatureOptions;
  /** Default: as documented; `false` for none but the length of a frame. */
  readonly limits?: Partial<Limits> | false;
}

/** Close codes of WebSocket: broke the rules; come again later; and our own for one that has gone silent. */
const POLICY = 1008;
const TRY_LATER = 1013;
const SILENT = 4408;

/** A connection that is closed before it has begun. */
export interface Refusal {
  readonly error: WireError;
  readonly code: number;
}

/** Everything that stands between a frame and its handler, by the time that it is given and no other clock. */
export class Gates {
  readonly limits: Limits;
  readonly auth: Auth;
  readonly throttle: Throttle;
  readonly statistics: Statistics;
  readonly #attendance: Attendance;
  readonly #blocks: Blocks;
  readonly #signatures: Signatures | undefined;
  readonly #order: readonly Gate[];
  #cleanedAt: number;

  constructor({ auth = 'none', signatures, limits }: GateOptions, now: number) {
    this.limits = readLimits(limits);
    this.#attendance = new Attendance(this.limits);
    this.auth = new Auth(auth, (peer, { user_id }: Identity) => this.#attendance.introduce(peer, user_id));
    this.throttle = new Throttle(this.limits);
    this.#blocks = new Blocks(this.limits);
    this.#signatures = signatures && new Signatures(signatures);
    this.statistics = new Statistics(now);
    this.#order = [this.auth.pass, ...(this.#signatures ? [this.#signatures.pass] : []), this.throttle.pass];
    this.#cleanedAt = now;
  }

  /** Why a connection is not let in, or nothing. */
  refusal(client: Pick<Peer, 'page' | 'address'>, now: number): Refusal | undefined {
    const blocked = this.#blocks.left(client, now);
    if (blocked > 0) return { error: limited('invalid frames', this.limits.invalidFrames, blocked, 'minute'), code: POLICY };
    const error = this.#attendance.refusal(client.page, client.address);
    return error && { error, code: TRY_LATER };
  }

  enter(peer: Peer): void {
    this.#attendance.enter(peer);
  }

  leave(peer: Peer, how: 'DISCONNECTED' | 'ERROR'): void {
    this.#attendance.leave(peer);
    this.throttle.leave(peer);
    this.statistics.left(how);
  }

  /** @throws WireError, at once or later */
  pass(passage: Passage): void | Promise<void> {
    return pass(this.#order, passage);
  }

  /** Takes note of an error that goes to a peer; gives the reason to close its connection where it was one too many. */
  strike(peer: Peer, { code }: WireError, isFrame: boolean, now: number): { code: number; reason: string } | undefined {
    this.statistics.error(code, now);
    if (!isFrame) this.statistics.rejectedFrame();
    const offence = code === 'AUTH_FAILED' ? 'failedAuths' : isFrame ? undefined : 'invalidFrames';
    if (!offence || !this.#blocks.strike(peer, offence, now)) return undefined;
    const what = offence === 'failedAuths' ? 'refused tokens' : 'invalid frames';
    return { code: POLICY, reason: `too many ${what}: blocked for ${this.limits.block / 1000} s` };
  }

  /** Asks the silent for a sign of life, gives the reason to close those who stay silent, and forgets what is over. */
  sweep(peers: Iterable<Peer>, now: number): { peer: Peer; code: number; reason: string }[] {
    const { heartbeat, idle, authentication, cleanUp } = this.limits;
    const gone: { peer: Peer; code: number; reason: string }[] = [];
    for (const peer of peers) {
      const silence = now - peer.heard;
      if (silence >= heartbeat + idle) gone.push({ peer, code: SILENT, reason: `nothing heard for ${silence / 1000} s` });
      else if (this.auth.required && !peer.identity && now - peer.since >= authentication) {
        gone.push({ peer, code: POLICY, reason: `expected a token within ${authentication / 1000} s` });
      } else if (silence >= heartbeat && now - peer.asked >= heartbeat) {
        peer.asked = now;
        peer.connection.ping?.();
      }
    }
    if (now - this.#cleanedAt >= cleanUp) {
      this.#cleanedAt = now;
      this.#blocks.sweep(now);
      this.throttle.sweep(now);
      this.#signatures?.sweep(now);
    }
    return gone;
  }

  report(peers: Iterable<Peer>, now: number): StatisticsReport {
    const states = [...peers].map(({ state }) => state);
    return this.statistics.report(now, { states, pages: this.#attendance.pages, blocked: this.#blocks.list(now) });
  }
}
