import { DEPTH_LIMIT } from './message-pack.ts';

/**
 * The one JSON text of a value, whoever writes it: keys sorted by their UTF-16 code units, no white space, numbers and
 * texts as ECMAScript writes them (RFC 8785). Keys with the value `undefined` are left out.
 *
 * @throws RangeError where lists and objects lie too deep within each other
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0);
}

function write(value: unknown, depth: number): string {
  if (depth > DEPTH_LIMIT) throw new RangeError(`expected at most ${DEPTH_LIMIT} lists or objects within each other`);
  if (Array.isArray(value)) return `[${value.map((item) => write(item ?? null, depth + 1)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.keys(value)
    .sort()
    .flatMap((key) => {
      const item = (value as Record<string, unknown>)[key];
      return item === undefined ? [] : [`${JSON.stringify(key)}:${write(item, depth + 1)}`];
    });
  return `{${entries.join(',')}}`;
}
