import { allocate, free } from '../allocator';
import { absorptionPole } from '../dsp/absorption';
import { bandPass } from '../dsp/band';
import { Bank, bankAdvance, bankBytes, bankClear, bankInit } from '../dsp/bank';
import { diffuse, STAGES } from '../dsp/diffuser';
import { interleave } from '../dsp/interleave';
import { LINE, linesBegin, linesRest, lineStart, lineStep } from '../dsp/lines';
import {
  meanLength,
  Network,
  networkBegin,
  networkBytes,
  networkClear,
  networkDecay,
  networkEnd,
  networkFades,
  networkInit,
  networkProcess,
} from '../dsp/network';
import { onePole } from '../dsp/onepole';
import { LEAST_FRAMES, ROOM_BLOCK } from '../dsp/room';
import { madd, ramp, splat } from '../dsp/simd';
import { glideBlocks, RAMP, rampJump, rampsFinish, rampTo, rampValue } from '../dsp/smooth';
import {
  blendFrames,
  scaleFrames,
  StereoLine,
  stereoLineAdvance,
  stereoLineBytes,
  stereoLineClear,
  stereoLineHead,
  stereoLineInit,
  stereoLineTap,
} from '../dsp/stereo-line';
import {
  REVERB_DAMPING,
  REVERB_HIGH_FREQ,
  REVERB_LOW_FREQ,
  REVERB_MAX,
  REVERB_PRE_DELAY,
  REVERB_ROOM_SIZE,
  REVERB_WET_DRY,
  REVERB_WIDTH,
} from '../generated/parameters';

/**
 * A room: pre-delay, band limits, four allpass diffusers a channel, and the feedback delay network of `dsp/network.ts`.
 *
 * - Size sets the decay, T₆₀ = 0.3·20^size seconds (0.3 … 6 s; 2.44 s at 0.7), and the lengths of the lines.
 * - Damping shortens it towards high frequencies: T₆₀ at 5 kHz is 10^−damping of that at DC (all of it at 0, a tenth at 1).
 * - The band limits are one-poles, 6 dB an octave, on what enters the room.
 * - The level is such that a steady noise within the band is as loud wet as dry, at any size.
 * - Mix at equal power: dry = cos(½π·mix), wet = sin(½π·mix). Width 0 gives a mono room at the same power.
 */

const DRY: i32 = 0;
/** Gains of the network's output of the same side and of the other. */
const SAME: i32 = 1;
const CROSS: i32 = 2;
/** How much of the input enters the room, 0…1; below 1 only after a reset that fades in. */
const SEND: i32 = 3;
const HIGH_A: i32 = 4;
const LOW_A: i32 = 5;
const LINES: i32 = 6;
/** log₂ of the decay in seconds, and of its ratio at the reference frequency. */
const DECAY: i32 = 6;
const RATIO: i32 = 7;
const RAMPS: i32 = 8;

/** Frames for which the band limits' coefficients stand still while they glide. */
const BAND_STEP: i32 = 4;

const REFERENCE_HZ: f32 = 5000;
const CROSSFADE_SECONDS: f32 = 0.05;
/** Keeps the loops out of subnormal numbers; −360 dBFS. */
const OFFSET: f32 = 1e-18;

const DIFFUSION: f32 = 0.62;
/** Seconds of the left side's diffusers, then of the right side's. */
const DIFFUSER_SECONDS: StaticArray<f32> = [0.00187, 0.00331, 0.00523, 0.00839, 0.00203, 0.00367, 0.00481, 0.00787];

const before = memory.data(576, 16);
const beforeNext = memory.data(576, 16);
const sendLeft = memory.data(288, 16);
const sendRight = memory.data(288, 16);
const roomLeft = memory.data(288, 16);
const roomRight = memory.data(288, 16);

@unmanaged
class Reverb {
  sampleRate: f32;
  blocks: i32;
  phase: i32;
  gliding: bool;
  moving: bool;
  size: f32;
  /** Cosine of the reference frequency's angle per frame. */
  cosine: f32;
  /** Pre-delay taps in frames: heard, fading in, asked for. */
  tap: i32;
  nextTap: i32;
  wantedTap: i32;
  fade: i32;
  fadeFrames: i32;
  /** Band limits' state; 16-byte aligned. */
  band: usize;
  ramps: usize;
  lines: usize;
  /** Diffuser lengths in frames. */
  lengths: usize;
  preDelay: usize;
  diffusers: usize;
  network: usize;
}

