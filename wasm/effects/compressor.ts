import { allocateZeroed, free } from '../allocator';
import { DB_PER_OCTAVE, exp2x4, log2x4 } from '../dsp/decibel';
import { LINE, linesBegin, linesRest, lineStart, lineStep } from '../dsp/lines';
import { madd, ramp, shift1, shift2, splat, splatLast } from '../dsp/simd';
import { BLOCK, glideBlocks, RAMP, rampsFinish, rampTo, rampValue } from '../dsp/smooth';
import {
  COMPRESSOR_ATTACK,
  COMPRESSOR_KNEE,
  COMPRESSOR_MAKEUP,
  COMPRESSOR_RATIO,
  COMPRESSOR_RELEASE,
  COMPRESSOR_SIDECHAIN,
  COMPRESSOR_THRESHOLD,
  COMPRESSOR_WET_DRY,
} from '../generated/parameters';

/**
 * Feed-forward compressor after D. Giannoulis, M. Massberg and J. D. Reiss, "Digital Dynamic Range Compressor Design",
 * JAES 60(6), 2012: peak detector linked by the larger of both channels, soft-kneed gain computer, and the "smooth decoupled"
 * detector on the gain reduction, all in the logarithmic domain:
 *
 *     y₁[n] = max(c[n], α_R·y₁[n−1] + (1−α_R)·c[n])     release
 *     y[n]  = α_A·y[n−1] + (1−α_A)·y₁[n]                attack
 *
 * Attack and release are the times in which the reduction covers 63 % of its way in dB; the release also passes the
 * attack's smoothing, and so lasts longer by about the attack time.
 *
 * Both recursions are associative (the second an affine map, the first the larger of an affine map and a constant), so four
 * frames are combined in two steps and the chain from frame to frame costs one link in four.
 * Levels run in octaves of amplitude (6.02 dB) until the meter.
 */

// Drawn as lines within a block.
const THRESHOLD: i32 = 0;
const SLOPE: i32 = 1;
const MAKEUP: i32 = 2;
const MIX: i32 = 3;
const KEYED: i32 = 4;
const LINES: i32 = 5;
// Constant within a block: what they move is smoothed by the recursions.
const KNEE: i32 = 5;
const ATTACK: i32 = 6;
const RELEASE: i32 = 7;
const RAMPS: i32 = 8;

/** −120 dBFS: the lowest level the detector tells apart. */
const FLOOR: f32 = 1e-6;
/** Reductions below this many octaves become 0, lest they decay into subnormal numbers. */
const SILENCE: f32 = 1e-9;

/** Frames at a time, and their reductions. */
const CHUNK: i32 = 128;
const levels = memory.data(512 + 16, 16);

@unmanaged
class Compressor {
  sampleRate: f32;
  blocks: i32;
  phase: i32;
  gliding: bool;
  moving: bool;
  /** Whether the sidechain is asked for. */
  keyWanted: bool;
  /** Reduction after the release and after the attack stage, octaves. */
  held: f32;
  reduction: f32;
  ramps: usize;
  lines: usize;
}

export function compressorCreate(sampleRate: f32, parameters: usize): usize {
  const size = (offsetof<Compressor>() + 15) & ~15;
  const pointer = allocateZeroed(size + <usize>RAMPS * RAMP + <usize>LINES * LINE);
  if (!pointer) return 0;
  const compressor = changetype<Compressor>(pointer);
  compressor.sampleRate = sampleRate;
  compressor.blocks = glideBlocks(sampleRate, BLOCK);
  compressor.ramps = pointer + size;
  compressor.lines = compressor.ramps + <usize>RAMPS * RAMP;
  compressorRetarget(pointer, parameters);
  compressorReset(pointer, false);
  return pointer;
}

export function compressorDestroy(state: usize): void {
  free(state);
}

export function compressorRetarget(state: usize, parameters: usize): void {
  const compressor = changetype<Compressor>(state);
  compressor.keyWanted = valueAt(parameters, COMPRESSOR_SIDECHAIN) >= 0.5;
  glideTo(compressor, THRESHOLD, valueAt(parameters, COMPRESSOR_THRESHOLD) / DB_PER_OCTAVE);
  glideTo(compressor, SLOPE, <f32>1 - <f32>1 / valueAt(parameters, COMPRESSOR_RATIO));
  glideTo(compressor, MAKEUP, valueAt(parameters, COMPRESSOR_MAKEUP) / DB_PER_OCTAVE);
  glideTo(compressor, MIX, valueAt(parameters, COMPRESSOR_WET_DRY));
  glideTo(compressor, KNEE, valueAt(parameters, COMPRESSOR_KNEE) / DB_PER_OCTAVE);
  glideTo(compressor, ATTACK, Mathf.log2(valueAt(parameters, COMPRESSOR_ATTACK)));
  glideTo(compressor, RELEASE, Mathf.log2(valueAt(parameters, COMPRESSOR_RELEASE)));
}

