import { allocateZeroed, free } from './allocator';
import { copyBuffer, crossfade, padBuffer, scrubBuffer } from './dsp/buffer';
import { looksClean, measure, MEASURED, MeterPace, meterUpdate } from './dsp/meter';
import { isEffect } from './effects/table';
import {
  BLOCK_FLOATS,
  METER_FLOATS,
  METER_IN_PEAK_L,
  METER_IN_RMS_L,
  METER_OUT_PEAK_L,
  METER_OUT_RMS_L,
  METER_REDUCTION,
  RACK_BYPASS,
  ROW,
  SLOTS,
} from './generated/parameters';
import { FADE_SECONDS, Slot, slotCreate, slotDestroy, slotIsDry, slotProcess, slotReadRow, slotReset, slotRestart } from './slot';

/** Outcomes of a change to the rack, as the host sees them. */
export const OK: i32 = 0;
export const NO_MEMORY: i32 = 1;
export const BAD_SLOT: i32 = 2;
export const UNKNOWN_EFFECT: i32 = 3;

/** Slots in the chain, those that fade out after their removal included. When full, the oldest of these ends at once. */
const CHAIN: i32 = 2 * SLOTS;

/**
 * A stereo chain of effects with its buffers, parameters and meters.
 *
 * Two orders exist: `order` is what the host asked for, by slot index, and changes at once. `chain` is what sounds. A moved
 * slot leaves its place in the chain only when it has faded out; it then goes right behind its nearest predecessor in
 * `order` that is not itself waiting to move, so that the chain ends up in the wanted order however moves overlap.
 */
@unmanaged
export class Rack {
  sampleRate: f32;
  maxFrames: i32;
  /** Bytes from one channel buffer to the next. */
  stride: usize;
  /** Ten channel buffers: input, sidechain, output, two scratch pairs. */
  buffers: usize;
  rows: usize;
  meters: usize;
  /** Four running mean squares behind the RMS meters. */
  squares: usize;
  pace: usize;
  /** Slot pointers by index, 0 where free. */
  slots: usize;
  order: usize;
  count: i32;
  chain: usize;
  chainCount: i32;
  /** How much of the rack is heard, 0 bypassed … 1. */
  wet: f32;
  bypassed: bool;
  /** No quantum yet: the bypass as first read applies without a fade. */
  fresh: bool;
}

// @ts-ignore: decorator
@inline
function aligned(bytes: usize): usize {
  return (bytes + 15) & ~15;
}

/** @returns 0 when memory has run out. */
export function rackCreate(sampleRate: f32, maxFrames: i32): usize {
  const size = aligned(offsetof<Rack>());
  const frames = max(maxFrames, 1);
  // Room for three frames of padding, and an odd number of cache lines between channels so that they do not share sets.
  const stride = aligned((<usize>frames << 2) + 16) + 64;
  const rows = aligned(<usize>BLOCK_FLOATS << 2);
  const meters = aligned(<usize>METER_FLOATS << 2);
  const pointer = allocateZeroed(size + rows + meters + 32 + (<usize>SLOTS << 3) + (<usize>CHAIN << 2) + 10 * stride);
  if (!pointer) return 0;
  const rack = changetype<Rack>(pointer);
  rack.sampleRate = sampleRate >= 8000 ? min(sampleRate, <f32>192000) : 8000;
  rack.maxFrames = frames;
  rack.stride = stride;
  rack.rows = pointer + size;
  rack.meters = rack.rows + rows;
  rack.squares = rack.meters + meters;
  rack.pace = rack.squares + 16;
  rack.slots = rack.pace + 16;
  rack.order = rack.slots + (<usize>SLOTS << 2);
  rack.chain = rack.order + (<usize>SLOTS << 2);
  rack.buffers = rack.chain + (<usize>CHAIN << 2);
  rack.wet = 1;
  rack.fresh = true;
  return pointer;
}

