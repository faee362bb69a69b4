import { allocateZeroed, free } from '../allocator';
import { copyBuffer } from '../dsp/buffer';
import { deinterleave, interleave } from '../dsp/interleave';
import { BLOCK, glideBlocks, RAMP, rampJump, rampsAdvance, rampsFinish, rampTo, rampValue } from '../dsp/smooth';
import { PAIR, runPairs, STATE1, STATE2, storeHalf } from '../dsp/svf';
import {
  EQ_HIGH_CUT,
  EQ_HIGH_FREQ,
  EQ_HIGH_GAIN,
  EQ_LOW_CUT,
  EQ_LOW_FREQ,
  EQ_LOW_GAIN,
  EQ_MAX,
  EQ_MID_FREQ,
  EQ_MID_GAIN,
  EQ_MID_Q,
  EQ_MIN,
} from '../generated/parameters';

/**
 * Low cut, low shelf, bell, high shelf and high cut. Responses are those of R. Bristow-Johnson's cookbook (bell by Q, shelves with
 * slope 1, cuts 12 dB an octave Butterworth), thus also of BiquadFilterNode, realised as state-variable filters (`dsp/svf.ts`).
 *
 * A band at 0 dB and a cut at its "Off" end are left out of the cascade once their glide has ended: with all five out, the
 * output is the input bit for bit. A cut is switched by gliding from x to the filtered signal, never by sweeping.
 * Frequencies at or above 0.49 of the sample rate: shelf and bell stay there, the high cut is off.
 */

const SECTIONS: i32 = 5;
const LOW_CUT: i32 = 0;
const LOW_SHELF: i32 = 1;
const BELL: i32 = 2;
const HIGH_SHELF: i32 = 3;
const HIGH_CUT: i32 = 4;

// Ramps: log₂ of frequencies and of Q, gains in dB, presence of a cut 0…1.
const LOW_FREQ: i32 = 0;
const LOW_GAIN: i32 = 1;
const MID_FREQ: i32 = 2;
const MID_GAIN: i32 = 3;
const MID_Q: i32 = 4;
const HIGH_FREQ: i32 = 5;
const HIGH_GAIN: i32 = 6;
const LOW_CUT_FREQ: i32 = 7;
const LOW_CUT_ON: i32 = 8;
const HIGH_CUT_FREQ: i32 = 9;
const HIGH_CUT_ON: i32 = 10;
const RAMPS: i32 = 11;

/** A section's record: six coefficients now, six at the end of the block, and its state [ic₁ L R, ic₂ L R]. */
const RECORD: usize = 64;
const TARGETS: usize = 24;
const STATES: usize = 48;

/** Frames interleaved at a time. */
const CHUNK: i32 = 128;
const interleaved = memory.data(1024 + 64, 16);

/** States below this (−300 dB) become 0, since decaying on into subnormal numbers would cost a hundredfold. */
const SILENCE: f32 = 1e-15;

@unmanaged
class Eq {
  sampleRate: f32;
  blocks: i32;
  /** Frames done of the current block. */
  phase: i32;
  /** Some ramp has further to go. */
  gliding: bool;
  /** The current block moves the coefficients. */
  moving: bool;
  /** Sections in the cascade, one bit each, and the pairs they fill. */
  active: i32;
  count: i32;
  ramps: usize;
  records: usize;
  pairs: usize;
}

export function eqCreate(sampleRate: f32, parameters: usize): usize {
  const size = (offsetof<Eq>() + 15) & ~15;
  const pointer = allocateZeroed(size + <usize>RAMPS * RAMP + <usize>SECTIONS * RECORD + 3 * PAIR);
  if (!pointer) return 0;
  const eq = changetype<Eq>(pointer);
  eq.sampleRate = sampleRate;
  eq.blocks = glideBlocks(sampleRate, BLOCK);
  eq.ramps = pointer + size;
  eq.records = eq.ramps + <usize>RAMPS * RAMP;
  eq.pairs = eq.records + <usize>SECTIONS * RECORD;
  eqRetarget(pointer, parameters);
  eqReset(pointer, false);
  return pointer;
}

