import { allocate, free } from '../allocator';
import { storeLastFrame } from '../dsp/band';
import { LINE, linesBegin, linesRest, lineStart, lineStep } from '../dsp/lines';
import { lastFrame, memoryOfFour, memoryOfTwo, onePole, poleFromRest } from '../dsp/onepole';
import { madd, splat } from '../dsp/simd';
import { sine } from '../dsp/sine';
import { BLOCK, glideBlocks, RAMP, rampJump, rampsFinish, rampTo, rampValue } from '../dsp/smooth';
import {
  blendFrames,
  GLIDE_SPAN,
  readGliding,
  StereoLine,
  stereoLineAdvance,
  stereoLineBytes,
  stereoLineClear,
  stereoLineHead,
  stereoLineInit,
  stereoLineTap,
} from '../dsp/stereo-line';
import {
  DELAY_FEEDBACK,
  DELAY_HIGH_CUT,
  DELAY_LOW_CUT,
  DELAY_MAX,
  DELAY_MIN,
  DELAY_MOD_DEPTH,
  DELAY_MOD_RATE,
  DELAY_NOTE,
  DELAY_PING_PONG,
  DELAY_SYNC,
  DELAY_TEMPO,
  DELAY_TIME,
  DELAY_WET_DRY,
  NOTE_BEATS,
} from '../generated/parameters';

/**
 * A stereo echo. What is heard as wet is the line's output behind the loop filter, so the first echo is filtered once and
 * the n-th n times, at wet·feedbackⁿ⁻¹.
 *
 * - Delay times are whole frames; a new time is reached by a 50 ms crossfade between two taps, not by a sweep of pitch. While one runs,
 *   only the newest wish is kept. With tempo sync, time = beats · 60 / tempo. The line holds the longest of these, six
 *   seconds (four beats at 40 bpm).
 * - Modulation moves the tap by ±depth along a sine; the time is at least depth + 8 frames then.
 * - Loop filter: one-pole high cut, then one-pole low cut (6 dB an octave each); at their "Off" ends both are exactly out of the way.
 * - Ping-pong: the mean of both inputs enters on the left, and each side feeds the other.
 * - Mix at equal power: dry = cos(½π·mix), wet = sin(½π·mix).
 */

const FEEDBACK: i32 = 0;
const DRY: i32 = 1;
const WET: i32 = 2;
const PING: i32 = 3;
/** How much of the low cut is heard, 0…1. */
const LOW_ON: i32 = 4;
/** How much of the input enters the line, 0…1; below 1 only after a reset that fades in. */
const SEND: i32 = 5;
/** Coefficients of the two one-poles. */
const HIGH_A: i32 = 6;
const LOW_A: i32 = 7;
const LINES: i32 = 8;
/** Frames. */
const DEPTH: i32 = 8;
const RAMPS: i32 = 9;

/** Frames for which the filters' coefficients stand still while they glide. */
const FILTER_STEP: i32 = 4;

const LONGEST_SECONDS: f32 = 6;
const CROSSFADE_SECONDS: f32 = 0.05;
/** The line is read before a block is written, with interpolation over two later frames. */
const LEAST_FRAMES: i32 = 8;
/** Keeps the loop out of subnormal numbers; −360 dBFS. */
const OFFSET: f32 = 1e-18;

/** Interleaved frames of both taps for one block. */
const tapA = memory.data(320, 16);
const tapB = memory.data(320, 16);

@unmanaged
class Delay {
  sampleRate: f32;
  blocks: i32;
  phase: i32;
  gliding: bool;
  moving: bool;
  /** The tap heard, the one that fades in, and the time asked for, in frames. */
  tap: i32;
  nextTap: i32;
  wanted: i32;
  /** Frames of the crossfade done, −1 when there is none. */
  fade: i32;
  fadeFrames: i32;
  /** Modulation: phase 0…1, cycles per block, offset in frames at the block's start and its step per frame. */
  cycle: f64;
  cycles: f64;
  offset: f64;
  offsetStep: f64;
  /** Loop filter states [high cut L, R, low cut L, R]; 16-byte aligned. */
  filter: usize;
  ramps: usize;
  lines: usize;
  line: usize;
}

