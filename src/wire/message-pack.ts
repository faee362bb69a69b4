/** How deep lists and maps may lie within each other: the protocol's own need five. */
export const DEPTH_LIMIT = 64;

/** What is wrong with bytes that are no MessagePack, or say what JSON could not, in words. */
export class MessagePackError extends Error {
  override readonly name = 'MessagePackError';
}

/**
 * The value that bytes stand for, by the MessagePack specification: one value that JSON could say too, so no binary and
 * no extension types, and maps with keys of text. Lengths are not believed: five bytes may claim a list of four thousand
 * million.
 *
 * @throws MessagePackError
 */
export function decodeMessagePack(bytes: Uint8Array): unknown {
  const reader = new Reader(bytes);
  const value = reader.value(0);
  if (!reader.isAtEnd) throw new MessagePackError('more than one value');
  return value;
}

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  value(depth: number): unknown {
    const at = this.#take(1);
    const head = this.#view.getUint8(at);
    if (head <= 0x7f) return head;
    if (head <= 0x8f) return this.#map(head & 0x0f, depth);
    if (head <= 0x9f) return this.#list(head & 0x0f, depth);
    if (head <= 0xbf) return this.#string(head & 0x1f);
    if (head >= 0xe0) return head - 0x100;
    switch (head) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xca:
        return this.#view.getFloat32(this.#take(4));
      case 0xcb:
        return this.#view.getFloat64(this.#take(8));
      case 0xcc:
      case 0xcd:
      case 0xce:
        return this.#unsigned(head - 0xcc);
      case 0xcf:
        return Number(this.#view.getBigUint64(this.#take(8)));
      case 0xd0:
        return this.#view.getInt8(this.#take(1));
      case 0xd1:
        return this.#view.getInt16(this.#take(2));
      case 0xd2:
        return this.#view.getInt32(this.#take(4));
      case 0xd3:
        return Number(this.#view.getBigInt64(this.#take(8)));
      case 0xd9:
      case 0xda:
      case 0xdb:
        return this.#string(this.#unsigned(head - 0xd9));
      case 0xdc:
      case 0xdd:
        return this.#list(this.#unsigned(head - 0xdb), depth);
      case 0xde:
      case 0xdf:
        return this.#map(this.#unsigned(head - 0xdd), depth);
      default:
        throw new MessagePackError(
          head === 0xc1 ? 'bytes that are no MessagePack' : 'a binary value or an extension, which no field takes',
        );
    }
  }

  /** Of 1, 2 or 4 bytes. */
  #unsigned(power: number): number {
    const at = this.#take(1 << power);
    return power === 0 ? this.#view.getUint8(at) : power === 1 ? this.#view.getUint16(at) : this.#view.getUint32(at);
  }

  #string(length: number): string {
    const at = this.#take(length);
    try {
      return this.#text.decode(this.#bytes.subarray(at, at + length));
    } catch (cause) {
      throw new MessagePackError('text that is no UTF-8', { cause });
    }
  }

  #list(count: number, depth: number): unknown[] {
    this.#enter(count, depth);
    const list: unknown[] = [];
    for (let index = 0; index < count; index += 1) list.push(this.value(depth + 1));
    return list;
  }

  #map(count: number, depth: number): object {
    this.#enter(count * 2, depth);
    const map: Record<string, unknown> = {};
    for (let index = 0; index < count; index += 1) {
      const key = this.value(depth + 1);
      if (typeof key !== 'string') throw new MessagePackError('a map with a key that is no text');
      const value = this.value(depth + 1);
      // As JSON.parse has it: a key like any other.
      if (key === '__proto__') Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
      else map[key] = value;
    }
    return map;
  }

  /** Each value takes a byte at least. */
  #enter(values: number, depth: number): void {
    if (values > this.#bytes.length - this.#at) throw new MessagePackError('bytes that end too early');
    if (depth >= DEPTH_LIMIT) throw new MessagePackError(`more than ${DEPTH_LIMIT} lists or maps within each other`);
  }

  /** Moves on by that many bytes and gives the place before them. */
  #take(count: number): number {
    const at = this.#at;
    if (count > this.#bytes.length - at) throw new MessagePackError('bytes that end too early');
    this.#at = at + count;
    return at;
  }
}

/** A value that JSON can say as MessagePack; like JSON, it leaves out what is `undefined`, and has no NaN. */
export function encodeMessagePack(value: unknown): Uint8Array<ArrayBuffer> {
  const writer = new Writer();
  writer.value(value);
  return writer.bytes;
}

class Writer {
  #bytes = new Uint8Array(512);
  #view = new DataView(this.#bytes.buffer);
  readonly #text = new TextEncoder();
  #length = 0;

  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  value(value: unknown): void {
    if (typeof value === 'string') this.#string(value);
    else if (typeof value === 'number') this.#number(value);
    else if (typeof value === 'boolean') this.#byte(value ? 0xc3 : 0xc2);
    else if (typeof value !== 'object' || value === null) this.#byte(0xc0);
    else if (Array.isArray(value)) {
      this.#head(value.length, 0x90, 15, 0xdb);
      for (const item of value) this.value(item);
    } else {
      const entries = Object.entries(value).filter(([, item]) => item !== undefined);
      this.#head(entries.length, 0x80, 15, 0xdd);
      for (const [key, item] of entries) {
        this.#string(key);
        this.value(item);
      }
    }
  }

  #number(value: number): void {
    if (!Number.isFinite(value)) this.#byte(0xc0);
    else if (!Number.isInteger(value) || Object.is(value, -0) || value > 0xffffffff || value < -0x80000000) {
      this.#byte(0xcb);
      const at = this.#room(8);
      this.#view.setFloat64(at, value);
    } else if (value >= 0) {
      if (value <= 0x7f) this.#byte(value);
      else this.#sized(value, 0xcc);
    } else if (value >= -0x20) this.#byte(value + 0x100);
    else {
      this.#byte(0xd2);
      const at = this.#room(4);
      this.#view.setInt32(at, value);
    }
  }

  #string(value: string): void {
    const bytes = this.#text.encode(value);
    if (bytes.length <= 31) this.#byte(0xa0 | bytes.length);
    else this.#sized(bytes.length, 0xd9);
    const at = this.#room(bytes.length);
    this.#bytes.set(bytes, at);
  }

  /** Of a list or a map: the length in the head itself, or in 2 or 4 bytes behind one of the two heads after `long`. */
  #head(length: number, short: number, most: number, long: number): void {
    if (length <= most) this.#byte(short | length);
    else if (length <= 0xffff) {
      this.#byte(long + 1);
      const at = this.#room(2);
      this.#view.setUint16(at, length);
    } else {
      this.#byte(long + 2);
      const at = this.#room(4);
      this.#view.setUint32(at, length);
    }
  }

  /** A number of 1, 2 or 4 bytes behind `head` or one of the two after it. */
  #sized(value: number, head: number): void {
    if (value <= 0xff) {
      this.#byte(head);
      this.#byte(value);
    } else if (value <= 0xffff) {
      this.#byte(head + 1);
      const at = this.#room(2);
      this.#view.setUint16(at, value);
    } else {
      this.#byte(head + 2);
      const at = this.#room(4);
      this.#view.setUint32(at, value);
    }
  }

  #byte(value: number): void {
    const at = this.#room(1);
    this.#bytes[at] = value;
  }

  /** Makes room for that many bytes and gives their place. */
  #room(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#length, this.#bytes.length * 2));
      grown.set(this.#bytes);
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    return at;
  }
}
