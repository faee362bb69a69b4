/**
 * Four-lane helpers that every effect uses. Lanes are counted from 0.
 *
 * Inner loops are written `do … while`, so that their body is sure to run: only then does V8 move what does not change, addresses
 * and constants among it, out of them. They are never entered with nothing to do.
 */

/**
 * a·b + c in each lane; fused, with one rounding, in the relaxed build. The only place where the two builds differ.
 */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** `value` in every lane. */
// @ts-ignore: decorator
@inline
export function splat(value: f32): v128 {
  return f32x4.splat(value);
}

/** [start, start+step, start+2·step, start+3·step]. */
// @ts-ignore: decorator
@inline
export function ramp(start: f32, step: f32): v128 {
  return f32x4.add(f32x4.splat(start), f32x4.mul(f32x4.splat(step), f32x4(0, 1, 2, 3)));
}

/** The lanes moved up by one, `fill`'s highest lane entering below: [fill₃, x₀, x₁, x₂]. */
// @ts-ignore: decorator
@inline
export function shift1(x: v128, fill: v128): v128 {
  return v128.shuffle<f32>(fill, x, 3, 4, 5, 6);
}

/** The lanes moved up by two, `fill`'s upper lanes entering below: [fill₂, fill₃, x₀, x₁]. */
// @ts-ignore: decorator
@inline
export function shift2(x: v128, fill: v128): v128 {
  return v128.shuffle<f32>(fill, x, 2, 3, 4, 5);
}

/** The highest lane in every lane. */
// @ts-ignore: decorator
@inline
export function splatLast(x: v128): v128 {
  return v128.shuffle<f32>(x, x, 3, 3, 3, 3);
}

/** The largest lane. */
// @ts-ignore: decorator
@inline
export function horizontalMax(x: v128): f32 {
  const pair = f32x4.max(x, v128.shuffle<f32>(x, x, 2, 3, 0, 1));
  return f32x4.extract_lane(f32x4.max(pair, v128.shuffle<f32>(pair, pair, 1, 0, 3, 2)), 0);
}

/** The sum of the lanes. */
// @ts-ignore: decorator
@inline
export function horizontalSum(x: v128): f32 {
  const pair = f32x4.add(x, v128.shuffle<f32>(x, x, 2, 3, 0, 1));
  return f32x4.extract_lane(f32x4.add(pair, v128.shuffle<f32>(pair, pair, 1, 0, 3, 2)), 0);
}
