import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  decodeProtectedHeader,
  errors,
  type JWK,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import { WireError } from '../../wire/errors.ts';
import type { Authenticator, Identity } from './identity.ts';

export interface JwtOptions {
  /** For HS256: at least 32 bytes, or as many characters. */
  readonly secret?: string | Uint8Array;
  /** For RS256 and ES256: the public keys, or the address (https) where they are. */
  readonly jwks?: KeySet | URL;
  /** What `aud` must be, or be one of. Default: anything. */
  readonly audience?: string | string[];
  /** What `iss` must be, or be one of. Default: anything. */
  readonly issuer?: string | string[];
  /** How far the clocks may be apart, in s. Default: 5. */
  readonly clockTolerance?: number;
  /** Fetches the keys at `jwks`. Default: the global one. */
  readonly fetch?: (url: string, options: RequestInit) => Promise<Response>;
}

/** A JSON Web Key Set: public keys, each with its `kty` and, where there are several, a `kid`. */
export interface KeySet {
  readonly keys: readonly Readonly<Record<string, unknown>>[];
}

/** Longer ones are refused unread. */
const TOKEN_LIMIT = 8192;
/** The length of the hash: a shorter secret could be guessed from one token. */
const SECRET_BYTES = 32;

/**
 * Reads JSON Web Tokens: `sub` is the user, `permissions` a list, `session_id` the one session, `exp` is required.
 * Tokens without a signature (`alg: none`), and every algorithm but HS256, RS256 and ES256, are refused. An algorithm is
 * taken only with a key of its own kind, so that a public key never serves as a secret.
 *
 * @example createServer({ store, auth: jwt({ secret: process.env.JWT_SECRET, audience: 'rackwire' }) })
 * @throws TypeError where there is no key, or a weak one
 */
export function jwt(options: JwtOptions): Authenticator {
  const { audience, issuer, clockTolerance = 5 } = options;
  const secret = typeof options.secret === 'string' ? new TextEncoder().encode(options.secret) : options.secret;
  const publicKeys = options.jwks && keySet(options.jwks, options.fetch);
  if (!secret && !publicKeys) throw new TypeError('expected a secret or jwks to check tokens with, got neither');
  if (secret && secret.length < SECRET_BYTES) {
    throw new TypeError(`expected a secret of at least ${SECRET_BYTES} bytes, got ${secret.length}`);
  }
  return {
    async verify(token, now) {
      if (token === '') throw failed('expected a token, got none');
      if (token.length > TOKEN_LIMIT) throw failed(`expected a token of at most ${TOKEN_LIMIT} characters, got ${token.length}`);
      const settings = {
        currentDate: new Date(now),
        clockTolerance,
        requiredClaims: ['sub', 'exp'],
        ...(audience !== undefined && { audience }),
        ...(issuer !== undefined && { issuer }),
      };
      try {
        const isSecret = decodeProtectedHeader(token).alg === 'HS256';
        if (isSecret && secret)
          return identity((await jwtVerify(token, secret, { ...settings, algorithms: ['HS256'] })).payload, clockTolerance);
        if (!isSecret && publicKeys) {
          return identity((await jwtVerify(token, publicKeys, { ...settings, algorithms: ['RS256', 'ES256'] })).payload, clockTolerance);
        }
      } catch (error) {
        throw error instanceof WireError ? error : failed(inWords(error), error);
      }
      throw failed(`expected a token signed with ${secret ? 'HS256' : 'RS256 or ES256'}`);
    },
  };
}

function keySet(jwks: KeySet | URL, fetch?: JwtOptions['fetch']): JWTVerifyGetKey {
  if (!(jwks instanceof URL)) return createLocalJWKSet({ keys: jwks.keys as unknown as JWK[] });
  return createRemoteJWKSet(jwks, fetch && { [customFetch]: fetch });
}

function identity({ sub, exp, permissions = [], session_id }: JWTPayload, tolerance: number): Identity {
  if (typeof sub !== 'string' || sub === '' || sub.length > 200) throw failed('expected sub in the token as text of 1 to 200 characters');
  if (!Array.isArray(permissions)) throw failed(`expected permissions in the token as a list, got ${typeof permissions}`);
  if (session_id !== undefined && (typeof session_id !== 'string' || session_id === '' || session_id.length > 200)) {
    throw failed('expected session_id in the token as text of 1 to 200 characters');
  }
  return {
    user_id: sub,
    permissions: permissions.filter((permission) => typeof permission === 'string'),
    ...(session_id !== undefined && { session_id }),
    ...(exp !== undefined && { expires: (exp + tolerance) * 1000 }),
  };
}

/** What the library says, in the words of this protocol. */
function inWords(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'the token has expired: get a new one';
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.reason === 'missing') return `expected ${error.claim} in the token, got none`;
    if (error.claim === 'nbf') return 'the token is not valid yet';
    return `the token is meant for another server: its ${error.claim} is not the one expected`;
  }
  if (error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported) {
    return 'expected a token signed with HS256, RS256 or ES256';
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'the signature of the token is wrong';
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) {
    return 'the token is signed with a key that this server does not know';
  }
  if (error instanceof errors.JWKSTimeout) return 'the keys to check the token with could not be fetched: try again';
  if (error instanceof errors.JWTInvalid || error instanceof errors.JWSInvalid || error instanceof TypeError) {
    return 'expected a JSON Web Token of three parts';
  }
  return 'the token could not be checked';
}

const failed = (words: string, cause?: unknown): WireError => new WireError('AUTH_FAILED', words, {}, { cause });