export function eqDestroy(state: usize): void {
  free(state);
}

export function eqRetarget(state: usize, parameters: usize): void {
  const eq = changetype<Eq>(state);
  const ramps = eq.ramps;
  const blocks = eq.blocks;
  const ceiling: f32 = 0.49 * eq.sampleRate;
  let glide = rampTo(ramps, LOW_FREQ, log2At(parameters, EQ_LOW_FREQ, ceiling), blocks);
  glide = rampTo(ramps, LOW_GAIN, valueAt(parameters, EQ_LOW_GAIN), blocks) || glide;
  glide = rampTo(ramps, MID_FREQ, log2At(parameters, EQ_MID_FREQ, ceiling), blocks) || glide;
  glide = rampTo(ramps, MID_GAIN, valueAt(parameters, EQ_MID_GAIN), blocks) || glide;
  glide = rampTo(ramps, MID_Q, log2At(parameters, EQ_MID_Q, f32.MAX_VALUE), blocks) || glide;
  glide = rampTo(ramps, HIGH_FREQ, log2At(parameters, EQ_HIGH_FREQ, ceiling), blocks) || glide;
  glide = rampTo(ramps, HIGH_GAIN, valueAt(parameters, EQ_HIGH_GAIN), blocks) || glide;
  const lowCut = valueAt(parameters, EQ_LOW_CUT) > EQ_MIN[EQ_LOW_CUT];
  const highCut = valueAt(parameters, EQ_HIGH_CUT) < EQ_MAX[EQ_HIGH_CUT] && valueAt(parameters, EQ_HIGH_CUT) < ceiling;
  glide = retargetCut(eq, LOW_CUT_FREQ, log2At(parameters, EQ_LOW_CUT, ceiling), LOW_CUT_ON, lowCut) || glide;
  glide = retargetCut(eq, HIGH_CUT_FREQ, log2At(parameters, EQ_HIGH_CUT, ceiling), HIGH_CUT_ON, highCut) || glide;
  if (glide) eq.gliding = true;
}

/** A cut that appears does so at its frequency; one that vanishes stays where it was. */
function retargetCut(eq: Eq, frequency: i32, target: f32, on: i32, wanted: bool): bool {
  let glide = false;
  if (wanted) {
    if (rampValue(eq.ramps, on) == 0) rampJump(eq.ramps, frequency, target);
    else glide = rampTo(eq.ramps, frequency, target, eq.blocks);
  }
  return rampTo(eq.ramps, on, wanted ? 1 : 0, eq.blocks) || glide;
}

// @ts-ignore: decorator
@inline
function valueAt(parameters: usize, index: i32): f32 {
  return load<f32>(parameters + (<usize>index << 2));
}

// @ts-ignore: decorator
@inline
function log2At(parameters: usize, index: i32, ceiling: f32): f32 {
  return Mathf.log2(min(valueAt(parameters, index), ceiling));
}

export function eqReset(state: usize, _fadeIn: bool): void {
  const eq = changetype<Eq>(state);
  rampsFinish(eq.ramps, RAMPS);
  eq.gliding = false;
  eq.moving = false;
  eq.phase = 0;
  eq.active = wanted(eq);
  memory.fill(eq.records, 0, <usize>SECTIONS * RECORD);
  deriveAll(eq);
  for (let section = 0; section < SECTIONS; section++) land(eq, section);
  pack(eq);
}

// @ts-ignore: decorator
@inline
function record(eq: Eq, section: i32): usize {
  return eq.records + <usize>section * RECORD;
}