export function delayCreate(sampleRate: f32, parameters: usize): usize {
  const size = (offsetof<Delay>() + 15) & ~15;
  const lines = (<usize>LINES * LINE + 15) & ~15;
  const head = size + 16 + <usize>RAMPS * RAMP + lines;
  const longest = <i32>((LONGEST_SECONDS + DELAY_MAX[DELAY_MOD_DEPTH] * <f32>0.001) * sampleRate) + LEAST_FRAMES + 1;
  const pointer = allocate(head + stereoLineBytes(longest));
  if (!pointer) return 0;
  memory.fill(pointer, 0, head);
  const delay = changetype<Delay>(pointer);
  delay.sampleRate = sampleRate;
  delay.blocks = glideBlocks(sampleRate, BLOCK);
  delay.fadeFrames = max(1, <i32>Mathf.round((CROSSFADE_SECONDS * sampleRate) / <f32>BLOCK)) * BLOCK;
  delay.filter = pointer + size;
  delay.ramps = delay.filter + 16;
  delay.lines = delay.ramps + <usize>RAMPS * RAMP;
  delay.line = delay.lines + lines;
  stereoLineInit(delay.line, longest);
  delayRetarget(pointer, parameters);
  delayReset(pointer, false);
  return pointer;
}

export function delayDestroy(state: usize): void {
  free(state);
}

export function delayRetarget(state: usize, parameters: usize): void {
  const delay = changetype<Delay>(state);
  const rate = delay.sampleRate;
  const mix = valueAt(parameters, DELAY_WET_DRY);
  const lowCut = valueAt(parameters, DELAY_LOW_CUT);
  const highCut = valueAt(parameters, DELAY_HIGH_CUT);
  const depth = valueAt(parameters, DELAY_MOD_DEPTH) * <f32>0.001 * rate;
  glideTo(delay, FEEDBACK, valueAt(parameters, DELAY_FEEDBACK));
  glideTo(delay, DRY, mix >= 1 ? <f32>0 : Mathf.cos(mix * <f32>(Math.PI / 2)));
  glideTo(delay, WET, mix >= 1 ? <f32>1 : Mathf.sin(mix * <f32>(Math.PI / 2)));
  glideTo(delay, PING, valueAt(parameters, DELAY_PING_PONG) >= 0.5 ? 1 : 0);
  glideTo(delay, LOW_ON, lowCut > DELAY_MIN[DELAY_LOW_CUT] ? 1 : 0);
  glideTo(delay, HIGH_A, highCut >= DELAY_MAX[DELAY_HIGH_CUT] ? 1 : onePole(highCut, rate));
  glideTo(delay, LOW_A, onePole(lowCut, rate));
  glideTo(delay, DEPTH, depth);
  delay.cycles = (<f64>valueAt(parameters, DELAY_MOD_RATE) * BLOCK) / rate;

  let seconds = valueAt(parameters, DELAY_TIME);
  if (valueAt(parameters, DELAY_SYNC) >= 0.5) {
    seconds = (NOTE_BEATS[<i32>Mathf.round(valueAt(parameters, DELAY_NOTE))] * 60) / valueAt(parameters, DELAY_TEMPO);
  }
  delay.wanted = <i32>Mathf.round(min(seconds, LONGEST_SECONDS) * rate);
}

/** The tap that is right now: the time asked for, or as far back as the modulation, now or when it has glided, needs room. */
function rightTap(delay: Delay): i32 {
  const depths = delay.ramps + <usize>DEPTH * RAMP;
  const depth = max(max(load<f32>(depths), load<f32>(depths, 4)), <f32>Math.abs(delay.offset));
  return max(delay.wanted, LEAST_FRAMES + <i32>Mathf.ceil(depth));
}

