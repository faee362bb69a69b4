import { randomFrom } from './random.ts';

/**
 * Drum voices as plain sums of decaying sines and filtered noise. Each function returns one mono hit at full strength,
 * peak about 1, that starts at zero and ends in silence. `rate` is the sample rate in Hz.
 */

/** A Chamberlin state-variable filter: one input sample in, low, band and high out. Stable for `hz` below rate / 6. */
function stateVariable(hz: number, q: number, rate: number) {
  const f = 2 * Math.sin((Math.PI * Math.min(hz, rate / 6.5)) / rate);
  const damp = 1 / q;
  const out = { low: 0, band: 0, high: 0 };
  return (input: number) => {
    out.low += f * out.band;
    out.high = input - out.low - damp * out.band;
    out.band += f * out.high;
    return out;
  };
}

/** Fades the last tenth of a hit out, so that nothing is cut off. */
function closed(samples: Float32Array): Float32Array {
  const from = Math.floor(samples.length * 0.9);
  for (let index = from; index < samples.length; index++) {
    samples[index] = (samples[index] ?? 0) * (1 - (index - from) / (samples.length - from));
  }
  return samples;
}

function normalised(samples: Float32Array): Float32Array {
  let peak = 0;
  for (const value of samples) peak = Math.max(peak, Math.abs(value));
  return peak > 0 ? samples.map((value) => value / peak) : samples;
}

function hit(seconds: number, rate: number, sample: (t: number) => number): Float32Array {
  const samples = new Float32Array(Math.ceil(seconds * rate));
  for (let index = 0; index < samples.length; index++) samples[index] = sample(index / rate);
  return normalised(closed(samples));
}

/** A sine that falls from 165 to 49 Hz within a few hundredths of a second, gently saturated, with a beater's click. */
export function kickDrum(rate: number): Float32Array {
  const random = randomFrom(1);
  const click = stateVariable(2600, 0.8, rate);
  let phase = 0;
  return hit(0.42, rate, (t) => {
    phase += (2 * Math.PI * (49 + 116 * Math.exp(-t / 0.018) + 22 * Math.exp(-t / 0.09))) / rate;
    const body = Math.tanh(1.7 * Math.sin(phase) * Math.exp(-t / 0.13)) * Math.min(1, t / 0.0008);
    return body + 0.32 * click((random() * 2 - 1) * Math.exp(-t / 0.0035)).band;
  });
}

/**
 * Two modes of the skin under a burst of snares.
 *
 * @param variant 0…3, another noise each, so that strokes in a row differ.
 * @param soft a ghost note: less snare, darker, shorter.
 */
export function snareDrum(rate: number, variant: number, soft: boolean): Float32Array {
  const random = randomFrom(20 + variant);
  const body = stateVariable(soft ? 1700 : 2300, 0.7, rate);
  const air = stateVariable(4600, 0.9, rate);
  const top = 1 - Math.exp((-2 * Math.PI * 7500) / rate);
  let dull = 0;
  return hit(soft ? 0.16 : 0.3, rate, (t) => {
    const attack = Math.min(1, t / 0.0005);
    // White noise is too bright for steel wires on a skin.
    dull += top * ((random() * 2 - 1) * attack - dull);
    const noise = dull * 1.6;
    const skin =
      Math.sin(2 * Math.PI * (188 + 26 * Math.exp(-t / 0.012)) * t) * Math.exp(-t / 0.075) +
      0.55 * Math.sin(2 * Math.PI * 332 * t) * Math.exp(-t / 0.045);
    const wires = body(noise).band * Math.exp(-t / (soft ? 0.032 : 0.07)) + 0.55 * air(noise).band * Math.exp(-t / (soft ? 0.02 : 0.055));
    return Math.tanh(1.2 * (0.62 * skin * attack + wires));
  });
}

/** Four hands not quite together. */
export function handClap(rate: number): Float32Array {
  const random = randomFrom(40);
  const band = stateVariable(1450, 1.5, rate);
  const hands = [0, 0.009, 0.0185, 0.027];
  return hit(0.3, rate, (t) => {
    let level = 0;
    hands.forEach((at, index) => {
      if (t >= at) level = Math.max(level, Math.min(1, (t - at) / 0.0006) * Math.exp(-(t - at) / (index === 3 ? 0.07 : 0.006)));
    });
    const out = band((random() * 2 - 1) * level);
    return out.band + 0.25 * out.high;
  });
}

/** Six square waves at the ratios of a cymbal's modes, and noise, above 7 kHz. `seconds` is the time to decay by 1/e. */
function cymbal(rate: number, seconds: number, variant: number): Float32Array {
  const random = randomFrom(60 + variant);
  const modes = [263, 400, 421, 474, 587, 845].map((hz) => hz * (1 + (random() - 0.5) * 0.02));
  const starts = modes.map(() => random());
  const first = stateVariable(7200, 0.9, rate);
  const second = stateVariable(6400, 0.8, rate);
  return hit(seconds * 6, rate, (t) => {
    let metal = 0;
    for (let mode = 0; mode < modes.length; mode++) {
      const turn = (modes[mode] ?? 0) * 5.1 * t + (starts[mode] ?? 0);
      metal += turn - Math.floor(turn) < 0.5 ? 1 : -1;
    }
    const envelope = Math.min(1, t / 0.0006) * (0.75 * Math.exp(-t / seconds) + 0.25 * Math.exp(-t / (seconds * 0.25)));
    return second(first((metal / 6 + 0.8 * (random() * 2 - 1)) * envelope).high).high;
  });
}

/** @param variant 0…3, slightly different strokes. */
export const closedHiHat = (rate: number, variant: number): Float32Array => cymbal(rate, 0.018 + 0.003 * variant, variant);
export const openHiHat = (rate: number): Float32Array => cymbal(rate, 0.085, 9);

/** A shaker's grains: noise that swells for a few hundredths of a second before it falls. */
export function shakerStroke(rate: number, variant: number): Float32Array {
  const random = randomFrom(80 + variant);
  const band = stateVariable(5600 + 300 * variant, 1.1, rate);
  return hit(0.12, rate, (t) => {
    const swell = t < 0.022 ? (t / 0.022) ** 2 : Math.exp(-(t - 0.022) / 0.02);
    return band((random() * 2 - 1) * swell).band;
  });
}
