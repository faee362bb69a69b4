/** The codes of the plugin dialect's `ERROR` frame. */
export const ERROR_CODES = [
  'PLUGIN_NOT_FOUND',
  'TRACK_NOT_FOUND',
  'INVALID_PARAMETER',
  'PRESET_LOAD_FAILED',
  'ENGINE_ERROR',
  'UNAUTHORIZED',
  'RATE_LIMITED',
  'INVALID_MESSAGE',
  'UNKNOWN_MESSAGE_TYPE',
  'AUTH_FAILED',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** `data` of an `ERROR` frame. */
export interface ErrorData {
  /** One sentence: what was expected, what came, and where. */
  error: string;
  code: ErrorCode;
  details: Record<string, unknown>;
}

/** A refusal in the protocol's own terms: thrown by the server's handlers, rethrown by the client's requests. */
export class WireError extends Error {
  override readonly name = 'WireError';
  readonly code: ErrorCode;
  readonly details: Record<string, unknown>;

  constructor(code: ErrorCode, message: string, details: Record<string, unknown> = {}, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.details = details;
  }

  /** The `data` of the frame that carries this error. */
  toData(): ErrorData {
    return { error: this.message, code: this.code, details: this.details };
  }
}
