import { absorbPair, absorptionPole, COEFFICIENTS, setAbsorption, STATE } from './absorption';
import { Bank, bankAdvance, bankBytes, bankClear, bankHead, bankInit, bankTap, HISTORY } from './bank';
import { nextPrime } from './primes';
import { LEAST_FRAMES, MIX_ROW, ROOM_BLOCK } from './room';
import { madd, ramp, splat } from './simd';

/**
 * A feedback delay network of sixteen lines (M. A. Gerzon 1971; J. Stautner and M. Puckette 1982; J.-M. Jot and A. Chaigne 1991) mixed by
 * a Hadamard matrix. All work runs along time, four frames of one line to a vector, so that no lane has to cross.
 *
 * Each line ends in a one-pole (`absorption.ts`) that makes it lose, per trip, what the decay time asks for: M frames of a line cost
 * 60·M/(fs·T) dB at DC and more above.
 *
 * Four lines are read at a place that wanders by a quarter of a millisecond at 0.9 to 2 cents of pitch, against metallic
 * resonances. Lengths are distinct primes; when the room's size changes they crossfade over 50 ms.
 */

export const LINES: i32 = 16;
const SHORTEST_SECONDS: f32 = 0.02;
const LONGEST_SECONDS: f32 = 0.085;
/** Lengths in the smallest room, relative to the largest. */
const SMALLEST: f32 = 0.35;
const FADE_SECONDS: f32 = 0.05;
/** The lines with a wandering tap. */
const WANDERERS: i32 = (1 << 1) | (1 << 6) | (1 << 11) | (1 << 12);
const WANDER_SECONDS: f32 = 0.00025;

/** One line read ahead, with its history. */
const READ_ROW: usize = (ROOM_BLOCK + 4 + HISTORY) * 4;

/** Lines that cannot be read where they lie, and the results of the first stage. Used within one call only. */
const readRows = memory.data(16 * 320, 16);
const mixRows = memory.data(16 * 272, 16);

@unmanaged
export class Network {
  sampleRate: f32;
  bank: usize;
  coefficients: usize;
  /** What each line's filter remembers. */
  states: usize;
  /** Lengths heard and lengths that fade in, in frames. */
  lengths: usize;
  nextLengths: usize;
  /** Frames of the crossfade done, −1 when there is none. */
  fade: i32;
  fadeFrames: i32;
  /** The room size of `lengths` and of `nextLengths`. */
  size: f32;
  nextSize: f32;
  /** Blocks since the start: the clock of the wandering taps. */
  clock: i32;
  /** Whether gains move in this block. */
  moving: bool;
  wanderFrames: i32;
}

function longestLine(sampleRate: f32): i32 {
  // A prime gap below 20 000 is at most 72.
  return <i32>((LONGEST_SECONDS + WANDER_SECONDS) * sampleRate) + LINES + 80 + LEAST_FRAMES;
}

/** Bytes of a network at this rate. */
export function networkBytes(sampleRate: f32): usize {
  const head = (offsetof<Network>() + 15) & ~15;
  return head + <usize>LINES * (COEFFICIENTS + STATE + 8) + bankBytes(LINES, longestLine(sampleRate));
}

/** Sets up a network at `pointer`, silent, tuned to `size`. */
export function networkInit(pointer: usize, sampleRate: f32, size: f32): void {
  const head = (offsetof<Network>() + 15) & ~15;
  memory.fill(pointer, 0, head + <usize>LINES * (COEFFICIENTS + STATE + 8));
  const network = changetype<Network>(pointer);
  network.sampleRate = sampleRate;
  network.coefficients = pointer + head;
  network.states = network.coefficients + <usize>LINES * COEFFICIENTS;
  network.lengths = network.states + <usize>LINES * STATE;
  network.nextLengths = network.lengths + <usize>LINES * 4;
  network.bank = network.nextLengths + <usize>LINES * 4;
  network.fadeFrames = max(1, <i32>Mathf.round((FADE_SECONDS * sampleRate) / <f32>ROOM_BLOCK)) * ROOM_BLOCK;
  network.wanderFrames = max(1, <i32>Mathf.round(WANDER_SECONDS * sampleRate));
  bankInit(network.bank, LINES, longestLine(sampleRate));
  networkClear(network, size);
}

/** Silences every line and tunes to `size` without a crossfade. */
export function networkClear(network: Network, size: f32): void {
  bankClear(changetype<Bank>(network.bank));
  memory.fill(network.states, 0, <usize>LINES * STATE);
  network.fade = -1;
  network.clock = 0;
  network.size = size;
  tune(network, network.lengths, size);
}

/** Line `index`'s share of the longest, in a shuffled order, so that neighbours in the matrix are not neighbours in length. */
// @ts-ignore: decorator
@inline
function rankToLine(rank: i32): i32 {
  return (rank * 7 + 3) & (LINES - 1);
}

