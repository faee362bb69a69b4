import { madd } from './simd';

/**
 * A stereo delay line of interleaved frames. It is written in blocks that never straddle a multiple of 64 frames, so a block never
 * wraps; the first 128 frames are repeated behind the last, so that a read of up to 128 frames never wraps either.
 *
 * Clearing costs nothing: frames older than the last clear are blanked as a read comes to them. A line of six seconds is
 * megabytes, too much to zero within a quantum.
 */

/** Frames repeated at the end. */
const GUARD: i32 = 128;
/** Frames that `readGliding` may touch, at its steepest. */
export const GLIDE_SPAN: i32 = 64;

@unmanaged
export class StereoLine {
  frames: usize;
  /** Length in frames, a multiple of 64. */
  length: i32;
  /** Where the next frame is written. */
  write: i32;
  /** Frames written since the last clear, at most `length`. */
  filled: i32;
}

/** Bytes for a line that can be read `delay` frames back, header included. */
export function stereoLineBytes(delay: i32): usize {
  return 16 + (<usize>(stereoLineLength(delay) + GUARD) << 3);
}

function stereoLineLength(delay: i32): i32 {
  return (delay + GUARD + 64 + 63) & ~63;
}

/** Sets up a line at `pointer`; the samples need no clearing. */
export function stereoLineInit(pointer: usize, delay: i32): void {
  const line = changetype<StereoLine>(pointer);
  line.frames = pointer + 16;
  line.length = stereoLineLength(delay);
  line.write = 0;
  line.filled = 0;
}

export function stereoLineClear(line: StereoLine): void {
  line.filled = 0;
}

/** Where a block may be written, without wrapping, at `line.write`. */
// @ts-ignore: decorator
@inline
export function stereoLineHead(line: StereoLine): usize {
  return line.frames + (<usize>line.write << 3);
}

/** Accepts `frames` frames as written at the head. */
export function stereoLineAdvance(line: StereoLine, frames: i32): void {
  const head = stereoLineHead(line);
  if (line.write < GUARD) memory.copy(head + (<usize>line.length << 3), head, <usize>frames << 3);
  line.write += frames;
  if (line.write >= line.length) line.write = 0;
  line.filled = min(line.filled + frames, line.length);
}

/** The address of the frame written `delay` frames ago, from which `span` (≤ 128) frames may be read. */
export function stereoLineTap(line: StereoLine, delay: i32, span: i32): usize {
  let at = line.write - delay;
  if (at < 0) at += line.length;
  const address = line.frames + (<usize>at << 3);
  const blank = delay - line.filled;
  if (blank > 0) memory.fill(address, 0, <usize>min(blank, span) << 3);
  return address;
}

/**
 * Reads `frames` frames (rounded up to four) at positions that move by `1−drift` per frame, starting `fraction` (0…1) behind the
 * frame at `tap`, with a 4-point Hermite (Catmull–Rom) interpolation over the frames tap−1…tap+2.
 */
