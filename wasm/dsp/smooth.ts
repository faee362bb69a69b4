/**
 * Parameters that glide: an array of linear ramps, advanced once per block (32 frames in most effects). An effect interpolates what it
 * derives from them within the block, so that nothing steps. Block limits are counted by the effect, not by the caller's
 * quanta, so that the result does not depend on how the frames were cut.
 *
 * A ramp is four words: value, target, step per block, blocks left (i32).
 */

/** Frames in a block, unless an effect says otherwise. */
export const BLOCK: i32 = 32;
/** Seconds from one value to the next. */
export const GLIDE_SECONDS: f32 = 0.02;
/** Bytes of one ramp. */
export const RAMP: usize = 16;

/** Blocks of `frames` frames that a glide takes at this rate, at least one. */
export function glideBlocks(sampleRate: f32, frames: i32): i32 {
  return max(1, <i32>Mathf.round((GLIDE_SECONDS * sampleRate) / <f32>frames));
}

// @ts-ignore: decorator
@inline
export function rampValue(ramps: usize, index: i32): f32 {
  return load<f32>(ramps + <usize>index * RAMP);
}

/** Sets value and target alike. */
export function rampJump(ramps: usize, index: i32, value: f32): void {
  const ramp = ramps + <usize>index * RAMP;
  store<f32>(ramp, value);
  store<f32>(ramp, value, 4);
  store<i32>(ramp, 0, 12);
}

/** Starts a glide to `target` over `blocks` blocks. @returns whether there is anything to do. */
export function rampTo(ramps: usize, index: i32, target: f32, blocks: i32): bool {
  const ramp = ramps + <usize>index * RAMP;
  if (load<f32>(ramp, 4) == target) return load<i32>(ramp, 12) > 0;
  store<f32>(ramp, target, 4);
  store<f32>(ramp, (target - load<f32>(ramp)) / <f32>blocks, 8);
  store<i32>(ramp, blocks, 12);
  return true;
}

/** Moves every ramp by one block. @returns whether any has further to go after this. */
export function rampsAdvance(ramps: usize, count: i32): bool {
  let more = false;
  for (let index = 0; index < count; index++) {
    const ramp = ramps + <usize>index * RAMP;
    const left = load<i32>(ramp, 12);
    if (left <= 0) continue;
    store<i32>(ramp, left - 1, 12);
    // The last step lands on the target exactly, whatever rounding did on the way.
    if (left == 1) {
      store<f32>(ramp, load<f32>(ramp, 4));
    } else {
      store<f32>(ramp, load<f32>(ramp) + load<f32>(ramp, 8));
      more = true;
    }
  }
  return more;
}

/** Ends every glide at its target. */
export function rampsFinish(ramps: usize, count: i32): void {
  for (let index = 0; index < count; index++) rampJump(ramps, index, load<f32>(ramps + <usize>index * RAMP, 4));
}
