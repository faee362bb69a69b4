import { Bank, bankHead, bankTap } from './bank';
import { madd, splat } from './simd';

/**
 * A Schroeder allpass for each of two channels, in place on planar blocks: lines `row` (left) and `row + 1` (right) of the
 * bank, whose delays must be longer than a padded block, which thus never reads what it writes.
 */
export function diffuse(bank: Bank, row: i32, leftDelay: i32, rightDelay: i32, gain: f32, left: usize, right: usize, frames: i32): void {
  const leftTap = bankTap(bank, row, leftDelay);
  const rightTap = bankTap(bank, row + 1, rightDelay);
  const leftHead = bankHead(bank, row);
  const rightHead = bankHead(bank, row + 1);
  const g = splat(gain);
  const minus = splat(-gain);
  const bytes = <usize>frames << 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    const leftOld = v128.load(leftTap + at);
    const leftNew = madd(minus, leftOld, v128.load(left + at));
    v128.store(leftHead + at, leftNew);
    v128.store(left + at, madd(g, leftNew, leftOld));
    const rightOld = v128.load(rightTap + at);
    const rightNew = madd(minus, rightOld, v128.load(right + at));
    v128.store(rightHead + at, rightNew);
    v128.store(right + at, madd(g, rightNew, rightOld));
  }
}