export function readGliding(out: usize, tap: usize, fraction: f32, drift: f32, frames: i32): void {
  const pace: f32 = 1 - drift;
  let position = f32x4.add(f32x4.splat(fraction), f32x4.mul(f32x4.splat(pace), f32x4(0, 1, 2, 3)));
  const advance = f32x4.splat(pace * 4);
  const magic = f32x4.splat(12582912);
  const half = f32x4.splat(0.5);
  const end = out + (<usize>frames << 3);
  tap -= 8;
  do {
    const whole = f32x4.floor(position);
    const f = f32x4.sub(position, whole);
    // A whole number plus 1.5·2²³ has the number in its lowest bits, ready to be shifted into bytes.
    const offsets = i32x4.shl(i32x4.sub(f32x4.add(whole, magic), i32x4.splat(0x4b400000)), 3);
    const f2 = f32x4.mul(f, f);
    const f3 = f32x4.mul(f, f2);
    const w0 = f32x4.mul(half, f32x4.sub(f32x4.add(f2, f2), f32x4.add(f3, f)));
    const w3 = f32x4.mul(half, f32x4.sub(f3, f2));
    const w2 = madd(half, f, f32x4.sub(f32x4.add(f2, f2), f32x4.mul(f32x4.splat(1.5), f3)));
    // The weights sum to one.
    const w1 = f32x4.sub(f32x4.sub(f32x4.sub(f32x4.splat(1), w0), w2), w3);
    const low01 = v128.shuffle<f32>(w0, w1, 0, 4, 1, 5);
    const low23 = v128.shuffle<f32>(w2, w3, 0, 4, 1, 5);
    const high01 = v128.shuffle<f32>(w0, w1, 2, 6, 3, 7);
    const high23 = v128.shuffle<f32>(w2, w3, 2, 6, 3, 7);
    const a = tap + <usize>i32x4.extract_lane(offsets, 0);
    const b = tap + <usize>i32x4.extract_lane(offsets, 1);
    const c = tap + <usize>i32x4.extract_lane(offsets, 2);
    const d = tap + <usize>i32x4.extract_lane(offsets, 3);
    const sumA = madd(v128.load(a, 16), v128.shuffle<f32>(low23, low23, 0, 0, 1, 1), f32x4.mul(v128.load(a), v128.shuffle<f32>(low01, low01, 0, 0, 1, 1)));
    const sumB = madd(v128.load(b, 16), v128.shuffle<f32>(low23, low23, 2, 2, 3, 3), f32x4.mul(v128.load(b), v128.shuffle<f32>(low01, low01, 2, 2, 3, 3)));
    const sumC = madd(v128.load(c, 16), v128.shuffle<f32>(high23, high23, 0, 0, 1, 1), f32x4.mul(v128.load(c), v128.shuffle<f32>(high01, high01, 0, 0, 1, 1)));
    const sumD = madd(v128.load(d, 16), v128.shuffle<f32>(high23, high23, 2, 2, 3, 3), f32x4.mul(v128.load(d), v128.shuffle<f32>(high01, high01, 2, 2, 3, 3)));
    v128.store(out, f32x4.add(v128.shuffle<i64>(sumA, sumB, 0, 2), v128.shuffle<i64>(sumA, sumB, 1, 3)));
    v128.store(out, f32x4.add(v128.shuffle<i64>(sumC, sumD, 0, 2), v128.shuffle<i64>(sumC, sumD, 1, 3)), 16);
    position = f32x4.add(position, advance);
    out += 32;
  } while (out < end);
}

/** out = out + gain·(other − out) over interleaved frames, the gain starting at `start` and moving by `step` per frame. */
export function blendFrames(out: usize, other: usize, frames: i32, start: f32, step: f32): void {
  let gain = f32x4.add(f32x4.splat(start), f32x4.mul(f32x4.splat(step), f32x4(0, 0, 1, 1)));
  const advance = f32x4.splat(step * 2);
  const end = out + (<usize>frames << 3);
  do {
    const from = v128.load(out);
    v128.store(out, madd(gain, f32x4.sub(v128.load(other), from), from));
    other += 16;
    gain = f32x4.add(gain, advance);
    out += 16;
  } while (out < end);
}

/** Multiplies interleaved frames by a gain that starts at `start` and moves by `step` per frame. */
export function scaleFrames(frames: usize, count: i32, start: f32, step: f32): void {
  let gain = f32x4.add(f32x4.splat(start), f32x4.mul(f32x4.splat(step), f32x4(0, 0, 1, 1)));
  const advance = f32x4.splat(step * 2);
  const end = frames + (<usize>count << 3);
  do {
    v128.store(frames, f32x4.mul(gain, v128.load(frames)));
    gain = f32x4.add(gain, advance);
    frames += 16;
  } while (frames < end);
}
