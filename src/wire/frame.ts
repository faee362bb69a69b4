import * as v from 'valibot';
import { WireError } from './errors.ts';
import { ANONYMOUS, DEFAULT_SESSION } from './identity.ts';
import { isRequestType, type RequestData, type RequestType, requestSchemas } from './requests.ts';

export { ANONYMOUS, DEFAULT_SESSION };

/** Longest frame that is read, in UTF-16 code units or bytes. */
export const FRAME_LIMIT = 1024 * 1024;

/** The envelope of the plugin dialect, both ways. */
export interface Frame<Type extends string = string, Data = unknown> {
  id: string;
  type: Type;
  data: Data;
  user_id?: string;
  session_id?: string;
  timestamp?: string;
}

const identity = (what: string) =>
  v.optional(v.pipe(v.string(`expected ${what} as text`), v.maxLength(200, `expected at most 200 characters for ${what}`)));

const envelopeSchema = v.object({
  id: v.optional(v.pipe(v.string('expected id as text'), v.maxLength(500, 'expected at most 500 characters for id'))),
  type: v.pipe(v.string('expected type as text'), v.minLength(1, 'expected a type')),
  data: v.optional(v.unknown()),
  user_id: identity('user_id'),
  session_id: identity('session_id'),
});

/** A request whose type is known and whose data are of its schema. */
export type Request<T extends RequestType = RequestType> = {
  [K in T]: { id: string; type: K; data: RequestData<K>; user_id: string; session_id: string };
}[T];

/** What could be read of a frame's envelope, so that an error can be answered to the right request. */
export interface Addressee {
  id: string;
  user_id?: string | undefined;
  session_id?: string | undefined;
}

/** Either a request or the error to answer with: reading never throws, whatever came. */
export type ReadResult = { ok: true; request: Request } | { ok: false; error: WireError; to: Addressee };

/** Who a frame is from, and for which session, where it does not say so itself. */
export interface Sender {
  readonly user_id: string;
  readonly session_id: string;
}

const NOBODY: Sender = { user_id: ANONYMOUS, session_id: DEFAULT_SESSION };

/** Reads one frame of the plugin dialect from JSON text. */
export function readFrame(text: unknown): ReadResult {
  try {
    return readValue(decodeJson(text));
  } catch (error) {
    return refusal(error, { id: '' });
  }
}

/** Reads one frame of the plugin dialect from the value that its text, or its bytes, stand for. */
export function readValue(value: unknown, sender: Sender = NOBODY): ReadResult {
  const to: Addressee = { id: '' };
  try {
    return { ok: true, request: parse(value, to, sender) };
  } catch (error) {
    return refusal(error, to);
  }
}

function refusal(error: unknown, to: Addressee): ReadResult {
  if (error instanceof WireError) return { ok: false, error, to };
  throw error;
}

/**
 * The value that JSON text stands for.
 *
 * @throws WireError `INVALID_MESSAGE`
 */
export function decodeJson(text: unknown, limit: number = FRAME_LIMIT): unknown {
  if (typeof text !== 'string') {
    const isBytes = text instanceof ArrayBuffer || ArrayBuffer.isView(text);
    throw invalid(`expected a frame as JSON text, got ${isBytes ? 'binary data' : typeof text}`);
  }
  if (text.length > limit) throw invalid(`expected a frame of at most ${limit} characters, got ${text.length}`);
  return parseJson(text);
}

function parse(value: unknown, to: Addressee, sender: Sender): Request {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(`expected a frame {id, type, data}, got ${value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value}`);
  }
  address(to, value);
  const envelope = check(envelopeSchema, value, 'frame');
  const { type } = envelope;
  if (!isRequestType(type)) {
    throw new WireError('UNKNOWN_MESSAGE_TYPE', `expected one of ${Object.keys(requestSchemas).join(', ')}, got the type ${quote(type)}`, {
      type: type.slice(0, 100),
    });
  }
  if (!envelope.id && !UNNUMBERED.has(type)) throw invalid(`expected ${type} to have an id`);
  if (Array.isArray(envelope.data)) throw invalid(`${type}.data: expected an object, got a list`);
  const data = check(requestSchemas[type], envelope.data, `${type}.data`);
  // The schema was chosen by `type`, a link that the compiler does not follow through the union.
  return {
    id: envelope.id ?? '',
    type,
    data,
    user_id: envelope.user_id || sender.user_id,
    session_id: envelope.session_id || sender.session_id,
  } as Request;
}

/** What may come without an id, as the documented clients send it. */
const UNNUMBERED: ReadonlySet<RequestType> = new Set(['PING', 'AUTH']);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new WireError(
      'INVALID_MESSAGE',
      `expected a frame as JSON, got ${quote(text)}`,
      { parse_error: cause instanceof Error ? cause.message : String(cause) },
      { cause },
    );
  }
}

/** Reads who is to be answered before anything is judged. */
function address(to: Addressee, value: object): void {
  const { id, user_id, session_id } = value as Record<string, unknown>;
  if (typeof id === 'string' || typeof id === 'number') to.id = String(id).slice(0, 500);
  if (typeof user_id === 'string') to.user_id = user_id.slice(0, 200);
  if (typeof session_id === 'string') to.session_id = session_id.slice(0, 200);
}

function check<S extends v.GenericSchema>(schema: S, value: unknown, where: string): v.InferOutput<S> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const problems = result.issues.map((issue) => {
    const path = [where, ...(issue.path ?? []).map((item) => String(item.key))].join('.');
    const got = RECEIVED[issue.received] ?? shorten(issue.received, 80);
    return { path, problem: issue.type === 'object' ? (OBJECT_PROBLEMS[issue.expected ?? ''] ?? 'expected a value') : issue.message, got };
  });
  const [first] = problems;
  throw new WireError('INVALID_MESSAGE', `${first?.path}: ${first?.problem}, got ${first?.got}`, { problems: problems.slice(0, 10) });
}

/** The validator's words for what came, in ours. */
const RECEIVED: Readonly<Record<string, string>> = { undefined: 'nothing', Array: 'a list', Object: 'an object' };
/** What it expects where an object's message is its own: an object, or a key that is missing. */
const OBJECT_PROBLEMS: Readonly<Record<string, string>> = { Object: 'expected an object' };

const invalid = (message: string): WireError => new WireError('INVALID_MESSAGE', message);

/** Text from outside in an error message, shortened. */
const quote = (text: string): string => JSON.stringify(shorten(text, 60));

const shorten = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length)}…` : text);
