/** Test signals. Amplitudes are linear, lengths in frames. */

/** Uniform white noise within ±amplitude, the same each time for the same seed. */
export function noise(frames: number, amplitude = 0.25, seed = 1): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length: frames }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 31 - 1) * amplitude;
  });
}

export function sine(frames: number, frequency: number, sampleRate = 48000, amplitude = 0.5): Float32Array {
  return Float32Array.from({ length: frames }, (_, frame) => amplitude * Math.sin((2 * Math.PI * frequency * frame) / sampleRate));
}

/** One sample of 1, then silence. */
export function impulse(frames: number): Float32Array {
  const signal = new Float32Array(frames);
  signal[0] = 1;
  return signal;
}

export const silence = (frames: number): Float32Array => new Float32Array(frames);
