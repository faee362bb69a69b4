import { MIX_ROW } from './room';
import { madd, ramp, shift2, splat } from './simd';

/**
 * The one-poles at the ends of a network's lines, y[n] = gain·x[n] + p·y[n−1], four frames of one line to a vector. The recursion
 * would stop the vectors from frame to frame; it is unrolled by four,
 *
 *     1/(1−p·z⁻¹) = (1 + p·z⁻¹)(1 + p²·z⁻²) / (1 − p⁴·z⁻⁴),
 *
 * so that a vector depends only on the whole vector before it.
 */

/** Per line, each four times: gain of x[n] and of x[n−1], p², p⁴. Then, once each, their steps per frame. */
export const COEFFICIENTS: usize = 80;
const STEPS: usize = 64;
/** Per line: the last four frames behind the pole and before it. */
export const STATE: usize = 32;

const lastTwo = memory.data(32, 16);
const statesBefore = memory.data(64, 16);

/**
 * The pole that makes a filter of gain 1 at DC lose `loss` (a linear gain, 0…1) at the angular frequency whose cosine is
 * `cosine`.
 */
export function absorptionPole(loss: f32, cosine: f32): f32 {
  const square = loss * loss;
  const a: f32 = <f32>1 - square;
  if (a < 1e-7) return 0;
  const b: f32 = <f32>1 - square * cosine;
  return (b - Mathf.sqrt(max(b * b - a * a, <f32>0))) / a;
}

/**
 * Sets a line's filter. With `blockFrames` it glides there over so many frames, with 0 it is there at once.
 */
export function setAbsorption(coefficients: usize, gain: f32, p: f32, blockFrames: i32): void {
  setCoefficient(coefficients, 0, gain, blockFrames);
  setCoefficient(coefficients, 1, gain * p, blockFrames);
  setCoefficient(coefficients, 2, p * p, blockFrames);
  setCoefficient(coefficients, 3, p * p * p * p, blockFrames);
}

function setCoefficient(coefficients: usize, which: usize, value: f32, blockFrames: i32): void {
  const at = coefficients + (which << 4);
  if (blockFrames) store<f32>(coefficients + (which << 2), (value - load<f32>(at)) / <f32>blockFrames, STEPS);
  else v128.store(at, splat(value));
}

/**
 * Filters two lines, whose frames lie at `a` and `b` with one before them, and writes their sum to `sums` and their difference
 * to the row after it. States and coefficients are those of two neighbouring lines.
 */
export function absorbPair(a: usize, b: usize, sums: usize, states: usize, coefficients: usize, frames: i32, moving: bool): void {
  const bytes = <usize>frames << 2;
  if (!moving) {
    if (bytes >= 16) absorb(a, b, sums, states, coefficients, bytes & ~15);
    if (bytes & 15) absorbRest(a, b, sums, states, coefficients, bytes);
    return;
  }
  // One vector at a time, with the coefficients of these four frames.
  let at: usize = 0;
  do {
    const count = min(4, <i32>(bytes - at) >> 2);
    spread(coefficients);
    spread(coefficients + COEFFICIENTS);
    if (count == 4) absorb(a + at, b + at, sums + at, states, coefficients, 16);
    else absorbRest(a + at, b + at, sums + at, states, coefficients, <usize>count << 2);
    step(coefficients, count);
    step(coefficients + COEFFICIENTS, count);
    at += 16;
  } while (at < bytes);
}

/** Spreads a line's gliding coefficients over the next four frames. */
function spread(coefficients: usize): void {
  for (let which: usize = 0; which < 4; which++) {
    const at = coefficients + (which << 4);
    v128.store(at, ramp(load<f32>(at), load<f32>(coefficients + (which << 2), STEPS)));
  }
}

/** Moves a line's gliding coefficients on by `frames`. */
function step(coefficients: usize, frames: i32): void {
  for (let which: usize = 0; which < 4; which++) {
    const at = coefficients + (which << 4);
    v128.store(at, splat(load<f32>(at) + load<f32>(coefficients + (which << 2), STEPS) * <f32>frames));
  }
}

/** The inner loop over whole vectors. Its twelve vectors just fit the registers. */
function absorb(a: usize, b: usize, sums: usize, states: usize, coefficients: usize, bytes: usize): void {
  const gainA = v128.load(coefficients);
  const pastA = v128.load(coefficients, 16);
  const squareA = v128.load(coefficients, 32);
  const fourthA = v128.load(coefficients, 48);
  const gainB = v128.load(coefficients, COEFFICIENTS);
  const pastB = v128.load(coefficients, COEFFICIENTS + 16);
  const squareB = v128.load(coefficients, COEFFICIENTS + 32);
  const fourthB = v128.load(coefficients, COEFFICIENTS + 48);
  let yA = v128.load(states);
  let oldA = v128.load(states, 16);
  let yB = v128.load(states, 32);
  let oldB = v128.load(states, 48);
  const end = sums + bytes;
  a -= 4;
  b -= 4;
  do {
    const newA = madd(gainA, v128.load(a, 4), f32x4.mul(pastA, v128.load(a)));
    yA = madd(fourthA, yA, madd(squareA, shift2(newA, oldA), newA));
    oldA = newA;
    const newB = madd(gainB, v128.load(b, 4), f32x4.mul(pastB, v128.load(b)));
    yB = madd(fourthB, yB, madd(squareB, shift2(newB, oldB), newB));
    oldB = newB;
    v128.store(sums, f32x4.add(yA, yB));
    v128.store(sums, f32x4.sub(yA, yB), MIX_ROW);
    a += 16;
    b += 16;
    sums += 16;
  } while (sums < end);
  v128.store(states, yA);
  v128.store(states, oldA, 16);
  v128.store(states, yB, 32);
  v128.store(states, oldB, 48);
}

/** One to three frames at the end of `bytes`: a whole vector, of whose results the states keep only what belongs to them. */
function absorbRest(a: usize, b: usize, sums: usize, states: usize, coefficients: usize, bytes: usize): void {
  const at = bytes & ~15;
  memory.copy(statesBefore, states, 2 * STATE);
  absorb(a + at, b + at, sums + at, states, coefficients, 16);
  for (let which: usize = 0; which < 2 * STATE; which += 16) {
    v128.store(lastTwo, v128.load(statesBefore + which));
    v128.store(lastTwo, v128.load(states + which), 16);
    v128.store(states + which, v128.load(lastTwo + (bytes & 15)));
  }
}
