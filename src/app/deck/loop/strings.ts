import { randomFrom } from './random.ts';
import { frequencyOf } from './time.ts';

/**
 * A plucked nylon-like string: Karplus and Strong's delay line with a one-pole damper in its loop, tuned by a
 * first-order allpass (Jaffe and Smith, "Extensions of the Karplus-Strong Plucked-String Algorithm", 1983).
 *
 * @param rate sample rate in Hz.
 * @param note MIDI note.
 * @param level 0…1; a stronger pluck is brighter.
 * @param seconds length to compute; the string rings until it decays by itself.
 * @returns mono samples, peak about `level`.
 */
export function pluckedString(rate: number, note: number, level: number, seconds: number): Float32Array {
  const hz = frequencyOf(note);
  const period = rate / hz;
  // The damper is y = (1 − d)·x + d·x₁. Its phase delay at the fundamental is exact, not the low-frequency value d.
  const damping = 0.22 - 0.1 * level;
  const omega = (2 * Math.PI * hz) / rate;
  const damperDelay = Math.atan2(damping * Math.sin(omega), 1 - damping + damping * Math.cos(omega)) / omega;
  const whole = Math.floor(period - damperDelay - 0.1);
  const fraction = period - damperDelay - whole;
  const tuning = Math.sin(((1 - fraction) * omega) / 2) / Math.sin(((1 + fraction) * omega) / 2);
  // Sixty decibels in about 1.9 s at C5, less above, more below.
  const decay = 10 ** (-3 / (1.9 * (523 / hz) ** 0.5 * hz));

  const random = randomFrom(note * 7 + Math.round(level * 100));
  const line = new Float32Array(whole);
  let smooth = 0;
  let mean = 0;
  for (let index = 0; index < whole; index++) {
    const noise = random() * 2 - 1;
    smooth += (0.35 + 0.5 * level) * (noise - smooth);
    line[index] = smooth;
    mean += smooth / whole;
  }
  // Plucked at a seventh of the string: the comb takes out the seventh harmonic, and the mean must not ring as DC.
  const plucked = line.map((value, index) => value - mean - 0.85 * ((line[(index + whole - Math.round(whole / 7)) % whole] ?? 0) - mean));
  line.set(plucked);

  const samples = new Float32Array(Math.ceil(seconds * rate));
  let at = 0;
  let last = 0;
  let allpassIn = 0;
  let allpassOut = 0;
  let body = 0;
  let peak = 0;
  for (let index = 0; index < samples.length; index++) {
    const read = line[at] ?? 0;
    const damped = decay * ((1 - damping) * read + damping * last);
    last = read;
    allpassOut = tuning * (damped - allpassOut) + allpassIn;
    allpassIn = damped;
    line[at] = allpassOut;
    at = at + 1 === whole ? 0 : at + 1;
    body += 0.4 * (read - body);
    const value = (0.6 * read + 0.4 * body) * Math.min(1, index / (0.0012 * rate));
    samples[index] = value;
    if (Math.abs(value) > peak) peak = Math.abs(value);
  }
  const gain = peak > 0 ? level / peak : 0;
  return samples.map((value) => value * gain);
}

/**
 * A fingered electric bass: eight harmonics, the upper ones decaying sooner, over a little finger noise. Additive, so
 * nothing aliases.
 *
 * @returns mono samples, peak about `level`.
 */
export function bassString(rate: number, note: number, level: number, seconds: number): Float32Array {
  const hz = frequencyOf(note);
  const random = randomFrom(note * 13);
  const samples = new Float32Array(Math.ceil(seconds * rate));
  const attack = 0.004 * rate;
  for (let harmonic = 1; harmonic <= 8; harmonic++) {
    // Plucked at about a fifth of the string; a harder pluck keeps more of the high ones.
    const strength = (Math.abs(Math.sin(Math.PI * harmonic * 0.21)) / harmonic ** (1.55 - 0.35 * level)) * (harmonic === 1 ? 1.25 : 1);
    const step = (2 * Math.PI * hz * harmonic) / rate;
    const fall = Math.exp(-1 / ((1.5 / (1 + 0.55 * (harmonic - 1))) * rate));
    // A rotating phasor costs four multiplications where a sine costs a call.
    const cosine = Math.cos(step) * fall;
    const sine = Math.sin(step) * fall;
    let real = strength;
    let imaginary = 0;
    for (let index = 0; index < samples.length; index++) {
      samples[index] = (samples[index] ?? 0) + imaginary;
      const next = real * cosine - imaginary * sine;
      imaginary = real * sine + imaginary * cosine;
      real = next;
    }
  }
  let noise = 0;
  let peak = 0;
  for (let index = 0; index < samples.length; index++) {
    noise += 0.12 * (random() * 2 - 1 - noise);
    const thump = noise * Math.exp(-index / (0.012 * rate));
    const value = Math.tanh(0.9 * ((samples[index] ?? 0) + 0.5 * thump)) * Math.min(1, index / attack);
    samples[index] = value;
    if (Math.abs(value) > peak) peak = Math.abs(value);
  }
  const gain = peak > 0 ? level / peak : 0;
  return samples.map((value) => value * gain);
}
