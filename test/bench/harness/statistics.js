/** @param {readonly number[]} values at least one. */
export const median = (values) => quantile(values, 0.5);

/**
 * The value below which `part` of the values lie, interpolated between neighbours.
 *
 * @param {readonly number[]} values at least one.
 * @param {number} part 0…1.
 */
export function quantile(values, part) {
  if (values.length === 0) throw new Error('expected at least one value, got none');
  const sorted = [...values].sort((a, b) => a - b);
  const at = part * (sorted.length - 1);
  const below = sorted[Math.floor(at)];
  return below + (sorted[Math.ceil(at)] - below) * (at % 1);
}
