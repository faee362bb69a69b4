/** What a render is judged by. */

/** Linear amplitude in dB, with a floor of −600. */
export const decibels = (amplitude: number): number => 20 * Math.log10(Math.abs(amplitude) + 1e-30);

export const peak = (signal: Float32Array): number => signal.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

export const power = (signal: Float32Array): number => signal.reduce((sum, value) => sum + value * value, 0) / signal.length;

/** The largest difference of two signals in dB full scale. */
export function differenceDb(a: Float32Array, b: Float32Array): number {
  return decibels(a.reduce((most, value, frame) => Math.max(most, Math.abs(value - (b[frame] ?? 0))), 0));
}

/** The largest step from a sample to the next. */
export function largestStep(signal: Float32Array): number {
  let most = 0;
  for (let frame = 1; frame < signal.length; frame += 1) most = Math.max(most, Math.abs((signal[frame] ?? 0) - (signal[frame - 1] ?? 0)));
  return most;
}

/** Magnitude of an impulse response at a frequency. */
export function magnitudeAt(response: Float32Array, frequency: number, sampleRate: number): number {
  const angle = (2 * Math.PI * frequency) / sampleRate;
  let real = 0;
  let imaginary = 0;
  response.forEach((value, frame) => {
    if (value === 0) return;
    real += value * Math.cos(angle * frame);
    imaginary -= value * Math.sin(angle * frame);
  });
  return Math.hypot(real, imaginary);
}

/** Frequencies in equal ratios from `low` to `high`. */
export function sweep(low: number, high: number, count: number): number[] {
  return Array.from({ length: count }, (_, step) => low * (high / low) ** (step / (count - 1)));
}

/** A band around `frequency`: band-passes in a row (RBJ cookbook, peak gain 1), by default two as wide as an octave. */
export function bandAround(signal: Float32Array, frequency: number, sampleRate: number, q = Math.SQRT2, passes = 2): Float32Array {
  const angle = (2 * Math.PI * frequency) / sampleRate;
  const alpha = Math.sin(angle) / (2 * q);
  let source: ArrayLike<number> = signal;
  for (let pass = 0; pass < passes; pass += 1) {
    const out = new Float64Array(signal.length);
    let [x1, x2, y1, y2] = [0, 0, 0, 0];
    for (let frame = 0; frame < out.length; frame += 1) {
      const x = source[frame] ?? 0;
      const y = (alpha * (x - x2) + 2 * Math.cos(angle) * y1 - (1 - alpha) * y2) / (1 + alpha);
      out[frame] = y;
      [x2, x1, y2, y1] = [x1, x, y1, y];
    }
    source = out;
  }
  return Float32Array.from(source);
}

/** Seconds for a decay of 60 dB: Schroeder's backward integral, a line fitted from −5 to −35 dB (ISO 3382). */
export function decaySeconds(response: Float32Array, sampleRate: number): number {
  const energy = new Float64Array(response.length);
  let sum = 0;
  for (let frame = response.length - 1; frame >= 0; frame -= 1) {
    sum += (response[frame] ?? 0) ** 2;
    energy[frame] = sum;
  }
  const points: [number, number][] = [];
  for (let frame = 0; frame < response.length; frame += 16) {
    const level = 10 * Math.log10((energy[frame] ?? 0) / sum);
    if (level <= -5 && level >= -35) points.push([frame / sampleRate, level]);
  }
  const mean = (pick: 0 | 1) => points.reduce((total, point) => total + point[pick], 0) / points.length;
  const [time, level] = [mean(0), mean(1)];
  const slope =
    points.reduce((total, [t, l]) => total + (t - time) * (l - level), 0) / points.reduce((total, [t]) => total + (t - time) ** 2, 0);
  return -60 / slope;
}

/**
 * Normalised echo density (J. S. Abel and P. Huang, AES 121, 2006): the share of samples beyond one standard deviation, in 20 ms around
 * `seconds`, relative to that of Gaussian noise. About 1 when the echoes have become a dense tail.
 */
export function echoDensity(response: Float32Array, seconds: number, sampleRate: number): number {
  const centre = Math.round(seconds * sampleRate);
  const half = Math.round(0.01 * sampleRate);
  const window = response.subarray(Math.max(0, centre - half), centre + half);
  const deviation = Math.sqrt(power(window));
  return window.reduce((count, value) => count + (Math.abs(value) > deviation ? 1 : 0), 0) / window.length / 0.3173;
}

/** Power spectrum of a length that is a power of two; bins 0…length/2−1. */
export function powerSpectrum(signal: Float32Array): Float64Array {
  const length = signal.length;
  const real = new Float64Array(length);
  const imaginary = new Float64Array(length);
  const bits = Math.log2(length);
  for (let at = 0; at < length; at += 1) {
    let reversed = 0;
    for (let bit = 0; bit < bits; bit += 1) reversed |= ((at >> bit) & 1) << (bits - 1 - bit);
    real[reversed] = signal[at] ?? 0;
  }
  for (let size = 2; size <= length; size *= 2) {
    for (let start = 0; start < length; start += size) {
      for (let k = 0; k < size / 2; k += 1) {
        const [a, b] = [start + k, start + k + size / 2];
        const [c, s] = [Math.cos((2 * Math.PI * k) / size), -Math.sin((2 * Math.PI * k) / size)];
        const re = (real[b] ?? 0) * c - (imaginary[b] ?? 0) * s;
        const im = (real[b] ?? 0) * s + (imaginary[b] ?? 0) * c;
        [real[b], imaginary[b]] = [(real[a] ?? 0) - re, (imaginary[a] ?? 0) - im];
        [real[a], imaginary[a]] = [(real[a] ?? 0) + re, (imaginary[a] ?? 0) + im];
      }
    }
  }
  return Float64Array.from({ length: length / 2 }, (_, bin) => (real[bin] ?? 0) ** 2 + (imaginary[bin] ?? 0) ** 2);
}

/** Geometric over arithmetic mean: 1 when all are equal; e^−γ = 0.56 for the power spectrum of one stretch of Gaussian noise. */
export function flatness(powers: Float64Array): number {
  const mean = powers.reduce((sum, value) => sum + value, 0) / powers.length;
  return Math.exp(powers.reduce((sum, value) => sum + Math.log(value), 0) / powers.length) / mean;
}