export function rackDestroy(rack: Rack): void {
  for (let at = 0; at < rack.chainCount; at++) slotDestroy(chainAt(rack, at));
  free(changetype<usize>(rack));
}

/** Channel buffers: 0, 1 input; 2, 3 sidechain; 4, 5 output; 6…9 scratch. */
// @ts-ignore: decorator
@inline
export function rackBuffer(rack: Rack, index: i32): usize {
  return rack.buffers + <usize>index * rack.stride;
}

// @ts-ignore: decorator
@inline
function chainAt(rack: Rack, at: i32): Slot {
  return changetype<Slot>(load<usize>(rack.chain + (<usize>at << 2)));
}

// @ts-ignore: decorator
@inline
function slotAt(rack: Rack, index: i32): usize {
  return load<usize>(rack.slots + (<usize>index << 2));
}

// @ts-ignore: decorator
@inline
function orderAt(rack: Rack, at: i32): i32 {
  return load<i32>(rack.order + (<usize>at << 2));
}

// @ts-ignore: decorator
@inline
function rowOf(rack: Rack, index: i32): usize {
  return rack.rows + ((<usize>(index + 1) * <usize>ROW) << 2);
}

function isTaken(rack: Rack, index: i32): bool {
  return index >= 0 && index < SLOTS && slotAt(rack, index) != 0;
}

function orderInsert(rack: Rack, index: i32, position: i32): void {
  const place = max(0, min(position, rack.count));
  const at = rack.order + (<usize>place << 2);
  memory.copy(at + 4, at, <usize>(rack.count - place) << 2);
  store<i32>(at, index);
  rack.count++;
}

function orderRemove(rack: Rack, index: i32): void {
  for (let place = 0; place < rack.count; place++) {
    if (orderAt(rack, place) != index) continue;
    const at = rack.order + (<usize>place << 2);
    memory.copy(at, at + 4, <usize>(rack.count - place - 1) << 2);
    rack.count--;
    return;
  }
}

function chainRemove(rack: Rack, place: i32): void {
  const at = rack.chain + (<usize>place << 2);
  memory.copy(at, at + 4, <usize>(rack.chainCount - place - 1) << 2);
  rack.chainCount--;
}

function chainPlaceOf(rack: Rack, slot: usize): i32 {
  for (let at = 0; at < rack.chainCount; at++) if (changetype<usize>(chainAt(rack, at)) == slot) return at;
  return -1;
}

/** Puts a slot that is not in the chain behind its nearest settled predecessor in `order`, or first. */
function chainInsert(rack: Rack, slot: usize): void {
  let place = 0;
  for (let at = 0; at < rack.count; at++) {
    const other = slotAt(rack, orderAt(rack, at));
    if (other == slot) break;
    if (changetype<Slot>(other).moving) continue;
    const found = chainPlaceOf(rack, other);
    if (found >= 0) place = found + 1;
  }
  const at = rack.chain + (<usize>place << 2);
  memory.copy(at + 4, at, <usize>(rack.chainCount - place) << 2);
  store<usize>(at, slot);
  rack.chainCount++;
}

/** Makes room by ending the fade of the slot removed longest ago; live slots alone never fill the chain. */
function dropOldestFading(rack: Rack): void {
  for (let at = 0; at < rack.chainCount; at++) {
    const slot = chainAt(rack, at);
    if (slot.index >= 0) continue;
    chainRemove(rack, at);
    slotDestroy(slot);
    return;
  }
}

export function rackInsert(rack: Rack, index: i32, effect: i32, position: i32, fade: i32): i32 {
  if (index < 0 || index >= SLOTS || slotAt(rack, index)) return BAD_SLOT;
  if (!isEffect(effect)) return UNKNOWN_EFFECT;
  const slot = slotCreate(index, effect, rack.sampleRate, rowOf(rack, index), fade != 0);
  if (!slot) return NO_MEMORY;
  if (rack.chainCount == CHAIN) dropOldestFading(rack);
  store<usize>(rack.slots + (<usize>index << 2), slot);
  orderInsert(rack, index, position);
  chainInsert(rack, slot);
  return OK;
}

