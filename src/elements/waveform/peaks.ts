/** What of an AudioBuffer the waveform reads. */
export interface Samples {
  readonly length: number;
  readonly duration: number;
  readonly numberOfChannels: number;
  getChannelData(channel: number): Float32Array;
}

/** Lowest and highest sample of each bin over all channels, in turn: low, high, low, high … */
export type Peaks = Float32Array;

/** Milliseconds of work after which the page gets its turn. */
const SLICE = 6;

const breathe = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/**
 * The peaks of `samples` in `bins` bins. Works in slices of a few milliseconds so that an hour of music does not stop the page, and
 * tells `progress` after each.
 *
 * @throws the signal's reason once that is aborted.
 */
export async function peaksOf(samples: Samples, bins: number, signal: AbortSignal, progress: (peaks: Peaks) => void): Promise<Peaks> {
  const peaks = new Float32Array(bins * 2);
  const channels = Array.from({ length: samples.numberOfChannels }, (_, channel) => samples.getChannelData(channel));
  let started = performance.now();
  for (let bin = 0; bin < bins; bin++) {
    const from = Math.floor((bin * samples.length) / bins);
    const to = Math.max(from + 1, Math.floor(((bin + 1) * samples.length) / bins));
    let [low, high] = [Infinity, -Infinity];
    for (const channel of channels) {
      for (let at = from; at < to; at++) {
        const sample = channel[at] ?? 0;
        if (sample < low) low = sample;
        if (sample > high) high = sample;
      }
    }
    peaks[bin * 2] = low;
    peaks[bin * 2 + 1] = high;
    if (performance.now() - started > SLICE) {
      progress(peaks);
      await breathe();
      signal.throwIfAborted();
      started = performance.now();
    }
  }
  return peaks;
}