function nearestTap(delay: Delay): i32 {
  return delay.fade >= 0 ? min(delay.tap, delay.nextTap) : delay.tap;
}

// @ts-ignore: decorator
@inline
function valueAt(parameters: usize, index: i32): f32 {
  return load<f32>(parameters + (<usize>index << 2));
}

function glideTo(delay: Delay, index: i32, target: f32): void {
  if (rampTo(delay.ramps, index, target, delay.blocks)) delay.gliding = true;
}

export function delayReset(state: usize, fadeIn: bool): void {
  const delay = changetype<Delay>(state);
  rampsFinish(delay.ramps, RAMPS);
  rampJump(delay.ramps, SEND, fadeIn ? 0 : 1);
  linesRest(delay.lines, LINES, delay.ramps);
  delay.gliding = rampTo(delay.ramps, SEND, 1, delay.blocks);
  delay.moving = false;
  delay.fade = -1;
  delay.cycle = 0;
  delay.offset = 0;
  delay.tap = rightTap(delay);
  delay.offsetStep = 0;
  const line = changetype<StereoLine>(delay.line);
  stereoLineClear(line);
  // Blocks are counted by the line, which must not write across a multiple of 64.
  line.write = 0;
  delay.phase = 0;
  v128.store(delay.filter, i32x4.splat(0));
}

function beginBlock(delay: Delay): void {
  if (delay.gliding) {
    delay.gliding = linesBegin(delay.lines, LINES, delay.ramps, RAMPS, BLOCK);
    delay.moving = true;
  }
  if (delay.fade < 0) {
    delay.nextTap = rightTap(delay);
    if (delay.nextTap != delay.tap) delay.fade = 0;
  }
  // A tap on its way out may lie nearer than a new depth reaches.
  const depth = min(rampValue(delay.ramps, DEPTH), <f32>(nearestTap(delay) - LEAST_FRAMES));
  if (depth == 0 && delay.offset == 0) {
    delay.offsetStep = 0;
    return;
  }
  delay.cycle += delay.cycles;
  if (delay.cycle >= 1) delay.cycle -= 1;
  delay.offsetStep = (<f64>depth * sine(delay.cycle) - delay.offset) / BLOCK;
}

function endBlock(delay: Delay): void {
  if (delay.moving) {
    linesRest(delay.lines, LINES, delay.ramps);
    delay.moving = false;
  }
  delay.offset = rampValue(delay.ramps, DEPTH) == 0 ? 0 : delay.offset + delay.offsetStep * BLOCK;
  if (delay.fade >= delay.fadeFrames) {
    delay.tap = delay.nextTap;
    delay.fade = -1;
  }
}

export function delayProcess(
  state: usize,
  inLeft: usize,
  inRight: usize,
  outLeft: usize,
  outRight: usize,
  _keyLeft: usize,
  _keyRight: usize,
  frames: i32,
): f32 {
  const delay = changetype<Delay>(state);
  for (let done = 0; done < frames; ) {
    if (delay.phase == 0) beginBlock(delay);
    const swing = <i32>Math.ceil(Math.max(Math.abs(delay.offset), Math.abs(delay.offset + delay.offsetStep * BLOCK)));
    let run = min(min(BLOCK - delay.phase, frames - done), nearestTap(delay) - swing - 3);
    if (delay.moving) run = min(run, FILTER_STEP - (delay.phase & (FILTER_STEP - 1)));
    const at = <usize>done << 2;
    echo(delay, readTaps(delay, run), inLeft + at, inRight + at, outLeft + at, outRight + at, run);
    if (delay.fade >= 0) delay.fade += run;
    delay.phase = (delay.phase + run) & (BLOCK - 1);
    if (delay.phase == 0) endBlock(delay);
    done += run;
  }
  return 0;
}

