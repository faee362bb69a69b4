import { madd, shift2, splat } from './simd';

/** One-pole filters, y[n] = a·x[n] + (1−a)·y[n−1], on interleaved stereo: two frames [L, R, L, R] to a vector. */

/**
 * The coefficient that puts the −3 dB point of a one-pole low-pass at `frequency` exactly, warping included;
 * 1, which passes everything bit for bit, from 0.49 of the sample rate up.
 */
export function onePole(frequency: f32, sampleRate: f32): f32 {
  if (frequency >= <f32>0.49 * sampleRate) return 1;
  const c: f64 = 1 - Math.cos((2 * Math.PI * <f64>frequency) / <f64>sampleRate);
  // Root of |H|² = ½, written so that it keeps its precision where c is tiny.
  return <f32>(Math.sqrt(c * (c + 2)) - c);
}

/** [b, b, b², b²]: how two frames remember the one before them. */
// @ts-ignore: decorator
@inline
export function memoryOfTwo(b: f32): v128 {
  return v128.shuffle<f32>(splat(b), splat(b * b), 0, 0, 4, 4);
}

/** [b³, b³, b⁴, b⁴]: how the two frames after those remember it. */
// @ts-ignore: decorator
@inline
export function memoryOfFour(b: f32): v128 {
  return v128.shuffle<f32>(splat(b * b * b), splat(b * b * b * b), 0, 0, 4, 4);
}

/** Two frames of a one-pole from rest, from its input already scaled by a, with b = 1−a. */
// @ts-ignore: decorator
@inline
export function poleFromRest(scaled: v128, b: v128): v128 {
  return madd(b, shift2(scaled, f32x4.splat(0)), scaled);
}

/** The second of two frames in both places. */
// @ts-ignore: decorator
@inline
export function lastFrame(x: v128): v128 {
  return v128.shuffle<i64>(x, x, 1, 1);
}
