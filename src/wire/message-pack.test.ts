import { encode } from '@msgpack/msgpack';
import { expect } from 'chai';
import { decodeMessagePack, encodeMessagePack } from './message-pack.ts';

/** Values at every boundary between two forms. */
const VALUES: readonly unknown[] = [
  null,
  true,
  false,
  ...[0, 1, 127, 128, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1],
  ...[-1, -32, -33, -128, -129, -32_768, -32_769, -(2 ** 31), -(2 ** 31) - 1, -(2 ** 53) + 1],
  ...[0.5, -0.1, 1e308, 5e-324, Math.PI],
  ...[0, 1, 31, 32, 255, 256, 65_535, 65_536].map((length) => 'x'.repeat(length)),
  'Größe 🎛️ \u0000 \ufeff',
  ...[0, 15, 16, 65_535, 65_536].map((length) => new Array(length).fill(7)),
  ...[0, 1, 15, 16, 300].map((count) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`key_${index}`, index]))),
  { id: 'msg_001', type: 'PLUGIN_ADD', data: { list: [{ deep: [null, -7.5] }], empty: {} } },
];

const bytes = (...values: number[]) => new Uint8Array(values);

describe('MessagePack', () => {
  it('reads what an independent library writes, and writes what it would', () => {
    for (const value of VALUES) {
      const title = JSON.stringify(value).slice(0, 40);
      expect(decodeMessagePack(encode(value)), title).to.deep.equal(value);
      expect(decodeMessagePack(encodeMessagePack(value)), title).to.deep.equal(value);
    }
  });

  it('writes the shortest form, but for integers below -32 and beyond 32 bits', () => {
    for (const value of VALUES) {
      if (typeof value === 'number' && (value < -32 || value > 0xffffffff)) continue;
      expect([...encodeMessagePack(value)], JSON.stringify(value).slice(0, 40)).to.deep.equal([...encode(value)]);
    }
  });

  it('reads every form of a number', () => {
    expect(decodeMessagePack(bytes(0xca, 0x3f, 0x00, 0, 0))).to.equal(0.5);
    expect(decodeMessagePack(bytes(0xcf, 0, 0, 0, 1, 0, 0, 0, 0))).to.equal(2 ** 32);
    expect(decodeMessagePack(bytes(0xd0, 0x80))).to.equal(-128);
    expect(decodeMessagePack(bytes(0xd1, 0x80, 0))).to.equal(-32_768);
    expect(decodeMessagePack(bytes(0xd3, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe))).to.equal(-2);
  });

  it('leaves out what is undefined, has no NaN, and grows as it must', () => {
    expect(decodeMessagePack(encodeMessagePack({ a: undefined, b: Number.NaN, c: Number.POSITIVE_INFINITY }))).to.deep.equal({
      b: null,
      c: null,
    });
    for (let length = 480; length < 530; length += 1) {
      const value = { text: 'x'.repeat(length), numbers: [0.1, 70_000, 300, 200, -500], more: 'y'.repeat(300) };
      expect(decodeMessagePack(encodeMessagePack(value))).to.deep.equal(value);
    }
  });

  it('takes __proto__ for a key like any other', () => {
    const value = decodeMessagePack(bytes(0x81, 0xa9, ...new TextEncoder().encode('__proto__'), 0x81, 0xa1, 0x78, 1)) as object;
    expect(Object.keys(value)).to.deep.equal(['__proto__']);
    expect('x' in value).to.equal(false);
  });

  it('refuses in words what is none, or more than JSON could say', () => {
    const deep = new Uint8Array(1000).fill(0x91);
    const cases: [raw: Uint8Array, words: string][] = [
      [bytes(), 'end too early'],
      [bytes(0xc1), 'no MessagePack'],
      [bytes(0xc0, 0xc0), 'more than one value'],
      [bytes(0xdd, 0xff, 0xff, 0xff, 0xff), 'end too early'],
      [bytes(0xdf, 0xff, 0xff, 0xff, 0xff), 'end too early'],
      [bytes(0xdb, 0xff, 0xff, 0xff, 0xff), 'end too early'],
      [bytes(0xcb, 0), 'end too early'],
      [bytes(0xd9), 'end too early'],
      [bytes(0x81, 0xa1, 0x78), 'end too early'],
      [bytes(0x81, 1, 2), 'a key that is no text'],
      [bytes(0xc4, 1, 0), 'a binary value or an extension'],
      [bytes(0xd6, 0xff, 0, 0, 0, 0), 'a binary value or an extension'],
      [bytes(0xa2, 0xc3, 0x28), 'no UTF-8'],
      [deep, 'more than 64'],
    ];
    for (const [raw, words] of cases) expect(() => decodeMessagePack(raw), [...raw.slice(0, 9)].join(' ')).to.throw(words);
  });

  it('ends with a value or in words, whatever the bytes are', () => {
    const frame = encode({ id: 'a', type: 'PLUGIN_ADD', data: { track_id: 'main', name: 'eq', position: 3, list: [1.5, null, 'x'] } });
    let read = 0;
    for (let at = 0; at < frame.length; at += 1) {
      for (let value = 0; value < 256; value += 1) {
        const broken = frame.slice();
        broken[at] = value;
        try {
          decodeMessagePack(broken);
          read += 1;
        } catch (error) {
          expect((error as Error).name).to.equal('MessagePackError');
        }
      }
      expect(() => decodeMessagePack(frame.subarray(0, at))).to.throw('end too early');
    }
    expect(read).to.be.greaterThan(frame.length);
  });
});
