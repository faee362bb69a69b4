// What we aim at, as ratios of theirs to ours; printed next to the figures and never asserted, because machines differ.

const WORKLET = [
  [/^eq,/, /^browser/, 2],
  [/^compressor,/, /^browser/, 5],
  [/^chain,/, /^browser/, 8],
  [/^chain,/, /^Tone/, 25],
  [/./, /^Faust: the/, 3],
];
/** Within so many times the cost of native code; only the plain SIMD build has a target. */
const NATIVE = [
  [/^(reverb|eq), SIMD/, 1.3],
  [/^compressor, SIMD/, 1.5],
  [/^delay, SIMD/, 1.9],
];

/**
 * The ratio that a row should reach, if any.
 *
 * @param {import('./rows.js').Row} row
 */
export function targetOf({ name, against }) {
  if (against === 'budget') return 1;
  if (against.startsWith('echo over')) return name.startsWith('request and reply') ? 1 : undefined;
  if (against.startsWith('native')) {
    const factor = NATIVE.find(([subject]) => subject.test(name))?.[1];
    return factor && 1 / factor;
  }
  return WORKLET.find(([subject, peer]) => subject.test(name) && peer.test(against))?.[2];
}
