import { AMPLITUDE_LIMIT } from './buffer.ts';
import { horizontalMax, horizontalSum } from './simd.ts';

/** Peak with instant attack and a fall of 24 dB a second; RMS as a 300 ms one-pole on the square, both linear. */

const FALL_DB_PER_SECOND: f32 = 24;
const RMS_SECONDS: f32 = 0.3;

/** Bytes of what `measure` writes for one channel: peak and sum of squares. */
export const MEASURED: usize = 8;

/**
 * Measures both channels into `result`: largest magnitude and sum of squares of the left, then of the right. The sum is not
 * finite when any sample is not; the peak passes over NaN. Both channels share a loop because each alone would wait for its
 * own sums.
 */
export function measure(left: usize, right: usize, frames: i32, result: usize): void {
  const bytes = <usize>frames << 2;
  let leftPeak = i32x4.splat(0);
  let leftPower = i32x4.splat(0);
  let rightPeak = i32x4.splat(0);
  let rightPower = i32x4.splat(0);
  let at: usize = 0;
  do {
    const l = v128.load(left + at);
    const r = v128.load(right + at);
    leftPeak = f32x4.pmax(leftPeak, f32x4.abs(l));
    leftPower = f32x4.add(leftPower, f32x4.mul(l, l));
    rightPeak = f32x4.pmax(rightPeak, f32x4.abs(r));
    rightPower = f32x4.add(rightPower, f32x4.mul(r, r));
    at += 16;
  } while (at < bytes);
  store<f32>(result, horizontalMax(leftPeak));
  store<f32>(result, horizontalSum(leftPower), 4);
  store<f32>(result, horizontalMax(rightPeak), 8);
  store<f32>(result, horizontalSum(rightPower), 12);
}

/**
 * Whether a measured channel needs no scrubbing: all finite, within the limit, and either true silence or loud enough that it
 * is not a run of subnormal numbers.
 */
export function looksClean(measured: usize): bool {
  const peak = load<f32>(measured);
  const power = load<f32>(measured, 4);
  return (power == 0 && peak == 0) || (power > 1e-30 && power < f32.MAX_VALUE && peak <= AMPLITUDE_LIMIT);
}

/** How far one meter moves in a quantum of some length: computed once per length, not once per quantum. */
@unmanaged
export class MeterPace {
  frames: i32;
  fall: f32;
  blend: f32;

  /** Makes the pace right for quanta of `frames`. */
  update(frames: i32, sampleRate: f32): void {
    if (frames == this.frames) return;
    this.frames = frames;
    const seconds = <f32>frames / sampleRate;
    this.fall = Mathf.pow(10, (-FALL_DB_PER_SECOND / 20) * seconds);
    this.blend = 1 - Mathf.exp(-seconds / RMS_SECONDS);
  }
}

/**
 * Takes a measured channel of `frames` frames into a meter: `peak` and `rms` point to the values shown, `square` to the running
 * mean square.
 */
export function meterUpdate(measured: usize, peak: usize, rms: usize, square: usize, frames: i32, pace: MeterPace): void {
  const newest = load<f32>(measured);
  const fallen = load<f32>(peak) * pace.fall;
  store<f32>(peak, newest > fallen ? newest : fallen < 1e-9 ? 0 : fallen);
  const before = load<f32>(square);
  const mean = before + pace.blend * (load<f32>(measured, 4) / <f32>frames - before);
  const kept: f32 = mean < 1e-18 ? 0 : mean;
  store<f32>(square, kept);
  store<f32>(rms, Mathf.sqrt(kept));
}
