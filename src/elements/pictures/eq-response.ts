import type { ParameterValues } from '../../effects/descriptor.ts';
import { eq } from '../../effects/eq.ts';
import { valueIn } from './picture.ts';

const lowCutOff = eq.parameters[7].min;
const highCutOff = eq.parameters[8].max;
/** Above this part of the sample rate a section does nothing: a bilinear filter has no room left there. */
const CEILING = 0.49;

/**
 * The equalizer's magnitude response at `frequency`, in dB.
 *
 * Each section is its analog prototype on the bilinear frequency axis x = tan(πf/fs) / tan(πf₀/fs): the shapes of the Audio EQ Cookbook
 * (W3C Audio Working Group note), shelves with S = 1, cuts of second order with Butterworth's Q.
 *
 * @param sampleRate in Hz; 48000 by default.
 */
export function eqResponse(values: ParameterValues, frequency: number, sampleRate = 48_000): number {
  const value = (id: string): number => valueIn(values, id);
  // x² and A of a section; a section out of reach is neutral.
  const squared = (f0: number): number => (Math.tan((Math.PI * frequency) / sampleRate) / Math.tan((Math.PI * f0) / sampleRate)) ** 2;
  const within = (f0: number): boolean => f0 < CEILING * sampleRate;
  let power = 1;

  const lowCut = value('low_cut');
  if (lowCut > lowCutOff && within(lowCut)) {
    const x4 = squared(lowCut) ** 2;
    power *= x4 / (1 + x4);
  }
  if (within(value('low_freq'))) power *= lowShelf(squared(value('low_freq')), amplitude(value('low_gain')));
  if (within(value('mid_freq'))) power *= bell(squared(value('mid_freq')), amplitude(value('mid_gain')), value('mid_q'));
  // A high shelf is a low shelf on the mirrored axis.
  if (within(value('high_freq'))) power *= lowShelf(1 / squared(value('high_freq')), amplitude(value('high_gain')));
  const highCut = value('high_cut');
  if (highCut < highCutOff && within(highCut)) power *= 1 / (1 + squared(highCut) ** 2);
  return 10 * Math.log10(power);
}

/** The cookbook's A: the square root of the linear gain. */
const amplitude = (dB: number): number => 10 ** (dB / 40);

/** |A (s² + √(2A) s + A) / (A s² + √(2A) s + 1)|² at s = jx. */
const lowShelf = (x2: number, a: number): number => (a * a * ((a - x2) ** 2 + 2 * a * x2)) / ((1 - a * x2) ** 2 + 2 * a * x2);

/** |(s² + s A/Q + 1) / (s² + s/(A Q) + 1)|² at s = jx. */
const bell = (x2: number, a: number, q: number): number => ((1 - x2) ** 2 + x2 * (a / q) ** 2) / ((1 - x2) ** 2 + x2 / (a * q) ** 2);