export function reverbCreate(sampleRate: f32, parameters: usize): usize {
  const size = (offsetof<Reverb>() + 15) & ~15;
  const lines = (<usize>LINES * LINE + 15) & ~15;
  const head = size + 16 + <usize>RAMPS * RAMP + lines + <usize>STAGES * 8;
  const longest = <i32>(REVERB_MAX[REVERB_PRE_DELAY] * sampleRate) + ROOM_BLOCK + 1;
  const longestDiffuser = <i32>(<f32>0.01 * sampleRate) + 2 * STAGES + LEAST_FRAMES;
  const preDelay = (stereoLineBytes(longest) + 15) & ~15;
  const diffusers = (bankBytes(2 * STAGES, longestDiffuser) + 15) & ~15;
  const pointer = allocate(head + preDelay + diffusers + networkBytes(sampleRate));
  if (!pointer) return 0;
  memory.fill(pointer, 0, head);
  const reverb = changetype<Reverb>(pointer);
  reverb.sampleRate = sampleRate;
  reverb.blocks = glideBlocks(sampleRate, ROOM_BLOCK);
  reverb.fadeFrames = max(1, <i32>Mathf.round((CROSSFADE_SECONDS * sampleRate) / <f32>ROOM_BLOCK)) * ROOM_BLOCK;
  reverb.cosine = Mathf.cos(<f32>(2 * Math.PI) * min(REFERENCE_HZ / sampleRate, <f32>0.45));
  reverb.band = pointer + size;
  reverb.ramps = reverb.band + 16;
  reverb.lines = reverb.ramps + <usize>RAMPS * RAMP;
  reverb.lengths = reverb.lines + lines;
  reverb.preDelay = pointer + head;
  reverb.diffusers = reverb.preDelay + preDelay;
  reverb.network = reverb.diffusers + diffusers;
  for (let at = 0; at < 2 * STAGES; at++) {
    store<i32>(reverb.lengths + (<usize>at << 2), max(<i32>(DIFFUSER_SECONDS[at] * sampleRate), LEAST_FRAMES + at));
  }
  stereoLineInit(reverb.preDelay, longest);
  bankInit(reverb.diffusers, 2 * STAGES, longestDiffuser);
  reverbRetarget(pointer, parameters);
  networkInit(reverb.network, sampleRate, reverb.size);
  jump(reverb, false);
  return pointer;
}

export function reverbDestroy(state: usize): void {
  free(state);
}

// @ts-ignore: decorator
@inline
function valueAt(parameters: usize, index: i32): f32 {
  return load<f32>(parameters + (<usize>index << 2));
}

function glideTo(reverb: Reverb, index: i32, target: f32): void {
  if (rampTo(reverb.ramps, index, target, reverb.blocks)) reverb.gliding = true;
}

export function reverbRetarget(state: usize, parameters: usize): void {
  const reverb = changetype<Reverb>(state);
  const rate = reverb.sampleRate;
  const mix = valueAt(parameters, REVERB_WET_DRY);
  const width = valueAt(parameters, REVERB_WIDTH);
  reverb.size = valueAt(parameters, REVERB_ROOM_SIZE);
  const decay = Mathf.log2(0.3) + reverb.size * Mathf.log2(20);
  const ratio = -valueAt(parameters, REVERB_DAMPING) * Mathf.log2(10);
  const wet: f32 = (mix >= 1 ? <f32>1 : Mathf.sin(mix * <f32>(Math.PI / 2))) * level(reverb, Mathf.exp2(decay), Mathf.exp2(ratio));
  const spread = wet * Mathf.sqrt(<f32>0.5 / (<f32>1 + width * width));
  glideTo(reverb, DRY, mix >= 1 ? <f32>0 : Mathf.cos(mix * <f32>(Math.PI / 2)));
  glideTo(reverb, SAME, spread * (<f32>1 + width));
  glideTo(reverb, CROSS, spread * (<f32>1 - width));
  glideTo(reverb, HIGH_A, onePole(valueAt(parameters, REVERB_HIGH_FREQ), rate));
  glideTo(reverb, LOW_A, onePole(valueAt(parameters, REVERB_LOW_FREQ), rate));
  glideTo(reverb, DECAY, decay);
  glideTo(reverb, RATIO, ratio);
  reverb.wantedTap = <i32>Mathf.round(valueAt(parameters, REVERB_PRE_DELAY) * rate);
}

