import { madd } from './simd';

/**
 * A cascade of up to six second-order sections, stereo, two sections to a vector: lanes [L, R of the first | L, R of the
 * second]. Each is a trapezoidal state-variable filter (A. Simper, "Linear Trapezoidal Integrated State Variable Filter",
 * Cytomic 2013), whose response is that of the bilinear transform and which, unlike a direct form, keeps its precision in
 * f32 for low frequencies at high sample rates.
 *
 * With a₁ = 1/(1+g(g+k)), a₂ = g·a₁, a₃ = g·a₂ and an output of m₀·x + m₁·band + m₂·low:
 *
 *     v  = x − ic₂
 *     y  = D·v + C₁·ic₁ + C₂·ic₂      D = m₀+m₁a₂+m₂a₃,  C₁ = m₁a₁+m₂a₂,  C₂ = m₀+m₂
 *     ic₁′ = F·ic₁ + H·v               F = 2a₁−1,  H = 2a₂
 *     ic₂′ = ic₂ + H·ic₁ + Q·v         Q = 2a₃
 *
 * The second section of a pair works one frame behind the first, so that both fit one instruction; it catches up at the
 * end of each run, so that the cascade adds no latency.
 *
 * A pair lies in memory as 15 vectors: F, H, Q, D, C₁, C₂, their six steps per frame, ic₁, ic₂, and the first section's last output.
 */

/** Bytes of one pair. */
export const PAIR: usize = 15 * 16;
const STEPS: usize = 6 * 16;
/** Where the states lie within a pair. */
export const STATE1: usize = 12 * 16;
export const STATE2: usize = 13 * 16;
const LAST: usize = 14 * 16;

/** Coefficients of one section, written to its half (0 or 8 bytes) of a pair's six vectors, or of their steps. */
// @ts-ignore: decorator
@inline
export function storeHalf(pair: usize, half: usize, which: usize, value: f32): void {
  store<f32>(pair + half + which * 16, value);
  store<f32>(pair + half + which * 16, value, 4);
}

/** Lanes of the first section if `first`, of the second if `second`. */
// @ts-ignore: decorator
@inline
function halves(first: bool, second: bool): v128 {
  const a: i64 = first ? -1 : 0;
  const b: i64 = second ? -1 : 0;
  return i64x2.replace_lane(i64x2.splat(a), 1, b);
}

/**
 * One iteration of the whole cascade in memory, used where some section has no frame to work on and while coefficients
 * move. Iteration `i` gives frame i to the first section and frame i−lag to each later one.
 */
function iterate(pairs: usize, count: i32, io: usize, frames: i32, i: i32, moving: bool): void {
  let lag = 0;
  // Lanes without a frame compute on whatever is here, and their result is thrown away: it must only be readable.
  let input = v128.load64_zero(io + (<usize>min(i, frames - 1) << 3));
  for (let at = 0; at < count; at++) {
    const pair = pairs + <usize>at * PAIR;
    const live = halves(i - lag >= 0 && i - lag < frames, i - lag - 1 >= 0 && i - lag - 1 < frames);
    const ic1 = v128.load(pair, STATE1);
    const ic2 = v128.load(pair, STATE2);
    const last = v128.load(pair, LAST);
    const x = v128.shuffle<i64>(input, last, 0, 2);
    const v = f32x4.sub(x, ic2);
    const h = v128.load(pair, 16);
    const y = madd(v128.load(pair, 48), v, madd(v128.load(pair, 64), ic1, f32x4.mul(v128.load(pair, 80), ic2)));
    const next1 = madd(v128.load(pair), ic1, f32x4.mul(h, v));
    const next2 = madd(v128.load(pair, 32), v, madd(h, ic1, ic2));
    v128.store(pair, v128.bitselect(next1, ic1, live), STATE1);
    v128.store(pair, v128.bitselect(next2, ic2, live), STATE2);
    v128.store(pair, v128.bitselect(y, last, live), LAST);
    if (moving) {
      for (let which: usize = 0; which < STEPS; which += 16) {
        const step = v128.and(v128.load(pair + which, STEPS), live);
        v128.store(pair + which, f32x4.add(v128.load(pair + which), step));
      }
    }
    input = v128.shuffle<i64>(y, y, 1, 1);
    lag++;
  }
  const done = i - lag;
  if (done >= 0) v128.store64_lane(io + (<usize>done << 3), input, 0);
}

/**
 * Filters `frames` interleaved stereo frames in place through `count` pairs (1…3). With `moving`, coefficients advance by their
 * steps each frame.
 */
export function runPairs(pairs: usize, count: i32, io: usize, frames: i32, moving: bool): void {
  let i = 0;
  if (!moving && frames > count) {
    while (i < count) iterate(pairs, count, io, frames, i++, false);
    if (count == 1) steady1(pairs, io, frames);
    else if (count == 2) steady2(pairs, io, frames);
    else steady3(pairs, io, frames);
    i = frames;
  }
  const end = frames + count;
  while (i < end) iterate(pairs, count, io, frames, i++, moving);
}

