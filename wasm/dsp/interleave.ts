/**
 * Between planar channels and interleaved frames [L, R, L, R]: two frames to a vector suit filters that run from frame to
 * frame. Four frames at a time; up to three beyond the last are read and written.
 */

/** Writes `frames` interleaved frames to `out`. */
export function interleave(out: usize, left: usize, right: usize, frames: i32): void {
  const bytes = <usize>frames << 2;
  let at: usize = 0;
  do {
    const l = v128.load(left + at);
    const r = v128.load(right + at);
    v128.store(out + (at << 1), v128.shuffle<f32>(l, r, 0, 4, 1, 5));
    v128.store(out + (at << 1), v128.shuffle<f32>(l, r, 2, 6, 3, 7), 16);
    at += 16;
  } while (at < bytes);
}

/** Writes `frames` frames of interleaved `source` to two channels. */
export function deinterleave(left: usize, right: usize, source: usize, frames: i32): void {
  const bytes = <usize>frames << 2;
  let at: usize = 0;
  do {
    const a = v128.load(source + (at << 1));
    const b = v128.load(source + (at << 1), 16);
    v128.store(left + at, v128.shuffle<f32>(a, b, 0, 2, 4, 6));
    v128.store(right + at, v128.shuffle<f32>(a, b, 1, 3, 5, 7));
    at += 16;
  } while (at < bytes);
}
