/**
 * A small repeatable random source (mulberry32), so that the loop is the same on every machine and in every test.
 *
 * @param seed any 32-bit integer.
 * @returns a function giving numbers in 0…1, 1 excluded.
 */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
