import { AMPLITUDE_LIMIT } from './buffer.ts';
import { horizontalMax, horizontalSum } from './simd.ts';

/** Peak with instant attack and a fall of 24 dB a second; RMS as a 300 ms one-pole on the square, both linear. */

const FALL_DB_PER_SECOND: f32 = 24;
const RMS_SECONDS: f32 = 0.3;

/** Largest magnitude of the frames last measured; NaN-safe only together with `measuredPower`. */
let measuredPeak: f32 = 0;
/** Sum of squares of the frames last measured: not finite when any sample is not. */
let measuredPower: f32 = 0;

/** Measures one channel; the results wait in this module for `meterUpdate` and `looksClean`. Pads with zeros first. */
export function measure(buffer: usize, frames: i32): void {
  const end = buffer + (<usize>frames << 2);
  let peak = i32x4.splat(0);
  let power = i32x4.splat(0);
  for (let at = buffer; at < end; at += 16) {
    const x = v128.load(at);
    peak = f32x4.pmax(peak, f32x4.abs(x));
    power = f32x4.add(power, f32x4.mul(x, x));
  }
  measuredPeak = horizontalMax(peak);
  measuredPower = horizontalSum(power);
}

/**
 * Whether what was measured needs no scrubbing: all finite, within the limit, and either true silence or loud enough
 * that it is not a run of subnormal numbers.
 */
export function looksClean(): bool {
  return (measuredPower == 0 && measuredPeak == 0) || (measuredPower > 1e-30 && measuredPower < f32.MAX_VALUE && measuredPeak <= AMPLITUDE_LIMIT);
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
 * Takes what was measured over `frames` into a meter: `peak` and `rms` point to the values shown, `square` to the
 * running mean square.
 */
export function meterUpdate(peak: usize, rms: usize, square: usize, frames: i32, pace: MeterPace): void {
  const fallen = load<f32>(peak) * pace.fall;
  store<f32>(peak, measuredPeak > fallen ? measuredPeak : fallen < 1e-9 ? 0 : fallen);
  const before = load<f32>(square);
  const mean = before + pace.blend * (measuredPower / <f32>frames - before);
  const kept: f32 = mean < 1e-18 ? 0 : mean;
  store<f32>(square, kept);
  store<f32>(rms, Mathf.sqrt(kept));
}
