/** One-pole filters: y[n] = a·x[n] + (1−a)·y[n−1]. */

/**
 * The coefficient that puts the −3 dB point of a one-pole low-pass at `frequency` exactly, warping included;
 * 1, which passes everything bit for bit, from 0.49 of the sample rate up.
 */
export function onePole(frequency: f32, sampleRate: f32): f32 {
  if (frequency >= <f32>0.49 * sampleRate) return 1;
  const c: f64 = 1 - Math.cos((2 * Math.PI * <f64>frequency) / <f64>sampleRate);
  // Root of |H|² = ½, written so that it keeps its precision where c is tiny.
  return <f32>(Math.sqrt(c * (c + 2)) - c);
}
