/** Who a frame is from where it does not say, apart from the schemas, so that a page needs no validator for it. */

/** The session of a client that names none. */
export const DEFAULT_SESSION = 'default';
/** The user of a client that names none. */
export const ANONYMOUS = 'anonymous';