/** The next `frames` frames of the line's output, interleaved: either where they lie or in a buffer. */
function readTaps(delay: Delay, frames: i32): usize {
  const taps = readTap(delay, delay.tap, frames, tapA, delay.fade >= 0);
  if (delay.fade < 0) return taps;
  const next = readTap(delay, delay.nextTap, frames, tapB, false);
  const step = <f32>1 / <f32>delay.fadeFrames;
  blendFrames(taps, next, frames, <f32>delay.fade * step, step);
  return taps;
}

function readTap(delay: Delay, tap: i32, frames: i32, buffer: usize, copied: bool): usize {
  const line = changetype<StereoLine>(delay.line);
  if (delay.offset == 0 && delay.offsetStep == 0) {
    const from = stereoLineTap(line, tap, frames + 3);
    if (!copied) return from;
    memory.copy(buffer, from, <usize>(frames + 3) << 3);
    return buffer;
  }
  // The whole part moves the tap, the rest stays small: f32 then resolves the position finely at any depth and rate.
  const behind = -(delay.offset + delay.offsetStep * delay.phase);
  const whole = Math.floor(behind);
  const from = stereoLineTap(line, tap - <i32>whole + 1, GLIDE_SPAN);
  readGliding(buffer, from + 8, <f32>(behind - whole), <f32>delay.offsetStep, frames);
  return buffer;
}

// @ts-ignore: decorator
@inline
function lineValue(delay: Delay, index: i32): f32 {
  return lineStart(delay.lines, index) + lineStep(delay.lines, index) * <f32>delay.phase;
}

/** A line's value at two frames from the current one: [v₀, v₀, v₁, v₁]. */
// @ts-ignore: decorator
@inline
function lineNow(delay: Delay, index: i32): v128 {
  const step = lineStep(delay.lines, index);
  return f32x4.add(splat(lineValue(delay, index)), f32x4.mul(splat(step), f32x4(0, 0, 1, 1)));
}

// @ts-ignore: decorator
@inline
function lineAdvance(delay: Delay, index: i32): v128 {
  return splat(lineStep(delay.lines, index) * 2);
}

// @ts-ignore: decorator
@inline
function swapped(x: v128): v128 {
  return v128.shuffle<f32>(x, x, 1, 0, 3, 2);
}

