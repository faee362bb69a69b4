import { t } from '../../elements/localise.ts';
import { renderLoop } from './loop/render-loop.ts';
import { AddressSource } from './sources/address-source.ts';
import { BufferSource } from './sources/buffer-source.ts';
import { decodeFile } from './sources/decode.ts';
import { MicrophoneSource } from './sources/microphone-source.ts';
import { isAbort, type Source, SourceError, type SourceKind } from './sources/source.ts';

/** Something that takes longer than half a second. */
export interface Work {
  /** Which source is being made. */
  readonly kind: SourceKind;
  /** What is going on, for a person. */
  readonly words: string;
  /** Share done, 0…1, or undefined where nobody knows. */
  readonly done: number | undefined;
}

/** Milliseconds of quiet before progress is shown. */
const PATIENCE = 500;

/** In English, the key for translation: it is shown for as long as the loop plays, in whatever language comes. */
const LOOP_NAME = 'Eight bars in F';

type Opener = (signal: AbortSignal, tell: (words: string, done?: number) => void) => Promise<Source>;

/**
 * The player: one source at a time, a transport over it, one output. A source that cannot be opened changes nothing:
 * the one before plays on. Lives on the main thread and knows no elements.
 *
 * Events: `change` whenever something visible changed, except the moving position; `open` when another source is in
 * use; `problem`, a CustomEvent whose detail `message` says in words what failed.
 */
export class Deck extends EventTarget {
  readonly context: AudioContext;
  /** The sound of whatever plays. Connect it onwards. */
  readonly output: GainNode;
  #source: Source | undefined;
  #work: Work | undefined;
  #opening: AbortController | undefined;
  #opened: SourceKind | undefined;
  #loop = true;
  #eager = false;
  #loopAudio: Promise<AudioBuffer> | undefined;

