/** Helpers for tests that make and measure audio. */

/** A WAV file written by hand: RIFF, 16-bit PCM. `channels` are samples in −1…1. */
export function wav(channels: readonly Float32Array[], rate: number): Uint8Array<ArrayBuffer> {
  const frames = channels[0]?.length ?? 0;
  const block = channels.length * 2;
  const view = new DataView(new ArrayBuffer(44 + frames * block));
  const text = (at: number, value: string) => new Uint8Array(view.buffer).set(new TextEncoder().encode(value), at);
  text(0, 'RIFF');
  view.setUint32(4, 36 + frames * block, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, channels.length, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * block, true);
  view.setUint16(32, block, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, frames * block, true);
  for (let frame = 0; frame < frames; frame++) {
    channels.forEach((samples, channel) => {
      view.setInt16(44 + frame * block + channel * 2, Math.round((samples[frame] ?? 0) * 32767), true);
    });
  }
  return new Uint8Array(view.buffer);
}

export function sine(hz: number, seconds: number, rate: number, level = 0.5): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: Math.round(seconds * rate) }, (_, index) => level * Math.sin((2 * Math.PI * hz * index) / rate));
}

export function bufferOf(samples: Float32Array<ArrayBuffer>, rate: number): AudioBuffer {
  const buffer = new AudioBuffer({ length: samples.length, sampleRate: rate });
  buffer.copyToChannel(samples, 0);
  return buffer;
}

/** Largest difference between neighbours: what a click has and a slow wave has not. */
export function largestStep(samples: Float32Array): number {
  let step = 0;
  for (let index = 1; index < samples.length; index++) step = Math.max(step, Math.abs((samples[index] ?? 0) - (samples[index - 1] ?? 0)));
  return step;
}

export const peakOf = (samples: Float32Array): number => samples.reduce((peak, value) => Math.max(peak, Math.abs(value)), 0);

export const rmsOf = (samples: Float32Array): number => Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);

/**
 * The frequency near `expected` at which a windowed Fourier sum is strongest, in Hz, to about a thousandth of its bin:
 * golden-section search within half a semitone.
 */
export function frequencyNear(samples: Float32Array, expected: number, rate: number): number {
  const strength = (hz: number) => {
    let real = 0;
    let imaginary = 0;
    for (let index = 0; index < samples.length; index++) {
      const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / samples.length);
      const turn = (2 * Math.PI * hz * index) / rate;
      real += (samples[index] ?? 0) * window * Math.cos(turn);
      imaginary += (samples[index] ?? 0) * window * Math.sin(turn);
    }
    return Math.hypot(real, imaginary);
  };
  const golden = (Math.sqrt(5) - 1) / 2;
  let low = expected * 2 ** (-0.5 / 12);
  let high = expected * 2 ** (0.5 / 12);
  while (high - low > expected * 1e-5) {
    const left = high - golden * (high - low);
    const right = low + golden * (high - low);
    if (strength(left) > strength(right)) high = right;
    else low = left;
  }
  return (low + high) / 2;
}

/** Resolves when `ready` holds; checks on each task for up to five seconds of waiting. */
export async function until(ready: () => boolean, what: string): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (ready()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`waited in vain until ${what}`);
}
