import { madd, ramp } from './simd.ts';

/**
 * Whole-buffer operations on planar f32 channels. Buffers are 16-byte aligned and have room for three frames after
 * the last one, which these functions may read and write.
 */

/** Largest amplitude let into a rack, linear. Louder than any real signal, and far from what overflows f32 in a filter. */
export const AMPLITUDE_LIMIT: f32 = 1000;

/** Copies `frames` frames bit for bit. */
// @ts-ignore: decorator
@inline
export function copyBuffer(to: usize, from: usize, frames: i32): void {
  memory.copy(to, from, <usize>frames << 2);
}

/** Zeroes the three frames after the last one, so that no old value there can reach a filter. */
export function padBuffer(buffer: usize, frames: i32): void {
  v128.store(buffer + (<usize>frames << 2), i32x4.splat(0));
}

/** Replaces NaN, ±Infinity and subnormal numbers by 0 and limits the amplitude; everything else stays bit for bit. */
export function scrubBuffer(buffer: usize, frames: i32): void {
  const end = buffer + (<usize>frames << 2);
  const limit = f32x4.splat(AMPLITUDE_LIMIT);
  const largest = f32x4.splat(f32.MAX_VALUE);
  const smallest = f32x4.splat(f32.MIN_NORMAL_VALUE);
  let at = buffer;
  do {
    const x = v128.load(at);
    const size = f32x4.abs(x);
    const normal = v128.and(f32x4.le(size, largest), f32x4.ge(size, smallest));
    v128.store(at, v128.and(f32x4.pmin(limit, f32x4.pmax(f32x4.neg(limit), x)), normal));
    at += 16;
  } while (at < end);
}

/** Whether every sample of both channels is a finite number. */
export function isFinite2(left: usize, right: usize, frames: i32): bool {
  const bytes = <usize>frames << 2;
  let leftSum = i32x4.splat(0);
  let rightSum = i32x4.splat(0);
  // x−x is 0 for a finite number and NaN for all others. As NaN is a run of ones in its highest bits, it stays in an or.
  let at: usize = 0;
  do {
    const l = v128.load(left + at);
    const r = v128.load(right + at);
    leftSum = v128.or(leftSum, f32x4.sub(l, l));
    rightSum = v128.or(rightSum, f32x4.sub(r, r));
    at += 16;
  } while (at < bytes);
  // Exact zeros may carry a sign; only the NaNs' bits count.
  return !v128.any_true(v128.and(v128.or(leftSum, rightSum), i32x4.splat(0x7fffffff)));
}

/**
 * out = dry + gain·(wet − dry), where gain = t²·(3−2t) and t starts at `start` and moves by `step` per frame, held within 0…1. A straight
 * line would bend the signal's slope at both ends by the whole difference of dry and wet over the length of the fade.
 * With t = 0 the result is `dry` bit for bit. `out` may be one of the sources.
 */
export function crossfade(out: usize, dry: usize, wet: usize, frames: i32, start: f32, step: f32): void {
  const bytes = <usize>frames << 2;
  let t = ramp(start, step);
  const advance = f32x4.splat(step * 4);
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  const three = f32x4.splat(3);
  let at: usize = 0;
  do {
    const from = v128.load(dry + at);
    const held = f32x4.pmin(one, f32x4.pmax(zero, t));
    const gain = f32x4.mul(f32x4.mul(held, held), f32x4.sub(three, f32x4.add(held, held)));
    v128.store(out + at, madd(gain, f32x4.sub(v128.load(wet + at), from), from));
    t = f32x4.add(t, advance);
    at += 16;
  } while (at < bytes);
}
