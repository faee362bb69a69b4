/**
 * The parameter block: how a rack's parameters lie in memory. The page writes it, the worklet copies it into the
 * engine whenever the change counter has moved. Same layout in a SharedArrayBuffer, in the port's messages and in
 * the engine's own memory.
 *
 *     Int32  [0]                change counter, written last by the page
 *     Int32  [1…3]              reserved, keeps the floats on a 16-byte boundary
 *     Float32 rack row          [0] bypass
 *     Float32 slot rows         [0] bypass, [1…] the effect's parameters in descriptor order
 *
 * The meter block travels the other way and has no counter: each value stands alone.
 *
 *     Float32 [0…7]             METER_* below, linear amplitude
 *     Float32 [8…]              gain reduction of each slot in dB, ≥ 0
 */

/** Plugins a rack can hold. */
export const SLOTS = 64;
/** Float32s in a row: bypass and up to 23 parameters. */
export const ROW = 24;
/** Bytes before the first row. */
export const HEADER_BYTES = 16;
/** Index of the change counter in an Int32Array over the block. */
export const COUNTER = 0;
/** Float32s in all rows: the rack's own row, then one for each slot. */
export const BLOCK_FLOATS = (SLOTS + 1) * ROW;
export const BLOCK_BYTES = HEADER_BYTES + BLOCK_FLOATS * 4;

/** Index of the rack's bypass, 0 or 1, within the rows. */
export const RACK_BYPASS = 0;
/** Index of a slot's bypass, 0 or 1, within the rows; its parameters follow in descriptor order. */
export const slotRow = (slot: number): number => (slot + 1) * ROW;

/** Peak with instant attack and a fall of 24 dB a second; RMS over 300 ms. */
export const METER_IN_PEAK_L = 0;
export const METER_IN_PEAK_R = 1;
export const METER_IN_RMS_L = 2;
export const METER_IN_RMS_R = 3;
export const METER_OUT_PEAK_L = 4;
export const METER_OUT_PEAK_R = 5;
export const METER_OUT_RMS_L = 6;
export const METER_OUT_RMS_R = 7;
/** Index of slot 0's gain reduction. */
export const METER_REDUCTION = 8;
export const METER_FLOATS = METER_REDUCTION + SLOTS;