/** The sections that do something now or will at the end of their glide. */
function wanted(eq: Eq): i32 {
  return bit(eq, LOW_CUT, LOW_CUT_ON) | bit(eq, LOW_SHELF, LOW_GAIN) | bit(eq, BELL, MID_GAIN) | bit(eq, HIGH_SHELF, HIGH_GAIN) | bit(eq, HIGH_CUT, HIGH_CUT_ON);
}

function bit(eq: Eq, section: i32, amount: i32): i32 {
  const ramp = eq.ramps + <usize>amount * RAMP;
  return load<f32>(ramp) != 0 || load<f32>(ramp, 4) != 0 ? 1 << section : 0;
}

/** Writes the coefficients that the ramps now ask for as the targets of every section in the cascade. */
function deriveAll(eq: Eq): void {
  for (let section = 0; section < SECTIONS; section++) {
    if (eq.active & (1 << section)) derive(eq, section);
  }
}

function derive(eq: Eq, section: i32): void {
  const ramps = eq.ramps;
  const frequency = Mathf.exp2(rampValue(ramps, section == LOW_CUT ? LOW_CUT_FREQ : section == LOW_SHELF ? LOW_FREQ : section == BELL ? MID_FREQ : section == HIGH_SHELF ? HIGH_FREQ : HIGH_CUT_FREQ));
  let g = Mathf.tan((<f32>Math.PI * frequency) / eq.sampleRate);
  let k: f32 = Mathf.SQRT2;
  let m0: f32 = 1;
  let m1: f32 = 0;
  let m2: f32 = 0;
  if (section == LOW_CUT) {
    const on = rampValue(ramps, LOW_CUT_ON);
    m1 = -k * on;
    m2 = -on;
  } else if (section == HIGH_CUT) {
    const on = rampValue(ramps, HIGH_CUT_ON);
    m0 = 1 - on;
    m2 = on;
  } else if (section == BELL) {
    const amplitude = rootGain(rampValue(ramps, MID_GAIN));
    k = <f32>1 / (Mathf.exp2(rampValue(ramps, MID_Q)) * amplitude);
    m1 = k * (amplitude * amplitude - 1);
  } else if (section == LOW_SHELF) {
    const amplitude = rootGain(rampValue(ramps, LOW_GAIN));
    g /= Mathf.sqrt(amplitude);
    m1 = k * (amplitude - 1);
    m2 = amplitude * amplitude - 1;
  } else {
    const amplitude = rootGain(rampValue(ramps, HIGH_GAIN));
    g *= Mathf.sqrt(amplitude);
    m0 = amplitude * amplitude;
    m1 = k * (1 - amplitude) * amplitude;
    m2 = 1 - m0;
  }
  const a1: f32 = <f32>1 / (1 + g * (g + k));
  const a2 = g * a1;
  const a3 = g * a2;
  const target = record(eq, section) + TARGETS;
  store<f32>(target, 2 * a1 - 1);
  store<f32>(target, 2 * a2, 4);
  store<f32>(target, 2 * a3, 8);
  store<f32>(target, m0 + m1 * a2 + m2 * a3, 12);
  store<f32>(target, m1 * a1 + m2 * a2, 16);
  store<f32>(target, m0 + m2, 20);
}

/** The cookbook's A: the root of the linear gain. */
function rootGain(decibels: f32): f32 {
  return Mathf.exp2(decibels * <f32>(0.025 * 3.321928094887362));
}

/** A section's coefficients become their targets. */
function land(eq: Eq, section: i32): void {
  const at = record(eq, section);
  memory.copy(at, at + TARGETS, TARGETS);
}