/**
 * The gain that brings the network's output to the power of its input. The orthogonal matrix keeps power, so with a gain g
 * per trip the lines hold 16·(L²+R²)/(1−g²), of which one sum takes g²/16: averaged over the five octaves from 250 Hz
 * up, as music spreads its power, for a line of mean length.
 */
function level(reverb: Reverb, seconds: f32, ratio: f32): f32 {
  const trip: f32 = <f32>-9.965784284662087 * (meanLength(reverb.size) / seconds);
  const pole = absorptionPole(Mathf.exp2(trip * (<f32>1 / ratio - 1)), reverb.cosine);
  const atZero = Mathf.exp2(2 * trip) * (<f32>1 - pole) * (<f32>1 - pole);
  let power: f32 = 0;
  let angle = <f32>(2 * Math.PI * 250) / reverb.sampleRate;
  for (let octave = 0; octave < 5; octave++) {
    const square = atZero / (<f32>1 + pole * pole - <f32>2 * pole * Mathf.cos(min(angle, <f32>Math.PI)));
    power += square / (<f32>1 - square);
    angle *= 2;
  }
  return Mathf.sqrt(<f32>2.5 / power);
}

export function reverbReset(state: usize, fadeIn: bool): void {
  const reverb = changetype<Reverb>(state);
  const line = changetype<StereoLine>(reverb.preDelay);
  stereoLineClear(line);
  line.write = 0;
  bankClear(changetype<Bank>(reverb.diffusers));
  networkClear(changetype<Network>(reverb.network), reverb.size);
  v128.store(reverb.band, i32x4.splat(0));
  jump(reverb, fadeIn);
}

/** Every glide and crossfade ends at its target; blocks are counted anew. */
function jump(reverb: Reverb, fadeIn: bool): void {
  rampsFinish(reverb.ramps, RAMPS);
  rampJump(reverb.ramps, SEND, fadeIn ? 0 : 1);
  linesRest(reverb.lines, LINES, reverb.ramps);
  reverb.gliding = rampTo(reverb.ramps, SEND, 1, reverb.blocks);
  reverb.moving = false;
  reverb.phase = 0;
  reverb.tap = reverb.wantedTap;
  reverb.fade = -1;
  setDecay(reverb, false);
}

function setDecay(reverb: Reverb, glide: bool): void {
  const seconds = Mathf.exp2(rampValue(reverb.ramps, DECAY));
  networkDecay(changetype<Network>(reverb.network), seconds, Mathf.exp2(rampValue(reverb.ramps, RATIO)), reverb.cosine, glide);
}

function beginBlock(reverb: Reverb): void {
  const network = changetype<Network>(reverb.network);
  networkBegin(network, reverb.size);
  if (reverb.gliding) {
    reverb.gliding = linesBegin(reverb.lines, LINES, reverb.ramps, RAMPS, ROOM_BLOCK);
    reverb.moving = true;
  }
  if (reverb.moving || networkFades(network)) setDecay(reverb, true);
  if (reverb.fade < 0 && reverb.wantedTap != reverb.tap) {
    reverb.nextTap = reverb.wantedTap;
    reverb.fade = 0;
  }
}

function endBlock(reverb: Reverb): void {
  networkEnd(changetype<Network>(reverb.network));
  if (reverb.moving) {
    linesRest(reverb.lines, LINES, reverb.ramps);
    reverb.moving = false;
  }
  if (reverb.fade >= reverb.fadeFrames) {
    reverb.tap = reverb.nextTap;
    reverb.fade = -1;
  }
}