function tune(network: Network, lengths: usize, size: f32): void {
  const scale = SMALLEST + (<f32>1 - SMALLEST) * size;
  let before = LEAST_FRAMES;
  for (let rank = 0; rank < LINES; rank++) {
    const seconds = scale * SHORTEST_SECONDS * Mathf.pow(LONGEST_SECONDS / SHORTEST_SECONDS, <f32>rank / <f32>(LINES - 1));
    before = nextPrime(max(<i32>(seconds * network.sampleRate), before + 1));
    store<i32>(lengths + (<usize>rankToLine(rank) << 2), before);
  }
}

/** The mean length of a line in seconds for a room size. */
export function meanLength(size: f32): f32 {
  // Of a geometric row: (b−a)/ln(b/a).
  return ((SMALLEST + (<f32>1 - SMALLEST) * size) * (LONGEST_SECONDS - SHORTEST_SECONDS)) / Mathf.log(LONGEST_SECONDS / SHORTEST_SECONDS);
}

/**
 * Sets the decay: seconds to −60 dB at DC, and the ratio of that time at the frequency whose cosine is `cosine` to it. With `glide`
 * the gains move there over the next block, else they are there at once.
 */
export function networkDecay(network: Network, seconds: f32, ratio: f32, cosine: f32, glide: bool): void {
  const perFrame: f32 = <f32>-9.965784284662087 / (seconds * network.sampleRate);
  const extra: f32 = <f32>1 / ratio - 1;
  // While lengths crossfade, the losses follow at the same pace.
  const faded: f32 = network.fade < 0 ? 0 : min(<f32>1, <f32>(network.fade + ROOM_BLOCK) / <f32>network.fadeFrames);
  for (let line = 0; line < LINES; line++) {
    const length = <f32>load<i32>(network.lengths + (<usize>line << 2));
    const next = <f32>load<i32>(network.nextLengths + (<usize>line << 2));
    const octaves = perFrame * (length + faded * (next - length));
    const p = absorptionPole(Mathf.exp2(octaves * extra), cosine);
    // A quarter makes the Hadamard matrix of ones orthogonal.
    const gain = <f32>0.25 * Mathf.exp2(octaves) * (<f32>1 - p);
    const at = network.coefficients + <usize>line * COEFFICIENTS;
    setAbsorption(at, gain, p, glide ? ROOM_BLOCK : 0);
  }
  network.moving = glide;
}

/** Begins a block: the wandering taps step on, and a new size starts to fade in unless one does already. */
export function networkBegin(network: Network, size: f32): void {
  network.clock++;
  if (network.fade >= 0 || network.size == size) return;
  tune(network, network.nextLengths, size);
  network.nextSize = size;
  network.fade = 0;
}

/** Whether a change of size is under way, which the decay must follow. */
export function networkFades(network: Network): bool {
  return network.fade >= 0;
}

/** Ends a block. */
export function networkEnd(network: Network): void {
  network.moving = false;
  if (network.fade < network.fadeFrames) return;
  memory.copy(network.lengths, network.nextLengths, <usize>LINES * 4);
  network.size = network.nextSize;
  network.fade = -1;
}

/**
 * One stretch within a block: adds left and right to the lines and writes two uncorrelated sums of what leaves them.
 * `phase` counts the frames of the block already done.
 */
export function networkProcess(network: Network, inLeft: usize, inRight: usize, outLeft: usize, outRight: usize, frames: i32, phase: i32): void {
  for (let line = 0; line < LINES; line += 2) {
    const a = readLine(network, line, frames, phase);
    const b = readLine(network, line + 1, frames, phase);
    // The sum and the difference are the first of the four steps of the Hadamard transform.
    const sums = mixRows + <usize>line * MIX_ROW;
    absorbPair(a, b, sums, network.states + <usize>line * STATE, network.coefficients + <usize>line * COEFFICIENTS, frames, network.moving);
  }
  scatter(network, 0, inLeft, inRight, outLeft, frames);
  scatter(network, 1, inLeft, inRight, outRight, frames);
  bankAdvance(changetype<Bank>(network.bank), frames);
  if (network.fade >= 0) network.fade += frames;
}

/** Where the line's next frames can be read, with their history: in the bank itself if nothing wanders or fades. */
function readLine(network: Network, line: i32, frames: i32, phase: i32): usize {
  const length = load<i32>(network.lengths + (<usize>line << 2));
  const wanders = (WANDERERS >> line) & 1;
  if (!wanders && network.fade < 0) return bankTap(changetype<Bank>(network.bank), line, length);
  const row = readRows + <usize>line * READ_ROW;
  const start = row + (<usize>HISTORY << 2);
  copyTap(network, line, length, wanders, start, frames, phase, 1, 0);
  if (network.fade >= 0) {
    const step = <f32>1 / <f32>network.fadeFrames;
    copyTap(network, line, load<i32>(network.nextLengths + (<usize>line << 2)), wanders, start, frames, phase, <f32>network.fade * step, step);
  }
  return start;
}

/**
 * Copies a line's frames from four before the tap on, interpolated linearly where the tap wanders, over `to` with a gain
 * that starts at `gain` and moves by `gainStep` per frame.
 */
