import { decimalSign } from '../localise.ts';

/** A time of day to the millisecond: "19:05:33.120". */
export function timeOfDay(at: number): string {
  const time = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  const rest = String(time.getMilliseconds()).padStart(3, '0');
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${rest}`;
}

/** Milliseconds as they are read: two figures after the sign below ten, one below a hundred. */
export function milliseconds(ms: number): string {
  return ms.toFixed(ms < 10 ? 2 : ms < 100 ? 1 : 0).replace('.', decimalSign());
}

/** JSON with indents, as text; what is no JSON as it came. */
export function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
