/** How deep lists and maps may lie within each other: the protocol's own need five. */
export const DEPTH_LIMIT = 64;

const truncated = 'bytes that end too early';

/**
 * What keeps bytes from being one MessagePack value that JSON could say too, in words; `undefined` where nothing does.
 * Looked at before anything is decoded, because a decoder believes the lengths that it reads: five bytes may claim a
 * list of four thousand million.
 */
export function messagePackProblem(bytes: Uint8Array): string | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  /** How many values each list or map that is still open has left, keys counted. */
  const open: number[] = [];
  /** Which of them are maps, so that every other value is a key. */
  const maps: boolean[] = [];
  let at = 0;
  do {
    const top = open.length - 1;
    const isKey = maps[top] === true && (open[top] as number) % 2 === 0;
    if (at >= bytes.length) return truncated;
    const head = bytes[at] as number;
    at += 1;
    const found = read(head, view, at);
    if (typeof found === 'string') return found;
    if (isKey && found.kind !== 'text') return 'a map with a key that is no text';
    at += found.bytes;
    if (at > bytes.length) return truncated;
    if (top >= 0) open[top] = (open[top] as number) - 1;
    if (found.kind === 'list' || found.kind === 'map') {
      const values = found.kind === 'map' ? found.count * 2 : found.count;
      if (values > bytes.length - at) return truncated;
      if (open.length >= DEPTH_LIMIT) return `more than ${DEPTH_LIMIT} lists or maps within each other`;
      open.push(values);
      maps.push(found.kind === 'map');
    }
    while (open.length > 0 && open[open.length - 1] === 0) {
      open.pop();
      maps.pop();
    }
  } while (open.length > 0);
  return at === bytes.length ? undefined : 'more than one value';
}

interface Found {
  readonly kind: 'plain' | 'text' | 'list' | 'map';
  /** How many bytes follow the head before the next value. */
  readonly bytes: number;
  /** How many entries a list or map has. */
  readonly count: number;
}

const plain = (bytes: number): Found => ({ kind: 'plain', bytes, count: 0 });
const text = (bytes: number): Found => ({ kind: 'text', bytes, count: 0 });
const group = (kind: 'list' | 'map', bytes: number, count: number): Found => ({ kind, bytes, count });

/** Reads one head, by the table of the MessagePack specification. */
function read(head: number, view: DataView, at: number): Found | string {
  if (head <= 0x7f || head >= 0xe0) return plain(0);
  if (head <= 0x8f) return group('map', 0, head & 0x0f);
  if (head <= 0x9f) return group('list', 0, head & 0x0f);
  if (head <= 0xbf) return text(head & 0x1f);
  const size = SIZES[head];
  if (size === undefined) return FORBIDDEN[head] ?? 'bytes that are no MessagePack';
  if (head <= 0xc3) return plain(0);
  if (head <= 0xd3) return plain(size);
  if (at + size > view.byteLength) return truncated;
  const count = size === 1 ? view.getUint8(at) : size === 2 ? view.getUint16(at) : view.getUint32(at);
  if (head <= 0xdb) return text(size + count);
  return group(head <= 0xdd ? 'list' : 'map', size, count);
}

/** Bytes that follow each head: a number itself, or a length. */
const SIZES: Readonly<Record<number, number>> = {
  // nil, false, true
  192: 0,
  194: 0,
  195: 0,
  // float 32 and 64, uint 8 to 64, int 8 to 64
  202: 4,
  203: 8,
  204: 1,
  205: 2,
  206: 4,
  207: 8,
  208: 1,
  209: 2,
  210: 4,
  211: 8,
  // str 8 to 32, array 16 and 32, map 16 and 32
  217: 1,
  218: 2,
  219: 4,
  220: 2,
  221: 4,
  222: 2,
  223: 4,
};

const binary = 'a binary value, which no field takes';
const extension = 'an extension type, which no field takes';
const FORBIDDEN: Readonly<Record<number, string>> = {
  ...Object.fromEntries([0xc4, 0xc5, 0xc6].map((head) => [head, binary])),
  ...Object.fromEntries([0xc7, 0xc8, 0xc9, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8].map((head) => [head, extension])),
};
