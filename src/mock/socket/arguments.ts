/** What the WebSocket constructor and its methods refuse, as the WebSockets standard has it. */

/**
 * The address that a socket would connect to, undefined where the browser refuses it: `http` and `https` become `ws` and
 * `wss`, relative ones are the page's.
 */
export function socketUrl(address: unknown, base: string): URL | undefined {
  const text = String(address);
  if (!URL.canParse(text, base)) return undefined;
  const url = new URL(new URL(text, base).href.replace(/^http/, 'ws'));
  return /^wss?:$/.test(url.protocol) && !url.href.includes('#') ? url : undefined;
}

/** A token of HTTP: no control characters, spaces or separators. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/**
 * The subprotocols on offer: text for one, or any iterable.
 *
 * @throws DOMException SyntaxError for one that is no token or stands there twice.
 */
export function subprotocols(value: unknown = []): readonly string[] {
  const isList = typeof value === 'object' && value !== null && Symbol.iterator in value;
  const names = isList ? Array.from(value as Iterable<unknown>, String) : [String(value)];
  for (const name of names) {
    if (!TOKEN.test(name)) throw new DOMException(`The subprotocol '${name}' is invalid.`, 'SyntaxError');
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new DOMException(`The subprotocol '${twice}' is duplicated.`, 'SyntaxError');
  return names;
}

/** A close frame's payload has 125 bytes, two of which are the code. */
const LONGEST_REASON = 123;

/**
 * @throws DOMException InvalidAccessError for a code that is not for pages to use.
 */
export function closeCode(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  // WebIDL's [Clamp] unsigned short: held within its range, ties to even, NaN as 0.
  const number = Math.min(65_535, Math.max(0, Number(value))) || 0;
  const floor = Math.floor(number);
  const code = number - floor === 0.5 ? floor + (floor % 2) : Math.round(number);
  if (code !== 1000 && (code < 3000 || code > 4999)) {
    throw new DOMException(`The close code must be either 1000, or between 3000 and 4999. ${code} is neither.`, 'InvalidAccessError');
  }
  return code;
}

/**
 * @throws DOMException SyntaxError where it is too long.
 */
export function closeReason(value: unknown): string {
  const reason = value === undefined ? '' : wellFormed(String(value));
  if (byteLength(reason) > LONGEST_REASON)
    throw new DOMException(`The close reason must not be greater than ${LONGEST_REASON} UTF-8 bytes.`, 'SyntaxError');
  return reason;
}

/** Text as it can be sent: half a surrogate pair becomes U+FFFD. */
export const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd');

const encoder = new TextEncoder();

/** Bytes of a text in UTF-8. */
export const byteLength = (text: string): number => encoder.encode(text).length;
