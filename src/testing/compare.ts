const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const MISSING = Symbol('missing');

const show = (value: unknown): string => (value === MISSING ? 'nothing' : (JSON.stringify(value) ?? String(value)));

/**
 * Where `actual` is other than expected, one line each. Objects may have more than was expected; lists may not.
 *
 * @param ignore keys that do not count
 */
export function differences(expected: unknown, actual: unknown, path = '', ignore: ReadonlySet<string> = new Set()): string[] {
  if (Object.is(expected, actual)) return [];
  const at = path || 'the whole';
  if (Array.isArray(expected) && Array.isArray(actual)) {
    const lines = expected.length === actual.length ? [] : [`${at}: expected ${expected.length} items but got ${actual.length}`];
    return lines.concat(
      expected.flatMap((item, index) => (index < actual.length ? differences(item, actual[index], `${path}[${index}]`, ignore) : [])),
    );
  }
  if (isObject(expected) && isObject(actual) && !Array.isArray(expected) && !Array.isArray(actual)) {
    return Object.entries(expected).flatMap(([key, value]) =>
      ignore.has(key) || (value === undefined && !(key in actual))
        ? []
        : differences(value, key in actual ? actual[key] : MISSING, path ? `${path}.${key}` : key, ignore),
    );
  }
  return [`${at}: expected ${show(expected)} but got ${show(actual)}`];
}