  constructor(context: AudioContext) {
    super();
    this.context = context;
    this.output = new GainNode(context);
    context.addEventListener('statechange', () => this.#changed());
  }

  get source(): Source | undefined {
    return this.#source;
  }

  /** What takes its time, from half a second on. */
  get work(): Work | undefined {
    return this.#work;
  }

  /** The kind of source being opened, from the first moment on. */
  get opening(): SourceKind | undefined {
    return this.#opened;
  }

  get playing(): boolean {
    return this.#source?.playing ?? false;
  }

  /** Seconds, 0…duration. */
  get position(): number {
    return this.#source?.position ?? 0;
  }

  /** Seconds; undefined without a source or without an end. */
  get duration(): number | undefined {
    return this.#source?.duration;
  }

  /** Whether sources start again at their end. Default true. */
  get loop(): boolean {
    return this.#loop;
  }

  set loop(loop: boolean) {
    this.#loop = loop;
    if (this.#source) this.#source.loop = loop;
    this.#changed();
  }

  /** Whether the browser holds all sound back, as it does until the first click or key. */
  get asleep(): boolean {
    return this.context.state !== 'running';
  }

  /** The built-in loop. Rendered on first use, kept afterwards. */
  openLoop(): Promise<boolean> {
    return this.#open('loop', async (signal, tell) => {
      tell(t('Playing the loop in'), 0);
      this.#loopAudio ??= renderLoop(this.context.sampleRate, (done) => tell(t('Playing the loop in'), done)).catch((error) => {
        this.#loopAudio = undefined;
        throw error;
      });
      const audio = await this.#loopAudio;
      signal.throwIfAborted();
      return new BufferSource(this.context, 'loop', LOOP_NAME, audio);
    });
  }

  /** A file of any format the browser decodes. */
  openFile(file: File): Promise<boolean> {
    return this.#open('file', async (signal, tell) => {
      tell(t('Opening {name}', { name: file.name }));
      const onProgress = (read: number | undefined) =>
        tell(read === undefined ? t('Decoding {name}', { name: file.name }) : t('Reading {name}', { name: file.name }), read);
      const audio = await decodeFile(file, this.context, { signal, onProgress });
      return new BufferSource(this.context, 'file', file.name, audio);
    });
  }

  /** An audio file or stream on the net. */
  openAddress(address: string): Promise<boolean> {
    return this.#open('address', (signal, tell) => {
      tell(t('Opening {name}', { name: address }));
      return AddressSource.open(this.context, address, signal);
    });
  }

  /** The microphone, live from the moment it is allowed. */
  openMicrophone(deviceId?: string): Promise<boolean> {
    return this.#open('microphone', (signal, tell) => {
      tell(t('Waiting for the microphone: the browser asks you to allow it'));
      return MicrophoneSource.open(this.context, deviceId, signal);
    });
  }

  /** Plays, or plays on. Wakes the context, which browsers allow only within a click or key. */
  async play(): Promise<void> {
    this.wake();
    const source = this.#source;
    // Pressed before there is anything to play, it is meant for what is being opened.
    if (!source) this.#eager = this.#opening !== undefined;
    if (!source || source.playing) return;
    try {
      await source.play();
    } catch (error) {
      if (source === this.#source) this.#report(error);
    }
    this.#changed();
  }

  pause(): void {
    this.#eager = false;
    this.#source?.pause();
    this.#changed();
  }

  toggle(): Promise<void> {
    if (!this.playing || this.asleep) return this.play();
    this.pause();
    return Promise.resolve();
  }

  /** Stops and returns to the start. */
  stop(): void {
    this.#source?.pause();
    this.#source?.seek(0);
    this.#changed();
  }

  /** @param seconds place to play on from; held within the source. */
  seek(seconds: number): void {
    this.#source?.seek(seconds);
    this.#changed();
  }

  /** Moves the place by seconds; past the end it stays at the end, or comes round where the loop is on. */
  seekBy(seconds: number): void {
    const { duration } = this;
    if (duration === undefined) return;
    const place = this.position + seconds;
    this.seek(this.#loop ? ((place % duration) + duration) % duration : place);
  }

  /** Lets the context run; without effect outside a click or key. */
  wake(): void {
    // Rejected only when the context is closed, and then there is nothing to wake.
    if (this.context.state !== 'running') this.context.resume().catch(() => {});
  }

  /** Stops everything and frees the source. */
  dispose(): void {
    this.#opening?.abort();
    this.#source?.dispose();
    this.#source = undefined;
    this.output.disconnect();
  }

  /** @returns whether the new source is in use; false when it failed (said as `problem`) or another was chosen meanwhile. */
  async #open(kind: SourceKind, open: Opener): Promise<boolean> {
    this.#opening?.abort();
    const opening = new AbortController();
    this.#opening = opening;
    this.#opened = kind;
    const wasPlaying = this.playing;
    let latest: Work | undefined;
    let patient = true;
    const tell = (words: string, done?: number) => {
      latest = { kind, words, done };
      if (!patient && this.#opening === opening) this.#show(latest);
    };
    const patience = setTimeout(() => {
      patient = false;
      if (latest && this.#opening === opening) this.#show(latest);
    }, PATIENCE);
    this.#changed();
    try {
      const source = await open(opening.signal, tell);
      if (this.#opening !== opening) {
        source.dispose();
        return false;
      }
      this.#use(source);
      const play = wasPlaying || this.#eager;
      this.#eager = false;
      if (play && !source.playing) await this.play();
      return true;
    } catch (error) {
      if (!isAbort(error) && this.#opening === opening) this.#report(error);
      return false;
    } finally {
      clearTimeout(patience);
      if (this.#opening === opening) {
        this.#opening = undefined;
        this.#opened = undefined;
        this.#show(undefined);
      }
    }
  }

  #use(source: Source): void {
    this.#source?.dispose();
    this.#source = source;
    source.loop = this.#loop;
    source.onchange = () => this.#changed();
    source.onproblem = (message) => this.#problem(message);
    source.output.connect(this.output);
    this.dispatchEvent(new Event('open'));
    this.#changed();
  }

  #show(work: Work | undefined): void {
    this.#work = work;
    this.#changed();
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }

  #report(error: unknown): void {
    if (error instanceof SourceError) this.#problem(error.message);
    else this.#problem(t('Something went wrong: {reason}', { reason: error instanceof Error ? error.message : String(error) }));
  }

  #problem(message: string): void {
    this.dispatchEvent(new CustomEvent('problem', { detail: { message } }));
  }
}
