import { canonicalJson } from '../../wire/canonical.ts';
import { WireError } from '../../wire/errors.ts';
import type { RequestType } from '../../wire/requests.ts';
import type { Gate, Passage } from './gate.ts';
import { Replays } from './replays.ts';
import { limited } from './throttle.ts';

/** `optional`: a signature that is there must be right. `required`: it must be there too. `ignored`: nobody looks. */
export type SignatureRule = 'ignored' | 'optional' | 'required';

export interface SignatureOptions {
  /** The secret that clients sign with; or the one of each user, `undefined` for users that have none. */
  readonly secret: string | Uint8Array | ((user_id: string) => string | Uint8Array | undefined);
  /** The rule for each type of message. Default: `optional` for all. */
  readonly types?: Readonly<Partial<Record<RequestType, SignatureRule>>>;
  /** The rule for types that `types` does not name. Default: `optional`. */
  readonly others?: SignatureRule;
  /** How far a frame's `timestamp` may be from the server's time, in ms. Default: 300,000. */
  readonly tolerance?: number;
  /** How many ids are remembered; where there are more, signed frames are refused until the oldest may go. Default: 100,000. */
  readonly memory?: number;
}

const HMAC = { name: 'HMAC', hash: 'SHA-256' };

const TOLERANCE = 300_000;
const MEMORY = 100_000;
/** Longer ids are not worth the memory that they cost. */
const ID_LIMIT = 128;

/**
 * Checks `signature`: the HMAC-SHA-256 of the frame's canonical JSON without the signature itself, as 64 hexadecimal
 * digits. So that a frame that was overheard is worth nothing, its `timestamp` must be of now and its `id` a new one.
 */
export class Signatures {
  readonly #options: SignatureOptions;
  readonly #tolerance: number;
  readonly #replays: Replays;
  #shared: Promise<CryptoKey> | undefined;

  constructor(options: SignatureOptions) {
    const { tolerance = TOLERANCE, memory = MEMORY } = options;
    this.#options = options;
    this.#tolerance = tolerance;
    this.#replays = new Replays(memory);
  }

  readonly pass: Gate = (passage) => {
    const { type } = passage.request;
    const rule = this.#options.types?.[type] ?? this.#options.others ?? 'optional';
    if (rule === 'ignored') return undefined;
    if (passage.frame.signature !== undefined) return this.#verify(passage);
    // Before who it is is known there is no secret to sign with; a heartbeat changes nothing.
    if (rule === 'required' && type !== 'AUTH' && type !== 'PING') {
      throw wrong(passage, `${type} needs a signature: 64 hexadecimal digits, by HMAC-SHA-256`);
    }
    return undefined;
  };

  /** Forgets ids that their timestamps have made useless. */
  sweep(now: number): void {
    this.#replays.sweep(now);
  }

  async #verify(passage: Passage): Promise<void> {
    const { frame, now, request } = passage;
    const { signature, ...signed } = frame;
    if (typeof signature !== 'string' || !/^[0-9a-f]{64}$/i.test(signature)) {
      throw wrong(passage, 'expected the signature as 64 hexadecimal digits');
    }
    const time = typeof frame.timestamp === 'string' ? Date.parse(frame.timestamp) : Number.NaN;
    if (Number.isNaN(time)) throw wrong(passage, 'expected a signed frame to have its timestamp in ISO 8601');
    if (Math.abs(now - time) > this.#tolerance) {
      throw wrong(passage, `expected the timestamp of a signed frame within ${this.#tolerance / 1000} s of ${new Date(now).toISOString()}`);
    }
    if (request.id === '' || request.id.length > ID_LIMIT)
      throw wrong(passage, `expected a signed frame to have an id of 1 to ${ID_LIMIT} characters`);
    const key = await this.#key(request.user_id);
    if (!key) throw wrong(passage, 'expected a signature of a user whose secret this server knows');
    const bytes = Uint8Array.from(signature.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
    if (!(await crypto.subtle.verify(HMAC, key, bytes, text(passage, signed)))) {
      throw wrong(passage, 'the signature does not fit the frame: expected the HMAC-SHA-256 of its canonical JSON without the signature');
    }
    // Only now, so that nobody else can use up the ids of those who sign.
    const noted = this.#replays.note(JSON.stringify([request.user_id, request.id]), time + this.#tolerance, now);
    if (noted === 'seen') throw wrong(passage, 'expected a signed frame to have an id that none had before it');
    if (noted === 'full') {
      const { memory = MEMORY, tolerance = TOLERANCE } = this.#options;
      throw limited('signed frames', memory, this.#replays.wait(now), `${tolerance / 1000} seconds`);
    }
  }

  #key(user_id: string): Promise<CryptoKey> | undefined {
    const { secret } = this.#options;
    const own = typeof secret === 'function' ? secret(user_id) : secret;
    if (own === undefined) return undefined;
    if (typeof secret === 'function') return importKey(own);
    this.#shared ??= importKey(own);
    return this.#shared;
  }
}

function importKey(secret: string | Uint8Array): Promise<CryptoKey> {
  const bytes = typeof secret === 'string' ? new TextEncoder().encode(secret) : Uint8Array.from(secret);
  return crypto.subtle.importKey('raw', bytes, HMAC, false, ['verify']);
}

function text(passage: Passage, signed: object): Uint8Array<ArrayBuffer> {
  try {
    return new TextEncoder().encode(canonicalJson(signed));
  } catch (cause) {
    throw wrong(passage, cause instanceof Error ? cause.message : String(cause));
  }
}

function wrong({ request }: Passage, signature_error: string): WireError {
  const { user_id } = request;
  return new WireError('UNAUTHORIZED', signature_error, { user_id, required_permission: 'signature', signature_error });
}
