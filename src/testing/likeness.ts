import { canonicalJson } from '../wire/canonical.ts';

/** What two frames have in common, and what is new in each. */

export type Data = Readonly<Record<string, unknown>>;

/** What is new each time, and so cannot be told by. */
const FRESH: ReadonlySet<string> = new Set(['id', 'timestamp', 'signature', 'token']);

/** A list is one, too. */
export const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Without what is new each time, in the envelope and in the data. */
export function lasting(frame: Data): Data {
  const keep = (object: Data) => Object.fromEntries(Object.entries(object).filter(([key]) => !FRESH.has(key)));
  return { ...keep(frame), ...(isObject(frame.data) && { data: keep(frame.data) }) };
}

/** Fields that were not recorded. */
export function extra(recorded: Data, actual: Data): string[] {
  if (!isObject(recorded.data) || !isObject(actual.data)) return [];
  const { data } = recorded;
  return Object.keys(actual.data).flatMap((key) =>
    key in (data as Data) || FRESH.has(key) ? [] : [`data.${key}: expected nothing but got ${JSON.stringify((actual.data as Data)[key])}`],
  );
}

/** Whatever the order of the keys. */
export function equal(one: unknown, other: unknown): boolean {
  return canonicalJson(one) === canonicalJson(other);
}

/** Every text that is one of `ids` replaced, however deep. */
export function rename(value: unknown, ids: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return ids.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => rename(item, ids));
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rename(item, ids)])) : value;
}

/** Every text in a value, however deep. */
export function collect(value: unknown, texts: Set<string>): void {
  if (typeof value === 'string') texts.add(value);
  else if (isObject(value)) for (const item of Object.values(value)) collect(item, texts);
}
