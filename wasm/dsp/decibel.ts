import { madd } from './simd';

/**
 * Fast base-2 logarithm and power, four lanes at once. Polynomials fitted to the least largest error (weighted least squares,
 * iterated). Gain computations run in octaves of amplitude: one octave is 20·log₁₀2 dB.
 */

/** dB in an octave of amplitude. */
export const DB_PER_OCTAVE: f32 = 6.020599913279624;

/**
 * Constants four times each. Engines build a vector constant anew wherever a loop uses it, in several instructions; a load is one.
 */
const LOG = memory.data<f32>(
  [
    1.1920928955078125e-7, 1.1920928955078125e-7, 1.1920928955078125e-7, 1.1920928955078125e-7, -127, -127, -127, -127,
    -0.08213071798604471, -0.08213071798604471, -0.08213071798604471, -0.08213071798604471, 0.239058265766893, 0.239058265766893,
    0.239058265766893, 0.239058265766893, -0.43872574781350526, -0.43872574781350526, -0.43872574781350526, -0.43872574781350526, 1, 1,
    1, 1,
  ],
  16,
);
const MANTISSA = memory.data<i32>([0x7fffff, 0x7fffff, 0x7fffff, 0x7fffff], 16);
const EXP = memory.data<f32>(
  [
    12582912, 12582912, 12582912, 12582912, 0.009582852965454771, 0.009582852965454771, 0.009582852965454771, 0.009582852965454771,
    0.05590642524030022, 0.05590642524030022, 0.05590642524030022, 0.05590642524030022, 0.24024098617414075, 0.24024098617414075,
    0.24024098617414075, 0.24024098617414075, 0.6931241933468965, 0.6931241933468965, 0.6931241933468965, 0.6931241933468965, 1, 1, 1, 1,
  ],
  16,
);

/**
 * log₂ of a positive normal number; within 1.3e-4, which is 0.0008 dB of amplitude. Exact at powers of two.
 */
// @ts-ignore: decorator
@inline
export function log2x4(x: v128): v128 {
  // Read as an integer, a float is its exponent and mantissa in a row: a logarithm drawn with straight lines.
  const straight = madd(f32x4.convert_i32x4_s(x), v128.load(LOG), v128.load(LOG, 16));
  const one = v128.load(LOG, 80);
  const t = f32x4.sub(v128.or(v128.and(x, v128.load(MANTISSA)), one), one);
  const bulge = madd(madd(v128.load(LOG, 32), t, v128.load(LOG, 48)), t, v128.load(LOG, 64));
  return madd(f32x4.mul(t, f32x4.sub(t, one)), bulge, straight);
}

/** 2ˣ for −126 < x < 127; relative error below 3e-6, which is 0.00003 dB. Exact for whole x. */
// @ts-ignore: decorator
@inline
export function exp2x4(x: v128): v128 {
  // Adding 1.5·2²³ rounds to a whole number and leaves it in the lowest bits.
  const magic = v128.load(EXP);
  const shifted = f32x4.add(x, magic);
  const f = f32x4.sub(x, f32x4.sub(shifted, magic));
  const p = madd(madd(madd(v128.load(EXP, 16), f, v128.load(EXP, 32)), f, v128.load(EXP, 48)), f, v128.load(EXP, 64));
  return i32x4.add(madd(p, f, v128.load(EXP, 80)), i32x4.shl(shifted, 23));
}
