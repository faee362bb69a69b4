/**
 * A bank of mono delay lines side by side that share one write position. Written in blocks that never straddle a multiple of
 * 64 frames; the first 128 frames of each line are repeated behind its last, so that neither a block's write nor its read wraps.
 */

/** Frames repeated at the end of each line. */
const GUARD: i32 = 128;
/** Frames before a tap that may be read as well: the past of a filter that starts there. */
export const HISTORY: i32 = 12;

@unmanaged
export class Bank {
  lines: usize;
  count: i32;
  /** Frames of a line, a multiple of 64, and bytes from line to line. */
  length: i32;
  stride: usize;
  write: i32;
}

function bankLength(delay: i32): i32 {
  return (delay + GUARD + HISTORY + 63) & ~63;
}

/** Eight cache lines off a power of two, so that equal positions in neighbouring lines do not compete for a cache set. */
function bankStride(delay: i32): usize {
  return <usize>(bankLength(delay) + GUARD) * 4 + 64;
}

/** Bytes for `count` lines that can be read `delay` frames back, header included. */
export function bankBytes(count: i32, delay: i32): usize {
  return 32 + <usize>count * bankStride(delay);
}

export function bankInit(pointer: usize, count: i32, delay: i32): void {
  const bank = changetype<Bank>(pointer);
  bank.lines = pointer + 32;
  bank.count = count;
  bank.length = bankLength(delay);
  bank.stride = bankStride(delay);
  bankClear(bank);
}

export function bankClear(bank: Bank): void {
  bank.write = 0;
  memory.fill(bank.lines, 0, <usize>bank.count * bank.stride);
}

/** Where the next block of line `row` is written. */
// @ts-ignore: decorator
@inline
export function bankHead(bank: Bank, row: i32): usize {
  return bank.lines + <usize>row * bank.stride + (<usize>bank.write << 2);
}

/** The frame of line `row` that lies `delay` frames behind the head; 72 frames from there and 12 before may be read. */
// @ts-ignore: decorator
@inline
export function bankTap(bank: Bank, row: i32, delay: i32): usize {
  let at = bank.write - delay;
  if (at < HISTORY) at += bank.length;
  return bank.lines + <usize>row * bank.stride + (<usize>at << 2);
}

/** Accepts `frames` frames in every line as written. */
export function bankAdvance(bank: Bank, frames: i32): void {
  if (bank.write < GUARD) {
    for (let row = 0; row < bank.count; row++) {
      const head = bankHead(bank, row);
      memory.copy(head + (<usize>bank.length << 2), head, <usize>frames << 2);
    }
  }
  bank.write += frames;
  if (bank.write >= bank.length) bank.write = 0;
}
