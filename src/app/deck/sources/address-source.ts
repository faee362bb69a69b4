import { t } from '../../../elements/localise.ts';
import { FADE_TIME, fadeAway, fadeTo } from '../fade.ts';
import { type Source, SourceError } from './source.ts';

/** Plays an `<audio>` element: a file or stream at an address, without reading it into memory first. */
export class AddressSource implements Source {
  readonly kind = 'address';
  readonly title: string;
  readonly output: GainNode;
  onchange: (() => void) | undefined;
  onproblem: ((message: string) => void) | undefined;
  readonly #element: HTMLAudioElement;
  readonly #node: MediaElementAudioSourceNode;
  readonly #released = new AbortController();
  /** What was asked for; the element itself only pauses when its fade is over. */
  #playing = false;
  #pausing: ReturnType<typeof setTimeout> | undefined;
  #seeking: ReturnType<typeof setTimeout> | undefined;
  #target: number | undefined;

  private constructor(context: AudioContext, element: HTMLAudioElement, title: string) {
    this.title = title;
    this.output = new GainNode(context, { gain: 0 });
    this.#element = element;
    this.#node = new MediaElementAudioSourceNode(context, { mediaElement: element });
    this.#node.connect(this.output);
    const { signal } = this.#released;
    element.addEventListener('ended', () => this.#ended(), { signal });
    element.addEventListener('durationchange', () => this.onchange?.(), { signal });
    element.addEventListener('error', () => this.#failed(), { signal });
  }

  /**
   * Opens an address.
   *
   * @param address absolute, or relative to the page: http, https, blob or data.
   * @throws SourceError in words when it is no address, cannot be reached, is not audio or may not be used by this page.
   * @throws DOMException AbortError when `signal` says so.
   */
  static async open(context: AudioContext, address: string, signal?: AbortSignal): Promise<AddressSource> {
    const url = parseAddress(address);
    const element = new Audio();
    // Without permission of the other site a page may play its audio but not hear it: the node would give silence.
    element.crossOrigin = 'anonymous';
    element.preload = 'auto';
    try {
      await metadata(element, url, signal);
    } catch (cause) {
      unload(element);
      signal?.throwIfAborted();
      throw new SourceError(await reason(url, signal), { cause });
    }
    return new AddressSource(context, element, titleOf(url));
  }

  get duration(): number | undefined {
    const { duration } = this.#element;
    return Number.isFinite(duration) ? duration : undefined;
  }

  get playing(): boolean {
    return this.#playing;
  }

  get position(): number {
    return this.#target ?? this.#element.currentTime;
  }

  get loop(): boolean {
    return this.#element.loop;
  }

  set loop(loop: boolean) {
    this.#element.loop = loop;
  }

  async play(): Promise<void> {
    clearTimeout(this.#pausing);
    this.#playing = true;
    try {
      await this.#element.play();
    } catch (cause) {
      // A pause that overtakes the start is no failure.
      if (!this.#playing) return;
      this.#playing = false;
      throw new SourceError(t('“{name}” could not be played: {reason}', { name: this.title, reason: messageOf(cause) }), { cause });
    }
    if (this.#playing && this.#target === undefined) fadeTo(this.output, 1);
  }

  pause(): void {
    if (!this.#playing) return;
    this.#playing = false;
    fadeTo(this.output, 0);
    clearTimeout(this.#pausing);
    this.#pausing = setTimeout(() => this.#element.pause(), FADE_TIME * 1000);
  }

  seek(seconds: number): void {
    const target = Math.max(0, Math.min(seconds, this.duration ?? 0));
    this.#target = target;
    fadeTo(this.output, 0);
    clearTimeout(this.#seeking);
    // Jump in the silence after the fade; several jumps in a row become one.
    this.#seeking = setTimeout(
      () => {
        this.#element.addEventListener('seeked', () => this.#arrived(target), { once: true, signal: this.#released.signal });
        this.#element.currentTime = target;
      },
      this.#playing ? FADE_TIME * 1000 : 0,
    );
  }

  dispose(): void {
    this.#playing = false;
    this.#released.abort();
    clearTimeout(this.#pausing);
    clearTimeout(this.#seeking);
    fadeAway(this.output, () => {
      this.#node.disconnect();
      unload(this.#element);
    });
  }

  #arrived(target: number): void {
    if (this.#target !== target) return;
    this.#target = undefined;
    if (this.#playing) fadeTo(this.output, 1);
    this.onchange?.();
  }

  #ended(): void {
    this.#playing = false;
    this.#element.currentTime = 0;
    fadeTo(this.output, 0);
    this.onchange?.();
  }

  #failed(): void {
    this.#playing = false;
    this.onproblem?.(t('“{name}” broke off: the connection was lost or the data are damaged.', { name: this.title }));
    this.onchange?.();
  }
}

function parseAddress(address: string): URL {
  const text = address.trim();
  if (text === '') throw new SourceError(t('There is no address: type or paste that of an audio file.'));
  const url = URL.canParse(text, location.href) ? new URL(text, location.href) : undefined;
  if (!url || !['http:', 'https:', 'blob:', 'data:'].includes(url.protocol)) {
    throw new SourceError(t('“{address}” is not an address: expected one such as https://example.org/song.mp3.', { address: text }));
  }
  return url;
}

function titleOf(url: URL): string {
  if (url.protocol === 'blob:' || url.protocol === 'data:') return t('Audio by address');
  const name = url.pathname.split('/').pop() || url.hostname;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function metadata(element: HTMLAudioElement, url: URL, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    element.addEventListener('loadedmetadata', () => resolve(), { once: true });
    element.addEventListener('error', () => reject(element.error), { once: true });
    element.src = url.href;
  });
}

function unload(element: HTMLAudioElement): void {
  element.pause();
  element.removeAttribute('src');
  element.load();
}

/** An element's error does not tell a refusal from a wrong address or a wrong format; one small request does. */
async function reason(url: URL, signal: AbortSignal | undefined): Promise<string> {
  const address = url.protocol === 'data:' ? 'data:…' : url.href;
  let response: Response;
  try {
    response = await fetch(url, { headers: { Range: 'bytes=0-0' }, ...(signal && { signal }) });
  } catch {
    signal?.throwIfAborted();
    return t('{address} cannot be used here: the site did not answer, or does not allow other pages to use its audio (CORS).', { address });
  }
  await response.body?.cancel();
  if (!response.ok) return t('{address} has no audio: the site answered {status}.', { address, status: response.status });
  const got = response.headers.get('Content-Type') ?? t('an unknown kind of file');
  return t('{address} is not audio that this browser can play: expected WAV, MP3, FLAC, Ogg or AAC, but got {got}.', { address, got });
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
