/**
 * The engine as the host sees it. One instance serves every rack of an AudioContext (or of a worker that renders offline);
 * all calls come from that one thread. Pointers are byte offsets into the imported memory, channels are planar f32, and
 * memory may grow in `rackCreate` and `rackInsert`: views on it must be made again after these.
 */

import './effects/catalogue';
import { bytesInUse } from './allocator';
import * as racks from './rack';

/** @param maxFrames the longest quantum that will be processed. @returns the rack, or 0 when memory has run out. */
export function rackCreate(sampleRate: f32, maxFrames: i32): usize {
  return racks.rackCreate(sampleRate, maxFrames);
}

/** Gives all memory of the rack and its effects back. */
export function rackDestroy(rack: usize): void {
  racks.rackDestroy(changetype<racks.Rack>(rack));
}

/** Where the host writes `maxFrames` frames of channel 0 (left) or 1 (right). */
export function rackInput(rack: usize, channel: i32): usize {
  return racks.rackBuffer(changetype<racks.Rack>(rack), channel & 1);
}

/** Where the host writes the sidechain signal. */
export function rackSidechain(rack: usize, channel: i32): usize {
  return racks.rackBuffer(changetype<racks.Rack>(rack), 2 + (channel & 1));
}

/** Where the host reads the result of `rackProcess`. */
export function rackOutput(rack: usize, channel: i32): usize {
  return racks.rackBuffer(changetype<racks.Rack>(rack), 4 + (channel & 1));
}

/** The parameter rows, laid out as `src/effects/block-layout.ts` says. */
export function rackRows(rack: usize): usize {
  return changetype<racks.Rack>(rack).rows;
}

/** The meter block, kept current by `rackProcess`. */
export function rackMeters(rack: usize): usize {
  return changetype<racks.Rack>(rack).meters;
}

/**
 * Puts an effect into a free slot, with its parameters as the slot's row says now. `position` is its place in the chain,
 * limited to 0…count. With `fade` 0 it is heard at once, else it fades in over 20 ms.
 *
 * @returns 0 done; 1 no memory; 2 slot out of range or taken; 3 unknown effect.
 */
export function rackInsert(rack: usize, slot: i32, effect: i32, position: i32, fade: i32): i32 {
  return racks.rackInsert(changetype<racks.Rack>(rack), slot, effect, position, fade);
}

/** Takes an effect out; it fades for 20 ms, while its slot is free again at once. @returns 0 done; 2 no such slot. */
export function rackRemove(rack: usize, slot: i32): i32 {
  return racks.rackRemove(changetype<racks.Rack>(rack), slot);
}

/** Moves an effect to another place: it fades out there and in here. @returns 0 done; 2 no such slot. */
export function rackMove(rack: usize, slot: i32, position: i32): i32 {
  return racks.rackMove(changetype<racks.Rack>(rack), slot, position);
}

/** Clears tails, envelopes and meters; parameters jump to their targets. */
export function rackReset(rack: usize): void {
  racks.rackReset(changetype<racks.Rack>(rack));
}

/** Processes `frames` frames, 0…maxFrames. `sidechain` is 1 when the sidechain buffers hold a signal. */
export function rackProcess(rack: usize, frames: i32, sidechain: i32): void {
  racks.rackProcess(changetype<racks.Rack>(rack), frames, sidechain);
}

/** Frames from input to output: none of the effects looks ahead. */
export function rackLatency(rack: usize): i32 {
  return 0;
}

/** Bytes held by live objects of all racks. */
export function memoryInUse(): usize {
  return bytesInUse();
}
