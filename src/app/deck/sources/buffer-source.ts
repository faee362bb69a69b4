import { fadeAway, fadeTo } from '../fade.ts';
import type { Source } from './source.ts';

interface Voice {
  readonly node: AudioBufferSourceNode;
  readonly gain: GainNode;
  /** Context time and place in the buffer, both seconds, from which the present place is counted. */
  since: number;
  offset: number;
}

/**
 * Plays samples that are in memory: the built-in loop or a decoded file. Every start and jump is a new voice that fades
 * in while the one before fades out.
 */
export class BufferSource implements Source {
  readonly kind: 'loop' | 'file';
  readonly title: string;
  readonly audio: AudioBuffer;
  readonly output: GainNode;
  onchange: (() => void) | undefined;
  onproblem: ((message: string) => void) | undefined;
  #voice: Voice | undefined;
  #resting = 0;
  #loop = true;

  /** @param context where it plays; an OfflineAudioContext does as well. */
  constructor(context: BaseAudioContext, kind: 'loop' | 'file', title: string, audio: AudioBuffer) {
    this.kind = kind;
    this.title = title;
    this.audio = audio;
    this.output = new GainNode(context);
  }

  get duration(): number {
    return this.audio.duration;
  }

  get playing(): boolean {
    return this.#voice !== undefined;
  }

  get position(): number {
    const voice = this.#voice;
    if (!voice) return this.#resting;
    const place = voice.offset + Math.max(0, this.output.context.currentTime - voice.since);
    return this.#loop ? place % this.duration : Math.min(place, this.duration);
  }

  get loop(): boolean {
    return this.#loop;
  }

  set loop(loop: boolean) {
    const voice = this.#voice;
    if (voice) {
      // Count anew from here: without the loop, laps already run must not count as distance.
      voice.offset = this.position;
      voice.since = this.output.context.currentTime;
      voice.node.loop = loop;
    }
    this.#loop = loop;
  }

  async play(): Promise<void> {
    if (!this.#voice) this.#start(this.#resting);
  }

  pause(): void {
    this.#resting = this.position;
    this.#release();
  }

  seek(seconds: number): void {
    const place = Math.min(this.duration, Math.max(0, seconds));
    this.#resting = place;
    if (!this.#voice) return;
    this.#release();
    this.#start(place);
  }

  dispose(): void {
    this.#release();
    fadeAway(this.output);
  }

  #start(from: number): void {
    const { context } = this.output;
    // Play at the very end means play again.
    const offset = from < this.duration ? from : 0;
    const gain = new GainNode(context, { gain: 0 });
    const node = new AudioBufferSourceNode(context, { buffer: this.audio, loop: this.#loop });
    node.connect(gain).connect(this.output);
    fadeTo(gain, 1);
    node.start(0, offset);
    const voice: Voice = { node, gain, since: context.currentTime, offset };
    node.onended = () => {
      if (this.#voice !== voice) return;
      gain.disconnect();
      this.#voice = undefined;
      this.#resting = 0;
      this.onchange?.();
    };
    this.#voice = voice;
  }

  #release(): void {
    const voice = this.#voice;
    if (!voice) return;
    this.#voice = undefined;
    fadeAway(voice.gain, () => {
      voice.node.stop();
      voice.node.disconnect();
    });
  }
}
