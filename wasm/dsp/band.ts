import { lastFrame, memoryOfFour, memoryOfTwo, poleFromRest } from './onepole';
import { madd, splat } from './simd';

/**
 * High cut and then low cut, one pole each, from interleaved frames into two planar channels. `state` holds
 * [high cut L, R, low cut L, R]; coefficients are those of `onePole`. `offset` is added to the result.
 */
export function bandPass(state: usize, highA: f32, lowA: f32, source: usize, left: usize, right: usize, frames: i32, offset: f32): void {
  const ha = splat(highA);
  const hb = splat(1 - highA);
  const hb2 = memoryOfTwo(1 - highA);
  const hb4 = memoryOfFour(1 - highA);
  const la = splat(lowA);
  const lb = splat(1 - lowA);
  const lb2 = memoryOfTwo(1 - lowA);
  const lb4 = memoryOfFour(1 - lowA);
  const bias = splat(offset);
  let high0 = i32x4.splat(0);
  let high1 = v128.load64_splat(state);
  let low0 = i32x4.splat(0);
  let low1 = v128.load64_splat(state, 8);
  const bytes = <usize>frames << 2;
  let at: usize = 0;
  do {
    // Four frames from rest and what they remember: the chain from vector to vector is one multiplication and one addition.
    const h0 = poleFromRest(f32x4.mul(ha, v128.load(source)), hb);
    const h1 = madd(hb2, lastFrame(h0), poleFromRest(f32x4.mul(ha, v128.load(source, 16)), hb));
    const highBefore = lastFrame(high1);
    high0 = madd(hb2, highBefore, h0);
    high1 = madd(hb4, highBefore, h1);
    const l0 = poleFromRest(f32x4.mul(la, high0), lb);
    const l1 = madd(lb2, lastFrame(l0), poleFromRest(f32x4.mul(la, high1), lb));
    const lowBefore = lastFrame(low1);
    low0 = madd(lb2, lowBefore, l0);
    low1 = madd(lb4, lowBefore, l1);
    source += 32;
    const y0 = f32x4.sub(high0, low0);
    const y1 = f32x4.sub(high1, low1);
    v128.store(left + at, f32x4.add(bias, v128.shuffle<f32>(y0, y1, 0, 2, 4, 6)));
    v128.store(right + at, f32x4.add(bias, v128.shuffle<f32>(y0, y1, 1, 3, 5, 7)));
    at += 16;
  } while (at < bytes);
  storeLastFrame(state, high0, high1, frames);
  storeLastFrame(state + 8, low0, low1, frames);
}

/** Keeps the state of the last frame asked for, which may be any of the last four computed. */
// @ts-ignore: decorator
@inline
export function storeLastFrame(to: usize, first: v128, second: v128, frames: i32): void {
  const last = (frames - 1) & 3;
  const pair = last < 2 ? first : second;
  v128.store64_lane(to, last & 1 ? v128.shuffle<i64>(pair, pair, 1, 1) : pair, 0);
}
