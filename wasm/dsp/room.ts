/** Sizes that the parts of the reverb share. */

/** Frames in a block: parameters move from one to the next, and no delay line is shorter. */
export const ROOM_BLOCK: i32 = 64;
/** A block and its padding must have been written before it is read. */
export const LEAST_FRAMES: i32 = ROOM_BLOCK + 9;
/** Bytes from one line's row to the next between the steps of the Hadamard transform. */
export const MIX_ROW: usize = (ROOM_BLOCK + 4) * 4;