// @ts-ignore: decorator
@inline
function valueAt(parameters: usize, index: i32): f32 {
  return load<f32>(parameters + (<usize>index << 2));
}

function glideTo(compressor: Compressor, index: i32, target: f32): void {
  if (rampTo(compressor.ramps, index, target, compressor.blocks)) compressor.gliding = true;
}

export function compressorReset(state: usize, _fadeIn: bool): void {
  const compressor = changetype<Compressor>(state);
  rampsFinish(compressor.ramps, RAMPS);
  linesRest(compressor.lines, LINES, compressor.ramps);
  compressor.gliding = false;
  compressor.moving = false;
  compressor.phase = 0;
  compressor.held = 0;
  compressor.reduction = 0;
}

export function compressorProcess(
  state: usize,
  inLeft: usize,
  inRight: usize,
  outLeft: usize,
  outRight: usize,
  keyLeft: usize,
  keyRight: usize,
  frames: i32,
): f32 {
  const compressor = changetype<Compressor>(state);
  glideTo(compressor, KEYED, compressor.keyWanted && keyLeft != 0 ? 1 : 0);
  for (let done = 0; done < frames; ) {
    if (compressor.phase == 0 && compressor.gliding) {
      compressor.gliding = linesBegin(compressor.lines, LINES, compressor.ramps, RAMPS, BLOCK);
      compressor.moving = true;
    }
    let run = min(CHUNK, frames - done);
    if (compressor.gliding || compressor.moving) run = min(run, BLOCK - compressor.phase);
    const at = <usize>done << 2;
    const key = keyLeft ? keyLeft + at : 0;
    // Three short loops instead of a long one: a processor looks ahead a limited number of instructions, and finds more of them
    // that need not wait for each other.
    detect(compressor, inLeft + at, inRight + at, key, keyRight + at, levels, run);
    smooth(compressor, levels, run);
    apply(compressor, inLeft + at, inRight + at, outLeft + at, outRight + at, levels, run);
    compressor.phase = (compressor.phase + run) & (BLOCK - 1);
    if (compressor.phase == 0 && compressor.moving) {
      linesRest(compressor.lines, LINES, compressor.ramps);
      compressor.moving = false;
    }
    done += run;
  }
  if (compressor.held < SILENCE) compressor.held = 0;
  if (compressor.reduction < SILENCE) compressor.reduction = 0;
  return compressor.reduction * DB_PER_OCTAVE;
}

/** [a, a², a³, a⁴] */
// @ts-ignore: decorator
@inline
function powers(a: f32): v128 {
  const square = a * a;
  return f32x4.replace_lane(f32x4.replace_lane(f32x4.replace_lane(f32x4.splat(a), 1, square), 2, a * square), 3, square * square);
}

/** The line's value at four frames from the current one. */
// @ts-ignore: decorator
@inline
function lineNow(compressor: Compressor, index: i32): v128 {
  const step = lineStep(compressor.lines, index);
  return ramp(lineStart(compressor.lines, index) + step * <f32>compressor.phase, step);
}

// @ts-ignore: decorator
@inline
function lineAdvance(compressor: Compressor, index: i32): v128 {
  return splat(lineStep(compressor.lines, index) * 4);
}

