/** Who a connection belongs to, and what it may do. */
export interface Identity {
  readonly user_id: string;
  readonly permissions: readonly string[];
  /** The one session that it may see and change. Without it: every session. */
  readonly session_id?: string;
  /** When this ends, in ms since 1970. Without it: never. */
  readonly expires?: number;
}

/** Turns a token into an identity. `jwt()` makes one. */
export interface Authenticator {
  /**
   * @param now ms since 1970
   * @throws WireError `AUTH_FAILED`, saying what is wrong with the token
   */
  verify(token: string, now: number): Promise<Identity>;
}
