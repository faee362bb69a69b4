/**
 * One stereo track of the loop. What is written past its end goes on at its beginning: that is how a note's tail on
 * the last beat is heard under the first one, and why the loop has no seam.
 */
export class Stem {
  readonly left: Float32Array<ArrayBuffer>;
  readonly right: Float32Array<ArrayBuffer>;
  readonly #rate: number;

  /**
   * @param frames length of the loop.
   * @param rate sample rate in Hz.
   */
  constructor(frames: number, rate: number) {
    this.left = new Float32Array(frames);
    this.right = new Float32Array(frames);
    this.#rate = rate;
  }

  /**
   * Adds a mono sound, panned with constant power.
   *
   * @param seconds when it starts; negative times are before the seam.
   * @param options `gain` linear, default 1; `pan` −1 left…1 right, default 0; `hold` seconds until the release begins,
   *   default the sound's end; `release` seconds to fall by 60 dB from there, default 0.1.
   */
  add(sound: Float32Array, seconds: number, options: { gain?: number; pan?: number; hold?: number; release?: number } = {}): void {
    const { gain = 1, pan = 0, hold = Number.POSITIVE_INFINITY, release = 0.1 } = options;
    const { left, right } = this;
    const frames = left.length;
    const angle = ((pan + 1) * Math.PI) / 4;
    const toLeft = gain * Math.cos(angle);
    const toRight = gain * Math.sin(angle);
    const releaseFrom = hold * this.#rate;
    const fall = 10 ** (-3 / (release * this.#rate));
    const length = Math.min(sound.length, Number.isFinite(hold) ? Math.ceil(releaseFrom + release * 1.5 * this.#rate) : sound.length);
    let at = Math.round(seconds * this.#rate) % frames;
    if (at < 0) at += frames;
    let envelope = 1;
    for (let index = 0; index < length; index++) {
      if (index > releaseFrom) envelope *= fall;
      const value = (sound[index] ?? 0) * envelope;
      left[at] = (left[at] ?? 0) + value * toLeft;
      right[at] = (right[at] ?? 0) + value * toRight;
      at = at + 1 === frames ? 0 : at + 1;
    }
  }
}