/** From the records into the pairs, active sections close together; the last half may be left over and passes frames on. */
function pack(eq: Eq): void {
  memory.fill(eq.pairs, 0, 3 * PAIR);
  let place = 0;
  for (let section = 0; section < SECTIONS; section++) {
    if (!(eq.active & (1 << section))) continue;
    const from = record(eq, section);
    const pair = eq.pairs + <usize>(place >> 1) * PAIR;
    const half = <usize>(place & 1) << 3;
    for (let which: usize = 0; which < 6; which++) {
      const now = load<f32>(from + (which << 2));
      storeHalf(pair, half, which, now);
      storeHalf(pair, half, which + 6, (load<f32>(from + (which << 2), TARGETS) - now) * (1.0 / <f32>BLOCK));
    }
    store<u64>(pair + half, load<u64>(from, STATES), STATE1);
    store<u64>(pair + half, load<u64>(from, STATES + 8), STATE2);
    place++;
  }
  eq.count = (place + 1) >> 1;
  if (place & 1) {
    const pair = eq.pairs + <usize>(place >> 1) * PAIR;
    storeHalf(pair, 8, 3, 1);
    storeHalf(pair, 8, 5, 1);
  }
}

/** From the pairs back into the records: the states, which alone change there. */
function unpack(eq: Eq): void {
  let place = 0;
  for (let section = 0; section < SECTIONS; section++) {
    const to = record(eq, section);
    if (!(eq.active & (1 << section))) {
      memory.fill(to + STATES, 0, 16);
      continue;
    }
    const pair = eq.pairs + <usize>(place >> 1) * PAIR + (<usize>(place & 1) << 3);
    store<u64>(to, load<u64>(pair, STATE1), STATES);
    store<u64>(to, load<u64>(pair, STATE2), STATES + 8);
    place++;
  }
}

function beginBlock(eq: Eq): void {
  unpack(eq);
  const before = eq.active;
  eq.active = wanted(eq);
  for (let section = 0; section < SECTIONS; section++) {
    // A section that joins starts from its neutral settings and from rest.
    if (!(eq.active & ~before & (1 << section))) continue;
    derive(eq, section);
    land(eq, section);
  }
  eq.gliding = rampsAdvance(eq.ramps, RAMPS);
  deriveAll(eq);
  pack(eq);
  eq.moving = true;
}

function endBlock(eq: Eq): void {
  unpack(eq);
  for (let section = 0; section < SECTIONS; section++) land(eq, section);
  if (!eq.gliding) eq.active = keep(eq);
  pack(eq);
  eq.moving = false;
}

/** The sections still wanted; unpacking before this has saved the states of all. */
function keep(eq: Eq): i32 {
  return eq.active & wanted(eq);
}

export function eqProcess(
  state: usize,
  inLeft: usize,
  inRight: usize,
  outLeft: usize,
  outRight: usize,
  _keyLeft: usize,
  _keyRight: usize,
  frames: i32,
): f32 {
  const eq = changetype<Eq>(state);
  for (let done = 0; done < frames; ) {
    if (eq.phase == 0 && eq.gliding) beginBlock(eq);
    let run = min(CHUNK, frames - done);
    if (eq.gliding || eq.moving) run = min(run, BLOCK - eq.phase);
    const at = <usize>done << 2;
    if (eq.count == 0) {
      copyBuffer(outLeft + at, inLeft + at, run);
      copyBuffer(outRight + at, inRight + at, run);
    } else {
      interleave(interleaved, inLeft + at, inRight + at, run);
      runPairs(eq.pairs, eq.count, interleaved, run, eq.moving);
      deinterleave(outLeft + at, outRight + at, interleaved, run);
    }
    eq.phase = (eq.phase + run) & (BLOCK - 1);
    if (eq.phase == 0 && eq.moving) endBlock(eq);
    done += run;
  }
  flushSilence(eq);
  return 0;
}

function flushSilence(eq: Eq): void {
  for (let at = 0; at < eq.count; at++) {
    const pair = eq.pairs + <usize>at * PAIR;
    for (let state = STATE1; state <= STATE2; state += 16) {
      const value = v128.load(pair + state);
      v128.store(pair + state, v128.and(value, f32x4.ge(f32x4.abs(value), f32x4.splat(SILENCE))));
    }
  }
}