export function reverbProcess(
  state: usize,
  inLeft: usize,
  inRight: usize,
  outLeft: usize,
  outRight: usize,
  _keyLeft: usize,
  _keyRight: usize,
  frames: i32,
): f32 {
  const reverb = changetype<Reverb>(state);
  const diffusers = changetype<Bank>(reverb.diffusers);
  const lengths = reverb.lengths;
  for (let done = 0; done < frames; ) {
    if (reverb.phase == 0) beginBlock(reverb);
    const run = min(ROOM_BLOCK - reverb.phase, frames - done);
    const at = <usize>done << 2;
    const delayed = readPreDelay(reverb, inLeft + at, inRight + at, run);
    limitBand(reverb, delayed, run);
    diffuse(diffusers, 0, lengths, DIFFUSION, sendLeft, run);
    diffuse(diffusers, STAGES, lengths + (<usize>STAGES << 2), DIFFUSION, sendRight, run);
    bankAdvance(diffusers, run);
    networkProcess(changetype<Network>(reverb.network), sendLeft, sendRight, roomLeft, roomRight, run, reverb.phase);
    mixRoom(reverb, inLeft + at, inRight + at, outLeft + at, outRight + at, run);
    if (reverb.fade >= 0) reverb.fade += run;
    reverb.phase = (reverb.phase + run) & (ROOM_BLOCK - 1);
    if (reverb.phase == 0) endBlock(reverb);
    done += run;
  }
  return 0;
}

/** The band limits, in short stretches while they glide. */
function limitBand(reverb: Reverb, frames: usize, count: i32): void {
  for (let done = 0; done < count; ) {
    const phase = reverb.phase + done;
    const run = reverb.moving ? min(count - done, BAND_STEP - (phase & (BAND_STEP - 1))) : count;
    const still = phase & ~(BAND_STEP - 1);
    const highA = lineStart(reverb.lines, HIGH_A) + lineStep(reverb.lines, HIGH_A) * <f32>still;
    const lowA = lineStart(reverb.lines, LOW_A) + lineStep(reverb.lines, LOW_A) * <f32>still;
    const at = <usize>done << 2;
    bandPass(reverb.band, highA, lowA, frames + (at << 1), sendLeft + at, sendRight + at, run, OFFSET);
    done += run;
  }
}

/** Writes the input into the pre-delay and gives where its output can be read, interleaved. */
function readPreDelay(reverb: Reverb, left: usize, right: usize, frames: i32): usize {
  const line = changetype<StereoLine>(reverb.preDelay);
  const head = stereoLineHead(line);
  interleave(head, left, right, frames);
  if (reverb.moving) {
    const sendStep = lineStep(reverb.lines, SEND);
    scaleFrames(head, frames, lineStart(reverb.lines, SEND) + sendStep * <f32>reverb.phase, sendStep);
  }
  // Written before it is read, so that a pre-delay of 0 is the input itself.
  stereoLineAdvance(line, frames);
  const from = stereoLineTap(line, reverb.tap + frames, frames + 3);
  if (reverb.fade < 0) return from;
  memory.copy(before, from, <usize>(frames + 3) << 3);
  memory.copy(beforeNext, stereoLineTap(line, reverb.nextTap + frames, frames + 3), <usize>(frames + 3) << 3);
  const step = <f32>1 / <f32>reverb.fadeFrames;
  blendFrames(before, beforeNext, frames, <f32>reverb.fade * step, step);
  return before;
}

// @ts-ignore: decorator
@inline
function lineNow(reverb: Reverb, index: i32): v128 {
  const step = lineStep(reverb.lines, index);
  return ramp(lineStart(reverb.lines, index) + step * <f32>reverb.phase, step);
}

// @ts-ignore: decorator
@inline
function lineAdvance(reverb: Reverb, index: i32): v128 {
  return splat(lineStep(reverb.lines, index) * 4);
}

function mixRoom(reverb: Reverb, inLeft: usize, inRight: usize, outLeft: usize, outRight: usize, frames: i32): void {
  let dry = lineNow(reverb, DRY);
  let same = lineNow(reverb, SAME);
  let cross = lineNow(reverb, CROSS);
  const dryStep = lineAdvance(reverb, DRY);
  const sameStep = lineAdvance(reverb, SAME);
  const crossStep = lineAdvance(reverb, CROSS);
  const bytes = <usize>frames << 2;
  let at: usize = 0;
  do {
    const left = v128.load(roomLeft + at);
    const right = v128.load(roomRight + at);
    v128.store(outLeft + at, madd(same, left, madd(cross, right, f32x4.mul(dry, v128.load(inLeft + at)))));
    v128.store(outRight + at, madd(same, right, madd(cross, left, f32x4.mul(dry, v128.load(inRight + at)))));
    dry = f32x4.add(dry, dryStep);
    same = f32x4.add(same, sameStep);
    cross = f32x4.add(cross, crossStep);
    at += 16;
  } while (at < bytes);
}
