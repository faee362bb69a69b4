import { encodeMessagePack } from '../../wire/message-pack.ts';
import { frameSource, STRANGE } from './nearly-right.ts';

/** Heads of MessagePack that claim a length, each with the most that it can claim behind it. */
const CLAIMS: readonly (readonly number[])[] = [
  [0x8f],
  [0x9f],
  [0xbf],
  [0xc4, 0xff],
  [0xc5, 0xff, 0xff],
  [0xc6, 0xff, 0xff, 0xff, 0xff],
  [0xc7, 0xff, 1],
  [0xc9, 0xff, 0xff, 0xff, 0xff, 1],
  [0xd8, 1],
  [0xd9, 0xff],
  [0xda, 0xff, 0xff],
  [0xdb, 0xff, 0xff, 0xff, 0xff],
  [0xdc, 0xff, 0xff],
  [0xdd, 0xff, 0xff, 0xff, 0xff],
  [0xde, 0xff, 0xff],
  [0xdf, 0xff, 0xff, 0xff, 0xff],
];

/** Text that is no UTF-8: cut off, overlong, half a surrogate pair, beyond Unicode, no beginning. */
const NO_TEXT: readonly (readonly number[])[] = [[0xe2, 0x82], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0x80], [0xff]];

/** What JSON cannot say: NaN, infinities, integers beyond 2⁵³, time stamps, bytes. */
const NO_JSON: readonly (readonly number[])[] = [
  [0xcb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0],
  [0xcb, 0x7f, 0xf0, 0, 0, 0, 0, 0, 0],
  [0xca, 0xff, 0x80, 0, 0],
  [0xcf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0xd3, 0x80, 0, 0, 0, 0, 0, 0, 0],
  [0xd6, 0xff, 0, 0, 0, 0],
  [0xc4, 2, 0, 0],
  [0xc1],
];

const DEEP = 20_000;

/** Makes frames from bytes that are no MessagePack up to requests that are right. */
export function bytesSource(random: () => number): (id: string) => unknown {
  const frame = frameSource(random);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const bytes = (count: number) => Array.from({ length: count }, () => Math.floor(random() * 256));
  /** Puts bytes in the place of one, so that what is around them stays as it was. */
  const put = (into: Uint8Array, at: number, what: readonly number[]) => [...into.subarray(0, at), ...what, ...into.subarray(at + 1)];
  const text = (content: readonly number[]) => [0xa0 | content.length, ...content];

  const ways: readonly ((packed: Uint8Array, at: number) => ArrayLike<number>)[] = [
    (packed, at) => packed.subarray(0, at),
    (packed, at) => packed.subarray(at),
    (packed, at) => put(packed, at, bytes(1)),
    (packed, at) => put(packed, at, pick(CLAIMS)),
    (packed, at) => put(packed, at, pick(NO_JSON)),
    (packed, at) => put(packed, at, text(pick(NO_TEXT))),
    (packed) => [...packed, ...bytes(3)],
    () => bytes(Math.floor(random() * 60)),
    () => pick(CLAIMS),
    () => new Uint8Array(DEEP).fill(0x91),
    () => Array.from({ length: DEEP }, (_, index) => [0x81, 0xa1, 0x78][index % 3] as number),
    // Keys that are prototypes', none at all, or there twice.
    () => [0x82, ...text([...'__proto__'].map(code)), 0x81, ...text([...'polluted'].map(code)), 0xc3, 0xc0, 0xc0],
    () => [0x82, ...text([...'type'].map(code)), ...text([...'PING'].map(code)), ...text([...'type'].map(code)), 7],
  ];
  /** Carriers hand bytes over in several forms. */
  const carried = (packed: Uint8Array): unknown => {
    const own = packed.slice();
    return pick<() => unknown>([() => own, () => own.buffer, () => new DataView(own.buffer), () => padded(own)])();
  };
  return (id) => {
    if (random() < 0.03) return pick([...STRANGE, undefined, JSON.stringify(frame(id))]);
    const packed = encodeMessagePack(frame(id));
    const spoilt = random() < 0.3 ? Uint8Array.from(pick(ways)(packed, Math.floor(random() * packed.length))) : packed;
    return carried(spoilt);
  };
}

const code = (letter: string): number => letter.charCodeAt(0);

/** A part of something longer. */
function padded(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(bytes.length + 10).fill(0xc1);
  whole.set(bytes, 5);
  return whole.subarray(5, 5 + bytes.length);
}