/** The gain computer: writes the reduction that the static curve asks for, in octaves. */
function detect(compressor: Compressor, inLeft: usize, inRight: usize, keyLeft: usize, keyRight: usize, levels: usize, frames: i32): void {
  const zero = f32x4.splat(0);
  const floorLevel = splat(FLOOR);
  const knee = rampValue(compressor.ramps, KNEE);
  const halfKnee = splat(knee * 0.5);
  const fullKnee = splat(knee);
  // A hard knee has no parabola: t is 0 then and any finite factor will do.
  const parabola = splat(knee > 1e-6 ? <f32>0.5 / knee : 0);
  const usesKey = keyLeft != 0 && (lineStart(compressor.lines, KEYED) != 0 || lineStep(compressor.lines, KEYED) != 0);
  const moving = compressor.moving;
  let threshold = lineNow(compressor, THRESHOLD);
  let slope = lineNow(compressor, SLOPE);
  let keyed = lineNow(compressor, KEYED);
  const thresholdStep = lineAdvance(compressor, THRESHOLD);
  const slopeStep = lineAdvance(compressor, SLOPE);
  const keyedStep = lineAdvance(compressor, KEYED);
  const bytes = <usize>frames << 2;
  let at: usize = 0;
  do {
    let peak = f32x4.pmax(f32x4.abs(v128.load(inLeft + at)), f32x4.abs(v128.load(inRight + at)));
    if (usesKey) {
      const key = f32x4.pmax(f32x4.abs(v128.load(keyLeft + at)), f32x4.abs(v128.load(keyRight + at)));
      peak = madd(keyed, f32x4.sub(key, peak), peak);
    }
    const over = f32x4.sub(log2x4(f32x4.pmax(peak, floorLevel)), threshold);
    const t = f32x4.pmax(zero, f32x4.pmin(fullKnee, f32x4.add(over, halfKnee)));
    v128.store(levels + at, f32x4.mul(slope, madd(f32x4.mul(t, t), parabola, f32x4.pmax(zero, f32x4.sub(over, halfKnee)))));
    if (moving) {
      threshold = f32x4.add(threshold, thresholdStep);
      slope = f32x4.add(slope, slopeStep);
      keyed = f32x4.add(keyed, keyedStep);
    }
    at += 16;
  } while (at < bytes);
}

/** Release and attack, in place. */
function smooth(compressor: Compressor, levels: usize, frames: i32): void {
  const zero = f32x4.splat(0);
  const release = coefficient(compressor, RELEASE);
  const attack = coefficient(compressor, ATTACK);
  const release1 = splat(release);
  const release2 = splat(release * release);
  const releases = powers(release);
  const releaseIn = splat(1 - release);
  const attack1 = splat(attack);
  const attack2 = splat(attack * attack);
  const attacks = powers(attack);
  const attackIn = splat(1 - attack);
  let held = splat(compressor.held);
  let reduction = splat(compressor.reduction);
  const end = levels + (<usize>frames << 2);
  do {
    let floor = v128.load(levels);
    let drift = f32x4.mul(releaseIn, floor);
    floor = f32x4.pmax(floor, madd(release1, shift1(floor, zero), drift));
    drift = madd(release1, shift1(drift, zero), drift);
    floor = f32x4.pmax(floor, madd(release2, shift2(floor, zero), drift));
    drift = madd(release2, shift2(drift, zero), drift);
    held = f32x4.pmax(floor, madd(releases, splatLast(held), drift));

    let sum = f32x4.mul(attackIn, held);
    sum = madd(attack1, shift1(sum, zero), sum);
    sum = madd(attack2, shift2(sum, zero), sum);
    reduction = madd(attacks, splatLast(reduction), sum);
    v128.store(levels, reduction);
    levels += 16;
  } while (levels < end);
  const last = (frames - 1) & 3;
  compressor.held = laneAt(held, last);
  compressor.reduction = laneAt(reduction, last);
}

/** What a one-pole keeps per frame for a time constant whose log₂ is that ramp. */
// @ts-ignore: decorator
@inline
function coefficient(compressor: Compressor, index: i32): f32 {
  return Mathf.exp(<f32>-1 / (Mathf.exp2(rampValue(compressor.ramps, index)) * compressor.sampleRate));
}

/** Turns reduction and make-up into a gain and mixes with the untouched signal. */
function apply(compressor: Compressor, inLeft: usize, inRight: usize, outLeft: usize, outRight: usize, levels: usize, frames: i32): void {
  const one = f32x4.splat(1);
  const moving = compressor.moving;
  let makeup = lineNow(compressor, MAKEUP);
  let mix = lineNow(compressor, MIX);
  const makeupStep = lineAdvance(compressor, MAKEUP);
  const mixStep = lineAdvance(compressor, MIX);
  const bytes = <usize>frames << 2;
  let at: usize = 0;
  do {
    const gain = madd(mix, f32x4.sub(exp2x4(f32x4.sub(makeup, v128.load(levels + at))), one), one);
    v128.store(outLeft + at, f32x4.mul(v128.load(inLeft + at), gain));
    v128.store(outRight + at, f32x4.mul(v128.load(inRight + at), gain));
    if (moving) {
      makeup = f32x4.add(makeup, makeupStep);
      mix = f32x4.add(mix, mixStep);
    }
    at += 16;
  } while (at < bytes);
}

const lanes = memory.data(16, 16);

function laneAt(x: v128, lane: i32): f32 {
  v128.store(lanes, x);
  return load<f32>(lanes + (<usize>lane << 2));
}