/** Filters what came out of the line, writes input and feedback into it, and mixes. */
function echo(delay: Delay, taps: usize, inLeft: usize, inRight: usize, outLeft: usize, outRight: usize, frames: i32): void {
  const line = changetype<StereoLine>(delay.line);
  let feedback = lineNow(delay, FEEDBACK);
  let dry = lineNow(delay, DRY);
  let wet = lineNow(delay, WET);
  let ping = lineNow(delay, PING);
  let lowOn = lineNow(delay, LOW_ON);
  let send = lineNow(delay, SEND);
  const feedbackStep = lineAdvance(delay, FEEDBACK);
  const dryStep = lineAdvance(delay, DRY);
  const wetStep = lineAdvance(delay, WET);
  const pingStep = lineAdvance(delay, PING);
  const lowOnStep = lineAdvance(delay, LOW_ON);
  const sendStep = lineAdvance(delay, SEND);
  const crosses = lineStart(delay.lines, PING) != 0 || lineStep(delay.lines, PING) != 0;
  const moving = delay.moving;

  const still = delay.phase & ~(FILTER_STEP - 1);
  const highA = lineStart(delay.lines, HIGH_A) + lineStep(delay.lines, HIGH_A) * <f32>still;
  const lowA = lineStart(delay.lines, LOW_A) + lineStep(delay.lines, LOW_A) * <f32>still;
  const ha = splat(highA);
  const hb = splat(1 - highA);
  const hb2 = memoryOfTwo(1 - highA);
  const hb4 = memoryOfFour(1 - highA);
  const la = splat(lowA);
  const lb = splat(1 - lowA);
  const lb2 = memoryOfTwo(1 - lowA);
  const lb4 = memoryOfFour(1 - lowA);
  const offset = splat(OFFSET);
  const one = f32x4.splat(1);
  const half = f32x4(0.5, 0, 0.5, 0);
  const left = f32x4(0.5, 1, 0.5, 1);

  let head = stereoLineHead(line);
  // Two frames each; only the upper half of the second is read back.
  let high0 = i32x4.splat(0);
  let high1 = v128.load64_splat(delay.filter);
  let low0 = i32x4.splat(0);
  let low1 = v128.load64_splat(delay.filter, 8);
  const bytes = <usize>frames << 2;
  let at: usize = 0;
  do {
    const h0 = poleFromRest(f32x4.mul(ha, v128.load(taps)), hb);
    const h1 = madd(hb2, lastFrame(h0), poleFromRest(f32x4.mul(ha, v128.load(taps, 16)), hb));
    const highBefore = lastFrame(high1);
    high0 = madd(hb2, highBefore, h0);
    high1 = madd(hb4, highBefore, h1);
    const l0 = poleFromRest(f32x4.mul(la, high0), lb);
    const l1 = madd(lb2, lastFrame(l0), poleFromRest(f32x4.mul(la, high1), lb));
    const lowBefore = lastFrame(low1);
    low0 = madd(lb2, lowBefore, l0);
    low1 = madd(lb4, lowBefore, l1);
    taps += 32;
    const l = v128.load(inLeft + at);
    const r = v128.load(inRight + at);
    const in0 = v128.shuffle<f32>(l, r, 0, 4, 1, 5);
    const in1 = v128.shuffle<f32>(l, r, 2, 6, 3, 7);

    const y0 = f32x4.sub(high0, f32x4.mul(lowOn, low0));
    let sent0 = moving ? f32x4.mul(send, in0) : in0;
    let back0 = y0;
    if (crosses) {
      sent0 = madd(f32x4.mul(ping, half), swapped(sent0), f32x4.mul(f32x4.sub(one, f32x4.mul(ping, left)), sent0));
      back0 = madd(ping, f32x4.sub(swapped(y0), y0), y0);
    }
    v128.store(head, madd(feedback, back0, f32x4.add(sent0, offset)));
    const out0 = madd(wet, y0, f32x4.mul(dry, in0));
    if (moving) {
      feedback = f32x4.add(feedback, feedbackStep);
      dry = f32x4.add(dry, dryStep);
      wet = f32x4.add(wet, wetStep);
      ping = f32x4.add(ping, pingStep);
      lowOn = f32x4.add(lowOn, lowOnStep);
      send = f32x4.add(send, sendStep);
    }

    const y1 = f32x4.sub(high1, f32x4.mul(lowOn, low1));
    let sent1 = moving ? f32x4.mul(send, in1) : in1;
    let back1 = y1;
    if (crosses) {
      sent1 = madd(f32x4.mul(ping, half), swapped(sent1), f32x4.mul(f32x4.sub(one, f32x4.mul(ping, left)), sent1));
      back1 = madd(ping, f32x4.sub(swapped(y1), y1), y1);
    }
    v128.store(head, madd(feedback, back1, f32x4.add(sent1, offset)), 16);
    const out1 = madd(wet, y1, f32x4.mul(dry, in1));
    if (moving) {
      feedback = f32x4.add(feedback, feedbackStep);
      dry = f32x4.add(dry, dryStep);
      wet = f32x4.add(wet, wetStep);
      ping = f32x4.add(ping, pingStep);
      lowOn = f32x4.add(lowOn, lowOnStep);
      send = f32x4.add(send, sendStep);
    }
    head += 32;
    v128.store(outLeft + at, v128.shuffle<f32>(out0, out1, 0, 2, 4, 6));
    v128.store(outRight + at, v128.shuffle<f32>(out0, out1, 1, 3, 5, 7));
    at += 16;
  } while (at < bytes);
  storeLastFrame(delay.filter, high0, high1, frames);
  storeLastFrame(delay.filter + 8, low0, low1, frames);
  stereoLineAdvance(line, frames);
}