function copyTap(network: Network, line: i32, length: i32, wanders: i32, to: usize, frames: i32, phase: i32, gain: f32, gainStep: f32): void {
  let fraction: f32 = 0;
  let drift: f32 = 0;
  let whole = 0;
  if (wanders) {
    // A triangle in steps of one frame per `pace` blocks: whole frames are crossed only between blocks.
    const pace = 16 + ((3 * line + 1) >> 1);
    const half = network.wanderFrames * pace;
    const at = (network.clock + 37 * line * line) % (2 * half);
    const falls = at >= half;
    const from = falls ? 2 * half - at : at;
    const low = falls ? from - 1 : from;
    whole = low / pace;
    const perBlock = <f32>1 / <f32>pace;
    drift = (falls ? -perBlock : perBlock) / <f32>ROOM_BLOCK;
    fraction = <f32>(from - whole * pace) * perBlock + drift * <f32>phase;
  }
  const tap = bankTap(changetype<Bank>(network.bank), line, length + whole);
  let f = ramp(fraction - drift * 4, drift);
  const fAdvance = splat(drift * 4);
  const end = <isize>frames << 2;
  if (gainStep == 0) {
    let at: isize = -16;
    do {
      const x = v128.load(tap + at);
      v128.store(to + at, madd(f, f32x4.sub(v128.load(tap + at - 4), x), x));
      f = f32x4.add(f, fAdvance);
      at += 16;
    } while (at < end);
    return;
  }
  let g = ramp(gain - gainStep * 4, gainStep);
  const gAdvance = splat(gainStep * 4);
  let at: isize = -16;
  do {
    let x = v128.load(tap + at);
    x = madd(f, f32x4.sub(v128.load(tap + at - 4), x), x);
    const under = v128.load(to + at);
    v128.store(to + at, madd(g, f32x4.sub(x, under), under));
    f = f32x4.add(f, fAdvance);
    g = f32x4.add(g, gAdvance);
    at += 16;
  } while (at < end);
}

/**
 * The other three steps of the transform for the lines of one parity, whose inputs go into the bank. `out` gets one of the
 * sums, without what has just been put in.
 */
function scatter(network: Network, parity: i32, inLeft: usize, inRight: usize, out: usize, frames: i32): void {
  const rows = mixRows + <usize>parity * MIX_ROW;
  const bank = changetype<Bank>(network.bank);
  const stride = bank.stride * 2;
  const h0 = bankHead(bank, parity);
  const h1 = h0 + stride;
  const h2 = h1 + stride;
  const h3 = h2 + stride;
  const h4 = h3 + stride;
  const h5 = h4 + stride;
  const h6 = h5 + stride;
  const h7 = h6 + stride;
  const sign = splat(parity ? -1 : 1);
  const bytes = <usize>frames << 2;
  let at: usize = 0;
  do {
    const sent = madd(sign, v128.load(inRight + at), v128.load(inLeft + at));
    const row = rows + at;
    const x0 = f32x4.add(v128.load(row), sent);
    const x1 = v128.load(row, 2 * MIX_ROW);
    const x2 = v128.load(row, 4 * MIX_ROW);
    const x3 = v128.load(row, 6 * MIX_ROW);
    const x4 = v128.load(row, 8 * MIX_ROW);
    const x5 = v128.load(row, 10 * MIX_ROW);
    const x6 = v128.load(row, 12 * MIX_ROW);
    const x7 = v128.load(row, 14 * MIX_ROW);
    const a0 = f32x4.add(x0, x1);
    const a1 = f32x4.sub(x0, x1);
    const a2 = f32x4.add(x2, x3);
    const a3 = f32x4.sub(x2, x3);
    const a4 = f32x4.add(x4, x5);
    const a5 = f32x4.sub(x4, x5);
    const a6 = f32x4.add(x6, x7);
    const a7 = f32x4.sub(x6, x7);
    const b0 = f32x4.add(a0, a2);
    const b1 = f32x4.add(a1, a3);
    const b2 = f32x4.sub(a0, a2);
    const b3 = f32x4.sub(a1, a3);
    const b4 = f32x4.add(a4, a6);
    const b5 = f32x4.add(a5, a7);
    const b6 = f32x4.sub(a4, a6);
    const b7 = f32x4.sub(a5, a7);
    v128.store(h0 + at, f32x4.add(b0, b4));
    v128.store(h1 + at, f32x4.add(b1, b5));
    v128.store(h2 + at, f32x4.add(b2, b6));
    v128.store(h3 + at, f32x4.add(b3, b7));
    v128.store(h4 + at, f32x4.sub(b0, b4));
    const heard = f32x4.sub(b1, b5);
    v128.store(h5 + at, heard);
    v128.store(h6 + at, f32x4.sub(b2, b6));
    v128.store(h7 + at, f32x4.sub(b3, b7));
    v128.store(out + at, f32x4.sub(heard, sent));
    at += 16;
  } while (at < bytes);
}
