import { Bank, bankHead, bankTap } from './bank';
import { madd, splat } from './simd';

/** Allpasses in a row. */
export const STAGES: i32 = 4;

/**
 * Four Schroeder allpasses in a row, in place on a planar block, with lines `row`…`row + 3` of the bank. `lengths` points to their
 * delays in frames, which must be longer than a padded block, so that the block never reads what it writes. All four in
 * one loop: between them the signal stays in a register.
 */
export function diffuse(bank: Bank, row: i32, lengths: usize, gain: f32, samples: usize, frames: i32): void {
  const g = splat(gain);
  const minus = splat(-gain);
  // Distances from the sample: one address moves, not nine.
  const tap0 = bankTap(bank, row, load<i32>(lengths)) - samples;
  const tap1 = bankTap(bank, row + 1, load<i32>(lengths, 4)) - samples;
  const tap2 = bankTap(bank, row + 2, load<i32>(lengths, 8)) - samples;
  const tap3 = bankTap(bank, row + 3, load<i32>(lengths, 12)) - samples;
  const head0 = bankHead(bank, row) - samples;
  const head1 = bankHead(bank, row + 1) - samples;
  const head2 = bankHead(bank, row + 2) - samples;
  const head3 = bankHead(bank, row + 3) - samples;
  const end = samples + (<usize>frames << 2);
  do {
    const old0 = v128.load(samples + tap0);
    const new0 = madd(minus, old0, v128.load(samples));
    v128.store(samples + head0, new0);
    const old1 = v128.load(samples + tap1);
    const new1 = madd(minus, old1, madd(g, new0, old0));
    v128.store(samples + head1, new1);
    const old2 = v128.load(samples + tap2);
    const new2 = madd(minus, old2, madd(g, new1, old1));
    v128.store(samples + head2, new2);
    const old3 = v128.load(samples + tap3);
    const new3 = madd(minus, old3, madd(g, new2, old2));
    v128.store(samples + head3, new3);
    v128.store(samples, madd(g, new3, old3));
    samples += 16;
  } while (samples < end);
}