export function rackRemove(rack: Rack, index: i32): i32 {
  if (!isTaken(rack, index)) return BAD_SLOT;
  const pointer = slotAt(rack, index);
  const slot = changetype<Slot>(pointer);
  orderRemove(rack, index);
  store<usize>(rack.slots + (<usize>index << 2), 0);
  store<f32>(rack.meters + (<usize>(METER_REDUCTION + index) << 2), 0);
  slot.index = -1;
  settle(rack, chainPlaceOf(rack, pointer));
  return OK;
}

export function rackMove(rack: Rack, index: i32, position: i32): i32 {
  if (!isTaken(rack, index)) return BAD_SLOT;
  const pointer = slotAt(rack, index);
  orderRemove(rack, index);
  orderInsert(rack, index, position);
  changetype<Slot>(pointer).moving = true;
  settle(rack, chainPlaceOf(rack, pointer));
  return OK;
}

/**
 * Frees or relocates the slot at that place of the chain if it is dry.
 *
 * @returns whether it has left that place.
 */
function settle(rack: Rack, place: i32): bool {
  const slot = chainAt(rack, place);
  if (!slotIsDry(slot)) return false;
  if (slot.index < 0) {
    chainRemove(rack, place);
    slotDestroy(slot);
    return true;
  }
  if (!slot.moving) return false;
  chainRemove(rack, place);
  chainInsert(rack, changetype<usize>(slot));
  slotRestart(slot);
  return true;
}

/** Settles every slot that is dry by now. One pass per change: relocation may shift others under the index. */
function settleAll(rack: Rack): void {
  for (let place = 0; place < rack.chainCount; ) {
    const slot = chainAt(rack, place);
    if ((slot.index < 0 || slot.moving) && settle(rack, place)) place = 0;
    else place++;
  }
}

/** Clears tails, envelopes and meters; smoothed parameters and fades jump to their targets. */
export function rackReset(rack: Rack): void {
  for (let at = 0; at < rack.chainCount; at++) {
    const slot = chainAt(rack, at);
    if (slot.index < 0 || slot.moving) slot.wet = 0;
    else slotReadRow(slot, rowOf(rack, slot.index));
  }
  settleAll(rack);
  for (let at = 0; at < rack.chainCount; at++) slotReset(chainAt(rack, at));
  readBypass(rack);
  rack.wet = rack.bypassed ? 0 : 1;
  memory.fill(rack.meters, 0, <usize>METER_FLOATS << 2);
  memory.fill(rack.squares, 0, 16);
}

function readBypass(rack: Rack): void {
  const bypass = load<f32>(rack.rows + (<usize>RACK_BYPASS << 2));
  if (bypass - bypass == 0) rack.bypassed = bypass >= 0.5;
}

const measured = memory.data(16, 16);

/** Measures a channel pair, and mends in it what must not reach a filter. */
function clean(left: usize, right: usize, frames: i32): void {
  padBuffer(left, frames);
  padBuffer(right, frames);
  measure(left, right, frames, measured);
  if (looksClean(measured) && looksClean(measured + MEASURED)) return;
  scrubBuffer(left, frames);
  scrubBuffer(right, frames);
  measure(left, right, frames, measured);
}

/** Moves a pair of meters by what has just been measured; `square` is the first of their mean squares. */
function moveMeters(rack: Rack, peak: i32, rms: i32, square: i32, frames: i32): void {
  const peaks = rack.meters + (<usize>peak << 2);
  const rmses = rack.meters + (<usize>rms << 2);
  const squares = rack.squares + (<usize>square << 2);
  const pace = changetype<MeterPace>(rack.pace);
  meterUpdate(measured, peaks, rmses, squares, frames, pace);
  meterUpdate(measured + MEASURED, peaks + 4, rmses + 4, squares + 4, frames, pace);
}