function steady1(a: usize, io: usize, frames: i32): void {
  const f = v128.load(a);
  const h = v128.load(a, 16);
  const q = v128.load(a, 32);
  const d = v128.load(a, 48);
  const c1 = v128.load(a, 64);
  const c2 = v128.load(a, 80);
  let ic1 = v128.load(a, STATE1);
  let ic2 = v128.load(a, STATE2);
  let y = v128.load(a, LAST);
  const end = io + (<usize>frames << 3);
  let at = io + 8;
  do {
    const v = f32x4.sub(v128.shuffle<i64>(v128.load64_zero(at), y, 0, 2), ic2);
    y = madd(d, v, madd(c1, ic1, f32x4.mul(c2, ic2)));
    ic2 = madd(q, v, madd(h, ic1, ic2));
    ic1 = madd(f, ic1, f32x4.mul(h, v));
    v128.store64_lane(at - 8, y, 1);
    at += 8;
  } while (at < end);
  v128.store(a, ic1, STATE1);
  v128.store(a, ic2, STATE2);
  v128.store(a, y, LAST);
}

function steady2(a: usize, io: usize, frames: i32): void {
  const b = a + PAIR;
  const aF = v128.load(a);
  const aH = v128.load(a, 16);
  const aQ = v128.load(a, 32);
  const aD = v128.load(a, 48);
  const aC1 = v128.load(a, 64);
  const aC2 = v128.load(a, 80);
  const bF = v128.load(b);
  const bH = v128.load(b, 16);
  const bQ = v128.load(b, 32);
  const bD = v128.load(b, 48);
  const bC1 = v128.load(b, 64);
  const bC2 = v128.load(b, 80);
  let a1 = v128.load(a, STATE1);
  let a2 = v128.load(a, STATE2);
  let aY = v128.load(a, LAST);
  let b1 = v128.load(b, STATE1);
  let b2 = v128.load(b, STATE2);
  let bY = v128.load(b, LAST);
  const end = io + (<usize>frames << 3);
  let at = io + 16;
  do {
    const aV = f32x4.sub(v128.shuffle<i64>(v128.load64_zero(at), aY, 0, 2), a2);
    aY = madd(aD, aV, madd(aC1, a1, f32x4.mul(aC2, a2)));
    a2 = madd(aQ, aV, madd(aH, a1, a2));
    a1 = madd(aF, a1, f32x4.mul(aH, aV));
    const bV = f32x4.sub(v128.shuffle<i64>(aY, bY, 1, 2), b2);
    bY = madd(bD, bV, madd(bC1, b1, f32x4.mul(bC2, b2)));
    b2 = madd(bQ, bV, madd(bH, b1, b2));
    b1 = madd(bF, b1, f32x4.mul(bH, bV));
    v128.store64_lane(at - 16, bY, 1);
    at += 8;
  } while (at < end);
  v128.store(a, a1, STATE1);
  v128.store(a, a2, STATE2);
  v128.store(a, aY, LAST);
  v128.store(b, b1, STATE1);
  v128.store(b, b2, STATE2);
  v128.store(b, bY, LAST);
}

function steady3(a: usize, io: usize, frames: i32): void {
  const b = a + PAIR;
  const c = b + PAIR;
  let a1 = v128.load(a, STATE1);
  let a2 = v128.load(a, STATE2);
  let aY = v128.load(a, LAST);
  let b1 = v128.load(b, STATE1);
  let b2 = v128.load(b, STATE2);
  let bY = v128.load(b, LAST);
  let c1 = v128.load(c, STATE1);
  let c2 = v128.load(c, STATE2);
  let cY = v128.load(c, LAST);
  const end = io + (<usize>frames << 3);
  // Eighteen coefficients do not fit the registers: they are read where they are used.
  let at = io + 24;
  do {
    const aV = f32x4.sub(v128.shuffle<i64>(v128.load64_zero(at), aY, 0, 2), a2);
    const aH = v128.load(a, 16);
    aY = madd(v128.load(a, 48), aV, madd(v128.load(a, 64), a1, f32x4.mul(v128.load(a, 80), a2)));
    a2 = madd(v128.load(a, 32), aV, madd(aH, a1, a2));
    a1 = madd(v128.load(a), a1, f32x4.mul(aH, aV));
    const bV = f32x4.sub(v128.shuffle<i64>(aY, bY, 1, 2), b2);
    const bH = v128.load(b, 16);
    bY = madd(v128.load(b, 48), bV, madd(v128.load(b, 64), b1, f32x4.mul(v128.load(b, 80), b2)));
    b2 = madd(v128.load(b, 32), bV, madd(bH, b1, b2));
    b1 = madd(v128.load(b), b1, f32x4.mul(bH, bV));
    const cV = f32x4.sub(v128.shuffle<i64>(bY, cY, 1, 2), c2);
    const cH = v128.load(c, 16);
    cY = madd(v128.load(c, 48), cV, madd(v128.load(c, 64), c1, f32x4.mul(v128.load(c, 80), c2)));
    c2 = madd(v128.load(c, 32), cV, madd(cH, c1, c2));
    c1 = madd(v128.load(c), c1, f32x4.mul(cH, cV));
    v128.store64_lane(at - 24, cY, 1);
    at += 8;
  } while (at < end);
  v128.store(a, a1, STATE1);
  v128.store(a, a2, STATE2);
  v128.store(a, aY, LAST);
  v128.store(b, b1, STATE1);
  v128.store(b, b2, STATE2);
  v128.store(b, bY, LAST);
  v128.store(c, c1, STATE1);
  v128.store(c, c2, STATE2);
  v128.store(c, cY, LAST);
}
