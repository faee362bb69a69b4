import { rampsAdvance, rampValue } from './smooth';

/**
 * Straight lines within a block for the first few ramps of an effect: where each value starts and how it moves per frame.
 * A line is two words.
 */

/** Bytes of one line. */
export const LINE: usize = 8;

/** Value at the start of the block. */
// @ts-ignore: decorator
@inline
export function lineStart(lines: usize, index: i32): f32 {
  return load<f32>(lines + <usize>index * LINE);
}

/** Change per frame; 0 outside of glides. */
// @ts-ignore: decorator
@inline
export function lineStep(lines: usize, index: i32): f32 {
  return load<f32>(lines + <usize>index * LINE, 4);
}

/**
 * Moves all `count` ramps by one block of `frames` and draws lines for the first `drawn` of them.
 *
 * @returns whether any ramp has further to go after this block.
 */
export function linesBegin(lines: usize, drawn: i32, ramps: usize, count: i32, frames: i32): bool {
  for (let index = 0; index < drawn; index++) store<f32>(lines + <usize>index * LINE, rampValue(ramps, index));
  const more = rampsAdvance(ramps, count);
  for (let index = 0; index < drawn; index++) {
    const line = lines + <usize>index * LINE;
    store<f32>(line, (rampValue(ramps, index) - load<f32>(line)) / <f32>frames, 4);
  }
  return more;
}

/** At the end of a block, and after a jump: every line stands still at its ramp's value. */
export function linesRest(lines: usize, drawn: i32, ramps: usize): void {
  for (let index = 0; index < drawn; index++) {
    store<f32>(lines + <usize>index * LINE, rampValue(ramps, index));
    store<f32>(lines + <usize>index * LINE, 0, 4);
  }
}
