import { madd } from './simd';

/**
 * Fast base-2 logarithm and power, four lanes at once. Polynomials fitted to the least largest error (weighted least squares,
 * iterated). Gain computations run in octaves of amplitude: one octave is 20·log₁₀2 dB.
 */

/** dB in an octave of amplitude. */
export const DB_PER_OCTAVE: f32 = 6.020599913279624;

/**
 * log₂ of a positive normal number; within 1.3e-4, which is 0.0008 dB of amplitude. Exact at powers of two.
 */
// @ts-ignore: decorator
@inline
export function log2x4(x: v128): v128 {
  // Read as an integer, a float is its exponent and mantissa in a row: a logarithm drawn with straight lines.
  const straight = madd(f32x4.convert_i32x4_s(x), f32x4.splat(1.1920928955078125e-7), f32x4.splat(-127));
  const t = f32x4.sub(v128.or(v128.and(x, i32x4.splat(0x7fffff)), i32x4.splat(0x3f800000)), f32x4.splat(1));
  const bulge = madd(madd(f32x4.splat(-0.08213071798604471), t, f32x4.splat(0.239058265766893)), t, f32x4.splat(-0.43872574781350526));
  return madd(f32x4.mul(t, f32x4.sub(t, f32x4.splat(1))), bulge, straight);
}

/** 2ˣ for −126 < x < 127; relative error below 3e-6, which is 0.00003 dB. Exact for whole x. */
// @ts-ignore: decorator
@inline
export function exp2x4(x: v128): v128 {
  // Adding 1.5·2²³ rounds to a whole number and leaves it in the lowest bits.
  const magic = f32x4.splat(12582912);
  const shifted = f32x4.add(x, magic);
  const f = f32x4.sub(x, f32x4.sub(shifted, magic));
  const p = madd(madd(madd(f32x4.splat(0.009582852965454771), f, f32x4.splat(0.05590642524030022)), f, f32x4.splat(0.24024098617414075)), f, f32x4.splat(0.6931241933468965));
  return i32x4.add(madd(p, f, f32x4.splat(1)), i32x4.shl(shifted, 23));
}
