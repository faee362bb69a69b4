import { allocate, free } from '../allocator';
import { copyBuffer } from '../dsp/buffer';

/** Passes its input on: holds the place of an effect whose processing is not written yet. */
export function throughCreate(_sampleRate: f32, _parameters: usize): usize {
  return allocate(16);
}

export function throughDestroy(state: usize): void {
  free(state);
}

export function throughRetarget(_state: usize, _parameters: usize): void {}

export function throughReset(_state: usize): void {}

export function throughProcess(
  _state: usize,
  inLeft: usize,
  inRight: usize,
  outLeft: usize,
  outRight: usize,
  _keyLeft: usize,
  _keyRight: usize,
  frames: i32,
): f32 {
  copyBuffer(outLeft, inLeft, frames);
  copyBuffer(outRight, inRight, frames);
  return 0;
}