/** Processes `frames` frames from the input buffers to the output buffers. */
export function rackProcess(rack: Rack, frames: i32, sidechain: i32): void {
  frames = min(frames, rack.maxFrames);
  if (frames <= 0) return;
  const fadeStep: f32 = <f32>1 / (FADE_SECONDS * rack.sampleRate);
  changetype<MeterPace>(rack.pace).update(frames, rack.sampleRate);
  readBypass(rack);
  if (rack.fresh) {
    rack.fresh = false;
    rack.wet = rack.bypassed ? 0 : 1;
  }
  const inLeft = rackBuffer(rack, 0);
  const inRight = rackBuffer(rack, 1);
  clean(inLeft, inRight, frames);
  moveMeters(rack, METER_IN_PEAK_L, METER_IN_RMS_L, 0, frames);

  const outLeft = rackBuffer(rack, 4);
  const outRight = rackBuffer(rack, 5);
  if (rack.bypassed && rack.wet <= 0) {
    sleep(rack);
    copyBuffer(outLeft, inLeft, frames);
    copyBuffer(outRight, inRight, frames);
  } else {
    let keyLeft: usize = 0;
    let keyRight: usize = 0;
    if (sidechain) {
      keyLeft = rackBuffer(rack, 2);
      keyRight = rackBuffer(rack, 3);
      clean(keyLeft, keyRight, frames);
    }
    const scratch = processChain(rack, keyLeft, keyRight, frames);
    const left = rackBuffer(rack, scratch);
    const right = rackBuffer(rack, scratch + 1);
    const target: f32 = rack.bypassed ? 0 : 1;
    if (rack.wet != target) {
      const step = rack.bypassed ? -fadeStep : fadeStep;
      crossfade(outLeft, inLeft, left, frames, rack.wet, step);
      crossfade(outRight, inRight, right, frames, rack.wet, step);
      rack.wet = max(<f32>0, min(<f32>1, rack.wet + step * <f32>frames));
    } else if (left != outLeft) {
      copyBuffer(outLeft, left, frames);
      copyBuffer(outRight, right, frames);
    }
  }
  padBuffer(outLeft, frames);
  padBuffer(outRight, frames);
  measure(outLeft, outRight, frames, measured);
  moveMeters(rack, METER_OUT_PEAK_L, METER_OUT_RMS_L, 2, frames);
}

/**
 * Runs the chain, each effect from one buffer pair into another.
 *
 * @returns the first buffer of the pair that holds the result: the input's own when every effect is bypassed.
 */
function processChain(rack: Rack, keyLeft: usize, keyRight: usize, frames: i32): i32 {
  settleAll(rack);
  let from = 0;
  for (let at = 0; at < rack.chainCount; at++) {
    const slot = chainAt(rack, at);
    const live = slot.index >= 0;
    if (live) slotReadRow(slot, rowOf(rack, slot.index));
    const to = from == 6 ? 8 : 6;
    if (
      slotProcess(slot, rackBuffer(rack, from), rackBuffer(rack, from + 1), rackBuffer(rack, to), rackBuffer(rack, to + 1), keyLeft, keyRight, frames)
    ) {
      from = to;
    }
    if (live) store<f32>(rack.meters + (<usize>(METER_REDUCTION + slot.index) << 2), slot.reduction);
  }
  settleAll(rack);
  return from;
}

/** The whole rack is bypassed: no effect is heard, so every one clears its tail and waits. Cheap when done already. */
function sleep(rack: Rack): void {
  for (let at = 0; at < rack.chainCount; at++) {
    const slot = chainAt(rack, at);
    if (slot.index < 0 || slot.moving) slot.wet = 0;
    else slotReadRow(slot, rowOf(rack, slot.index));
    if (!slot.asleep) {
      slotReset(slot);
      slot.asleep = true;
    }
    if (slot.index >= 0) store<f32>(rack.meters + (<usize>(METER_REDUCTION + slot.index) << 2), 0);
  }
  settleAll(rack);
}
