import { decodeFrame, isBinary } from '../wire/codec.ts';
import { WireError } from '../wire/errors.ts';
import { type Addressee, ANONYMOUS, type Request, readValue } from '../wire/frame.ts';
import type { Asked } from './dialects/dialect.ts';
import { type DialectName, dialectFor, dialects } from './dialects/index.ts';
import type { Peer } from './peers.ts';

/** How a frame was put, so that it is answered alike. */
export interface Form {
  readonly dialect: DialectName;
  readonly asked: Asked;
}

/** A frame that has been read: requests to carry out together, or the error to answer with. */
export type Incoming =
  | {
      readonly ok: true;
      readonly form: Form;
      readonly requests: readonly [Request, ...Request[]];
      /** As it came, with what no schema names. */
      readonly frame: Readonly<Record<string, unknown>>;
    }
  | { readonly ok: false; readonly form: Form; readonly error: WireError; readonly to: Addressee };

const UNASKED: Asked = { type: '', id: '' };

/** A frame that nobody looks into. */
export const unread = (peer: Peer, error: WireError): Incoming => {
  return { ok: false, form: { dialect: peer.dialect, asked: UNASKED }, error, to: { id: '' } };
};

/** Reads what came from a peer. Its first frame settles its codec, and its dialect where that can be told. */
export function readIncoming(raw: unknown, peer: Peer, limit: number): Incoming {
  peer.codec ??= isBinary(raw) ? 'msgpack' : 'json';
  let form: Form = { dialect: peer.dialect, asked: UNASKED };
  const to: Addressee = { id: '' };
  try {
    const value = decodeFrame(raw, peer.codec, limit);
    const dialect = dialectFor(value) ?? peer.dialect;
    if (!peer.hasSpoken && dialectFor(value)) {
      peer.hasSpoken = true;
      peer.dialect = dialect;
    }
    form = { dialect, asked: { ...UNASKED, ...textOf(value) } };
    to.id = form.asked.id;
    const { asked, frames } = dialects[dialect].read(value);
    form = { dialect, asked };
    const requests: Request[] = [];
    for (const frame of frames) {
      const read = readValue(asTheirs(frame, peer), { user_id: peer.identity?.user_id ?? ANONYMOUS, session_id: peer.session_id });
      if (!read.ok) return { ok: false, form, error: read.error, to: read.to };
      requests.push(read.request);
    }
    return { ok: true, form, requests: requests as [Request, ...Request[]], frame: value as Record<string, unknown> };
  } catch (error) {
    if (error instanceof WireError) return { ok: false, form, error, to };
    throw error;
  }
}

/** Who is known to be somebody speaks for itself where it calls itself nobody. */
function asTheirs(frame: unknown, { identity }: Peer): unknown {
  const isNobody = typeof frame === 'object' && frame !== null && 'user_id' in frame && frame.user_id === ANONYMOUS;
  return identity && isNobody ? { ...frame, user_id: undefined } : frame;
}

function textOf(value: unknown): Partial<Asked> {
  if (typeof value !== 'object' || value === null) return {};
  const { id, type } = value as Record<string, unknown>;
  return { ...(typeof id === 'string' && { id: id.slice(0, 500) }), ...(typeof type === 'string' && { type: type.slice(0, 100) }) };
}
