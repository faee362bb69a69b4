import { allocateZeroed, free } from './allocator';
import { copyBuffer, crossfade, isFinite2 } from './dsp/buffer';
import { createEffect, defaultRow, destroyEffect, processEffect, resetEffect, retargetEffect, sanitiseRow } from './effects/table';
import { ROW } from './generated/parameters';

/** Seconds of every wet/dry fade: insert, remove, move and bypass. */
export const FADE_SECONDS: f32 = 0.02;

const ROW_BYTES: usize = <usize>ROW << 2;

/** One plugin of a rack. It outlives its removal by the length of a fade, under no index. */
@unmanaged
export class Slot {
  /** Index of the slot's row in the parameter block; −1 once removed. */
  index: i32;
  effect: i32;
  state: usize;
  /** How far the fade to the effect is, 0 dry … 1 wet. */
  wet: f32;
  /** The move of `wet` per frame. */
  fadeStep: f32;
  /** The effect's gain reduction in dB, ≥ 0. */
  reduction: f32;
  /** Waits to be dry, to take its new place in the chain. */
  moving: bool;
  /** Dry: costs nothing until it is wanted again, and is reset then. */
  asleep: bool;
  /** The host's row as last seen, to tell cheaply whether it has changed; 16-byte aligned after the object. */
  seen: usize;
  /** The row in range, as the effect sees it. */
  row: usize;
}

/** @returns 0 when memory has run out. */
export function slotCreate(index: i32, effect: i32, sampleRate: f32, rawRow: usize, fade: bool): usize {
  const size = (offsetof<Slot>() + 15) & ~15;
  const pointer = allocateZeroed(size + 2 * ROW_BYTES);
  if (!pointer) return 0;
  const slot = changetype<Slot>(pointer);
  slot.index = index;
  slot.effect = effect;
  slot.seen = pointer + size;
  slot.row = pointer + size + ROW_BYTES;
  defaultRow(effect, slot.row);
  memory.copy(slot.seen, rawRow, ROW_BYTES);
  sanitiseRow(effect, rawRow, slot.row);
  slot.state = createEffect(effect, sampleRate, slot.row);
  if (!slot.state) {
    free(pointer);
    return 0;
  }
  slot.fadeStep = <f32>1 / (FADE_SECONDS * sampleRate);
  slot.wet = fade || slotBypassed(slot) ? 0 : 1;
  if (fade) resetEffect(effect, slot.state, true);
  slot.asleep = slotBypassed(slot);
  return pointer;
}

export function slotDestroy(slot: Slot): void {
  destroyEffect(slot.effect, slot.state);
  free(changetype<usize>(slot));
}

// @ts-ignore: decorator
@inline
function slotBypassed(slot: Slot): bool {
  return load<f32>(slot.row) >= 0.5;
}

/** Reads the host's row if it has changed. Not called for a removed slot, whose row may already be another's. */
export function slotReadRow(slot: Slot, rawRow: usize): void {
  const seen = slot.seen;
  let difference = i32x4.splat(0);
  for (let at: usize = 0; at < ROW_BYTES; at += 16) {
    difference = v128.or(difference, v128.xor(v128.load(rawRow + at), v128.load(seen + at)));
  }
  if (!v128.any_true(difference)) return;
  memory.copy(seen, rawRow, ROW_BYTES);
  sanitiseRow(slot.effect, rawRow, slot.row);
  retargetEffect(slot.effect, slot.state, slot.row);
}

/** Makes a dry slot ready to fade in somewhere else, with no memory of where it was. */
export function slotRestart(slot: Slot): void {
  resetEffect(slot.effect, slot.state, true);
  slot.moving = false;
}

/** Clears tails and envelopes; parameters and fades jump to where they are going. */
export function slotReset(slot: Slot): void {
  resetEffect(slot.effect, slot.state, false);
  slot.reduction = 0;
  if (slot.index < 0 || slot.moving) return;
  slot.wet = slotBypassed(slot) ? 0 : 1;
  slot.asleep = slot.wet == 0;
}

/** Whether the slot is wholly dry and will stay so: time to free or to relocate it. */
export function slotIsDry(slot: Slot): bool {
  return slot.wet <= 0 && (slot.index < 0 || slot.moving || slotBypassed(slot));
}

/**
 * One stretch of frames from `in` to `out`.
 *
 * @returns false when nothing was written because the effect is bypassed: `in` goes on unchanged.
 */
export function slotProcess(
  slot: Slot,
  inLeft: usize,
  inRight: usize,
  outLeft: usize,
  outRight: usize,
  keyLeft: usize,
  keyRight: usize,
  frames: i32,
): bool {
  if (slotIsDry(slot)) {
    slot.asleep = true;
    slot.reduction = 0;
    return false;
  }
  if (slot.asleep) {
    // Wakes without the tail it fell asleep with, and with its parameters as they are now.
    resetEffect(slot.effect, slot.state, true);
    slot.asleep = false;
  }
  slot.reduction = processEffect(slot.effect, slot.state, inLeft, inRight, outLeft, outRight, keyLeft, keyRight, frames);
  if (!isFinite2(outLeft, outRight, frames)) {
    resetEffect(slot.effect, slot.state, true);
    slot.reduction = 0;
    copyBuffer(outLeft, inLeft, frames);
    copyBuffer(outRight, inRight, frames);
  }
  const towardsDry = slot.index < 0 || slot.moving || slotBypassed(slot);
  const target: f32 = towardsDry ? 0 : 1;
  if (slot.wet != target) {
    const step = towardsDry ? -slot.fadeStep : slot.fadeStep;
    crossfade(outLeft, inLeft, outLeft, frames, slot.wet, step);
    crossfade(outRight, inRight, outRight, frames, slot.wet, step);
    const wet = slot.wet + step * <f32>frames;
    slot.wet = towardsDry ? max(wet, <f32>0) : min(wet, <f32>1);
  }
  return true;
}
