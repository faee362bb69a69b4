import { EFFECTS } from '../generated/parameters';

/**
 * The effects by engine number, as five functions each. To add an effect: write its file, import it in
 * `catalogue.ts` beside this file and add one line there.
 *
 *     create(sampleRate, parameters) → state, 0 when memory has run out; parameters apply at once
 *     destroy(state)                   gives all memory back
 *     retarget(state, parameters)      parameters have changed: move to them smoothly
 *     reset(state, fadeIn)             clears tails and envelopes; smoothed parameters jump to their targets. With `fadeIn`, what
 *                                      has a memory of its input lets it in over 20 ms, lest its beginning be echoed as a click
 *     process(state, inLeft, inRight, outLeft, outRight, keyLeft, keyRight, frames) → gain reduction in dB, ≥ 0
 *
 * `parameters` points to the slot's sanitised row, laid out as in `src/effects/block-layout.ts`. `process` never works in
 * place; buffers are padded as `dsp/buffer.ts` says. The key is the sidechain input, 0 when there is none.
 */

const ENTRY: usize = 36;
/** Room for 64 effects. */
const table = memory.data(64 * 36);

/** Puts an effect into the table. `minimum`, `maximum` and `defaults` are the generated ranges. */
export function register(
  effect: i32,
  minimum: StaticArray<f32>,
  maximum: StaticArray<f32>,
  defaults: StaticArray<f32>,
  create: (sampleRate: f32, parameters: usize) => usize,
  destroy: (state: usize) => void,
  retarget: (state: usize, parameters: usize) => void,
  reset: (state: usize, fadeIn: bool) => void,
  process: (state: usize, inLeft: usize, inRight: usize, outLeft: usize, outRight: usize, keyLeft: usize, keyRight: usize, frames: i32) => f32,
): void {
  const entry = table + <usize>effect * ENTRY;
  store<u32>(entry, create.index);
  store<u32>(entry, destroy.index, 4);
  store<u32>(entry, retarget.index, 8);
  store<u32>(entry, reset.index, 12);
  store<u32>(entry, process.index, 16);
  store<usize>(entry, changetype<usize>(minimum), 20);
  store<usize>(entry, changetype<usize>(maximum), 24);
  store<i32>(entry, minimum.length, 28);
  store<usize>(entry, changetype<usize>(defaults), 32);
}

/** Whether that number names an effect. */
export function isEffect(effect: i32): bool {
  return effect >= 0 && effect < EFFECTS;
}

// @ts-ignore: decorator
@inline
function functionOf(effect: i32, which: usize): u32 {
  return load<u32>(table + <usize>effect * ENTRY + which);
}

export function createEffect(effect: i32, sampleRate: f32, parameters: usize): usize {
  return call_indirect<usize>(functionOf(effect, 0), sampleRate, parameters);
}

export function destroyEffect(effect: i32, state: usize): void {
  call_indirect<void>(functionOf(effect, 4), state);
}

export function retargetEffect(effect: i32, state: usize, parameters: usize): void {
  call_indirect<void>(functionOf(effect, 8), state, parameters);
}

export function resetEffect(effect: i32, state: usize, fadeIn: bool): void {
  call_indirect<void>(functionOf(effect, 12), state, fadeIn);
}

export function processEffect(
  effect: i32,
  state: usize,
  inLeft: usize,
  inRight: usize,
  outLeft: usize,
  outRight: usize,
  keyLeft: usize,
  keyRight: usize,
  frames: i32,
): f32 {
  return call_indirect<f32>(functionOf(effect, 16), state, inLeft, inRight, outLeft, outRight, keyLeft, keyRight, frames);
}

/** Writes the effect's default parameters into a row. */
export function defaultRow(effect: i32, row: usize): void {
  const entry = table + <usize>effect * ENTRY;
  memory.copy(row, load<usize>(entry, 32), <usize>load<i32>(entry, 28) << 2);
}

/**
 * Brings a slot's row into range: `raw` is what the host wrote, `row` what the effect may trust. Numbers that are not
 * finite leave the last good value standing.
 */
export function sanitiseRow(effect: i32, raw: usize, row: usize): void {
  const entry = table + <usize>effect * ENTRY;
  const minimum = load<usize>(entry, 20);
  const maximum = load<usize>(entry, 24);
  const bytes = <usize>load<i32>(entry, 28) << 2;
  for (let at: usize = 0; at < bytes; at += 4) {
    const value = load<f32>(raw + at);
    if (value - value != 0) continue;
    const low = load<f32>(minimum + at);
    const high = load<f32>(maximum + at);
    store<f32>(row + at, value < low ? low : value > high ? high : value);
  }
}
