/** Why the store refuses. */
export const STORE_ERRORS = [
  /** A newer build made this database or one of its records; nothing in it was changed. */
  'newer',
  /** A record that this build cannot read; it is kept as it is. */
  'unreadable',
  /** A migration failed; the database is as it was before. */
  'migration-failed',
  /** Another server holds the store. */
  'in-use',
  /** The device or the site's share of it is full. */
  'full',
  /** The store was closed. */
  'closed',
  /** The browser refused for another reason, which is the `cause`. */
  'failed',
] as const;
export type StoreErrorCode = (typeof STORE_ERRORS)[number];

/** The store's one error: `message` is a sentence for people, `code` for programs, `cause` what the browser said. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Any failure of IndexedDB in words. */
export function toStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const { name, message } = error instanceof Error || error instanceof DOMException ? error : { name: '', message: String(error) };
  if (name === 'QuotaExceededError') {
    return new StoreError('full', 'storage is full: free space on this device, or remove presets that are no longer needed', {
      cause: error,
    });
  }
  if (name === 'InvalidStateError') return new StoreError('closed', 'storage was closed: reload the page', { cause: error });
  return new StoreError('failed', `storage failed: ${[name, message].filter(Boolean).join(': ') || 'no reason was given'}`, {
    cause: error,
  });
}
