import { Deck } from './deck/deck.ts';
import { fadeTo } from './deck/fade.ts';
import { SILENCE } from './settings.ts';

/** A pair of AudioNodes that sound can be sent through, such as a `<plugin-rack>`. */
export interface Insert {
  readonly input: AudioNode;
  readonly output: AudioNode;
}

/**
 * The application's audio graph: deck → rack → volume → speakers. Until there is a rack, the deck plays straight to
 * the volume, so that a rack that fails costs the effects and not the music.
 */
export class Studio {
  readonly context: AudioContext;
  readonly deck: Deck;
  readonly #volume: GainNode;
  readonly #monitor: GainNode;
  #insert: Insert | undefined;
  #listening = false;

  /** @param context default: one of its own, with the lowest latency the device offers. */
  constructor(context: AudioContext = new AudioContext({ latencyHint: 'interactive' })) {
    this.context = context;
    this.deck = new Deck(context);
    this.#volume = new GainNode(context);
    this.#monitor = new GainNode(context);
    this.deck.output.connect(this.#volume).connect(this.#monitor).connect(context.destination);
    this.deck.addEventListener('change', () => this.#route());
  }

  /** What leaves for the speakers, after the volume. */
  get output(): AudioNode {
    return this.#monitor;
  }

  /** Sets the volume, in dB; {@link SILENCE} and below is off. */
  setVolume(dB: number): void {
    fadeTo(this.#volume, dB <= SILENCE ? 0 : 10 ** (dB / 20));
  }

  /**
   * Whether a microphone is heard from the speakers. Default false, because near loudspeakers it howls. It passes the
   * rack and its meters either way. Other sources are always heard.
   */
  get listening(): boolean {
    return this.#listening;
  }

  set listening(listening: boolean) {
    this.#listening = listening;
    this.#route();
  }

  /** Sends the sound through a rack from now on, or straight without one. */
  insert(insert: Insert | undefined): void {
    const { output } = this.deck;
    if (this.#insert) {
      output.disconnect(this.#insert.input);
      this.#insert.output.disconnect(this.#volume);
    } else {
      output.disconnect(this.#volume);
    }
    this.#insert = insert;
    if (insert) {
      output.connect(insert.input);
      insert.output.connect(this.#volume);
    } else {
      output.connect(this.#volume);
    }
  }

  /** Frees the source and the context. */
  async dispose(): Promise<void> {
    this.deck.dispose();
    if (this.context.state !== 'closed') await this.context.close();
  }

  #route(): void {
    const heard = this.deck.source?.kind !== 'microphone' || this.#listening;
    fadeTo(this.#monitor, heard ? 1 : 0);
  }
}
