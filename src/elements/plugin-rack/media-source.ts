/**
 * A media element in an audio graph. The platform allows that once in an element's life, and from then on the element
 * is heard only through that AudioContext: so the capture outlives the rack, and without one the sound goes straight on.
 */
export interface MediaSource {
  readonly context: AudioContext;
  /** Sends the sound through a rack; returns what lets it go straight to the speakers again. */
  through(input: AudioNode, output: AudioNode): () => void;
}

/** Long enough that the change of path does not click, in seconds. */
const FADE = 0.02;

const captured = new WeakMap<HTMLMediaElement, CapturedMedia>();

/**
 * Brings a media element into an audio graph, once; later calls find the same graph.
 *
 * @throws Error in words where the element's sound may not be read, or a rack has it already.
 */
export function captureMedia(media: HTMLMediaElement): MediaSource {
  const known = captured.get(media);
  if (known) return known;
  refuseUnreadable(media);
  const source = new CapturedMedia(media);
  captured.set(media, source);
  return source;
}

class CapturedMedia implements MediaSource {
  readonly context: AudioContext;
  readonly #source: AudioNode;
  readonly #straight: GainNode;
  #taken = false;

  constructor(media: HTMLMediaElement) {
    this.context = new AudioContext({ latencyHint: 'interactive' });
    this.#source = this.context.createMediaElementSource(media);
    this.#straight = new GainNode(this.context);
    this.#source.connect(this.#straight).connect(this.context.destination);
    // Browsers start audio only after a gesture; pressing play on the element is one.
    media.addEventListener('play', () => void this.context.resume());
    if (!media.paused) void this.context.resume();
  }

  through(input: AudioNode, output: AudioNode): () => void {
    if (this.#taken) throw new Error('This media element plays through a rack already: one element, one rack.');
    this.#taken = true;
    const wet = new GainNode(this.context, { gain: 0 });
    this.#source.connect(input);
    output.connect(wet).connect(this.context.destination);
    this.#fade(wet, 1);
    this.#fade(this.#straight, 0);
    return () => {
      this.#taken = false;
      this.#fade(wet, 0);
      this.#fade(this.#straight, 1);
      this.#source.disconnect(input);
      setTimeout(() => wet.disconnect(), FADE * 5000);
    };
  }

  #fade({ gain }: GainNode, target: number): void {
    const now = this.context.currentTime;
    gain.cancelScheduledValues(now);
    gain.setValueAtTime(gain.value, now);
    gain.linearRampToValueAtTime(target, now + FADE);
  }
}

/** A page may not read the sound of another origin without its leave: captured, such an element would fall silent. */
function refuseUnreadable(media: HTMLMediaElement): void {
  const address = media.currentSrc || media.src;
  if (!address || media.crossOrigin !== null) return;
  const { origin, protocol } = new URL(address, location.href);
  if (origin === location.origin || protocol === 'blob:' || protocol === 'data:') return;
  throw new Error(
    `The sound of ${origin} may not be processed here: set crossorigin="anonymous" on the media element, and let ${origin} answer with Access-Control-Allow-Origin.`,
  );
}
