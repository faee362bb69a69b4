import { WireError } from './errors.ts';
import { decodeJson, FRAME_LIMIT } from './frame.ts';
import { decodeMessagePack, encodeMessagePack, MessagePackError } from './message-pack.ts';

/** How a frame becomes what is sent: JSON text, or MessagePack bytes. */
export const CODECS = ['json', 'msgpack'] as const;
export type Codec = (typeof CODECS)[number];

/** A frame on the wire. */
export type Encoded = string | Uint8Array<ArrayBuffer>;

/** Whether what came is bytes, in any of the forms in which carriers hand them over. */
export const isBinary = (raw: unknown): raw is ArrayBuffer | ArrayBufferView => raw instanceof ArrayBuffer || ArrayBuffer.isView(raw);

/** Its length in UTF-16 code units or bytes; 0 for what is neither text nor bytes. */
export const lengthOf = (raw: unknown): number => (typeof raw === 'string' ? raw.length : isBinary(raw) ? raw.byteLength : 0);

/**
 * The value that came as a frame, not judged any further.
 *
 * @throws WireError `INVALID_MESSAGE`
 */
export function decodeFrame(raw: unknown, codec: Codec, limit: number = FRAME_LIMIT): unknown {
  return codec === 'json' ? decodeJson(raw, limit) : decodeBytes(raw, limit);
}

export function encodeFrame(frame: object, codec: Codec): Encoded {
  return codec === 'json' ? JSON.stringify(frame) : encodeMessagePack(frame);
}

function decodeBytes(raw: unknown, limit: number): unknown {
  if (!isBinary(raw)) throw invalid(`expected a frame as MessagePack, as the first one of this connection was, got ${typeof raw}`);
  const bytes = raw instanceof ArrayBuffer ? new Uint8Array(raw) : new Uint8Array(raw.buffer, raw.byteOffset, raw.byteLength);
  if (bytes.length > limit) throw invalid(`expected a frame of at most ${limit} bytes, got ${bytes.length}`);
  try {
    return decodeMessagePack(bytes);
  } catch (cause) {
    if (!(cause instanceof MessagePackError)) throw cause;
    const parse_error = cause.message;
    throw new WireError('INVALID_MESSAGE', `expected a frame as MessagePack, got ${parse_error}`, { parse_error }, { cause });
  }
}

const invalid = (message: string): WireError => new WireError('INVALID_MESSAGE', message);
