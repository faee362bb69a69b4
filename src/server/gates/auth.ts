import { WireError } from '../../wire/errors.ts';
import { ANONYMOUS, DEFAULT_SESSION, type Request } from '../../wire/frame.ts';
import { PERMISSIONS, permissionFor } from '../../wire/permissions.ts';
import type { RequestData } from '../../wire/requests.ts';
import { quote } from '../lookup.ts';
import type { Peer } from '../peers.ts';
import type { Gate } from './gate.ts';
import type { Authenticator, Identity } from './identity.ts';

/** Told before a connection gets its identity; throws where it must not have it. */
export type Introduce = (peer: Peer, identity: Identity) => void;

/**
 * Who is who. Without an authenticator everyone is whom they say they are, with every permission, and `AUTH` is answered
 * by what it says. With one, nothing but `AUTH` and `PING` passes before a token has been accepted, nor after it has
 * expired.
 */
export class Auth {
  readonly #authenticator: Authenticator | undefined;
  readonly #introduce: Introduce;

  constructor(auth: 'none' | Authenticator, introduce: Introduce) {
    this.#authenticator = auth === 'none' ? undefined : auth;
    this.#introduce = introduce;
  }

  /** Whether a token is asked for. */
  get required(): boolean {
    return this.#authenticator !== undefined;
  }

  /** Whether the peer may know what happens in its sessions. */
  mayHear({ identity }: Peer, now: number): boolean {
    if (!this.#authenticator) return true;
    return identity !== undefined && !hasExpired(identity, now) && identity.permissions.includes('plugin:read');
  }

  /**
   * Who a token belongs to.
   *
   * @throws WireError `AUTH_FAILED`
   */
  async identify(token: string, now: number): Promise<Identity> {
    return this.#authenticator ? this.#authenticator.verify(token, now) : everyone(ANONYMOUS);
  }

  /** Gives the peer the identity that its token stands for, as it came with the connection itself or in `AUTH`. */
  async admit(peer: Peer, { token = '', user_id = '', session_id = '' }: Partial<RequestData<'AUTH'>>, now: number): Promise<void> {
    const identity = await this.identify(token, now);
    if (user_id && user_id !== ANONYMOUS && user_id !== identity.user_id) {
      throw new WireError('AUTH_FAILED', `expected the user_id of the token, ${quote(identity.user_id)}, got ${quote(user_id)}`, {
        user_id,
      });
    }
    const only = identity.session_id;
    if (session_id && session_id !== DEFAULT_SESSION && only !== undefined && session_id !== only) {
      throw new WireError('AUTH_FAILED', `expected the session of the token, ${quote(only)}, got ${quote(session_id)}`, { session_id });
    }
    this.#become(peer, identity, only ?? session_id);
  }

  readonly pass: Gate = ({ peer, request, now }) => {
    const { type } = request;
    if (type === 'AUTH') {
      if (this.#authenticator) return this.admit(peer, request.data, now);
      const { user_id, session_id } = request.data;
      return this.#become(peer, everyone(user_id || ANONYMOUS), session_id);
    }
    if (!this.#authenticator || type === 'PING') return;
    const { identity } = peer;
    if (!identity) throw unauthorized(request, `${type} needs a token: send AUTH first`);
    if (hasExpired(identity, now)) throw unauthorized(request, `${type} needs a token that has not expired: send AUTH with a new one`);
    if (request.user_id !== identity.user_id) {
      throw unauthorized(request, `expected the user_id of the token, ${quote(identity.user_id)}, or none, got ${quote(request.user_id)}`);
    }
    if (identity.session_id !== undefined && request.session_id !== identity.session_id) {
      throw unauthorized(
        request,
        `expected the session of the token, ${quote(identity.session_id)}, or none, got ${quote(request.session_id)}`,
        `session:${request.session_id}`,
      );
    }
    const permission = permissionFor(type);
    if (permission !== undefined && !identity.permissions.includes(permission)) {
      throw unauthorized(
        request,
        `${type} needs the permission ${permission}, which the token of ${quote(identity.user_id)} does not give`,
      );
    }
  };

  #become(peer: Peer, identity: Identity, session_id: string): void {
    this.#introduce(peer, identity);
    // What it has heard of as somebody else is no longer its own.
    if (peer.identity?.user_id !== identity.user_id || peer.identity.session_id !== identity.session_id) peer.sessions.clear();
    peer.identity = identity;
    if (session_id) {
      peer.session_id = session_id;
      peer.isAssigned = true;
    }
    peer.state = 'AUTHENTICATED';
  }
}

const everyone = (user_id: string): Identity => ({ user_id, permissions: PERMISSIONS });

const hasExpired = ({ expires }: Identity, now: number): boolean => expires !== undefined && now >= expires;

function unauthorized({ type, user_id }: Request, words: string, required_permission: string | undefined = permissionFor(type)): WireError {
  return new WireError('UNAUTHORIZED', words, { user_id, required_permission });
}
