import { html, type PropertyValues } from 'lit';
import { property, query } from 'lit/decorators.js';
import { inks, prepare } from '../canvas.ts';
import { define, RackwireElement } from '../element.ts';
import { t } from '../localise.ts';
import { theme } from '../theme.ts';
import { styles } from './spectrum.styles.ts';

const LOWEST = 20;
const HIGHEST = 20_000;
/** The glass shows −96 to 0 dBFS. */
const DEPTH = 96;
/** Milliseconds between frames where motion is to be reduced: four a second. */
const CALM = 250;
/** Milliseconds between two changes of the text alternative. */
const WORDS_EVERY = 2000;
const MARKS = [50, 100, 200, 500, 1000, 2000, 5000, 10_000];

/** The frequency at `part` (0…1) of the logarithmic axis, in Hz. */
export const frequencyAt = (part: number): number => LOWEST * (HIGHEST / LOWEST) ** part;
/** Where `frequency` lies on the axis, 0…1. */
export const placeOf = (frequency: number): number => Math.log(frequency / LOWEST) / Math.log(HIGHEST / LOWEST);

/**
 * For each of `columns`, the strongest bin between its edges, in dB; between two bins where a column is narrower than one.
 *
 * @param bins in dB, as `getFloatFrequencyData` gives them
 * @param width of a bin in Hz
 */
export function columnsOf(bins: Float32Array, width: number, columns: number): number[] {
  return Array.from({ length: columns }, (_, column) => {
    const from = frequencyAt(column / columns) / width;
    const to = frequencyAt((column + 1) / columns) / width;
    const [first, last] = [Math.ceil(from), Math.min(Math.floor(to), bins.length - 1)];
    if (first > last) {
      const at = Math.floor(from);
      const [low, high] = [bins[at] ?? -Infinity, bins[at + 1] ?? -Infinity];
      return Number.isFinite(low) && Number.isFinite(high) ? low + (high - low) * (from - at) : Math.max(low, high);
    }
    let strongest = -Infinity;
    for (let at = first; at <= last; at++) strongest = Math.max(strongest, bins[at] ?? -Infinity);
    return strongest;
  });
}

/**
 * A live spectrum, 20 Hz to 20 kHz on a logarithmic axis, −96 to 0 dBFS. Rests while it is out of view, and draws four frames a
 * second where motion is to be reduced.
 *
 * @example
 * <rw-spectrum .analyser=${analyser}></rw-spectrum>
 *
 * @csspart canvas - the glass
 */
export class Spectrum extends RackwireElement {
  static override styles = [theme, styles];

  /** What is shown; its `fftSize` and smoothing are left as they are. The element does not connect or disconnect it. */
  @property({ attribute: false }) analyser?: AnalyserNode;
  @query('canvas') private readonly canvas!: HTMLCanvasElement | null;

  #bins = new Float32Array(0);
  #frame = 0;
  #drawn = Number.NEGATIVE_INFINITY;
  #told = Number.NEGATIVE_INFINITY;
  #inView = false;
  readonly #calm = matchMedia('(prefers-reduced-motion: reduce)');
  readonly #observer = new IntersectionObserver(([entry]) => {
    this.#inView = entry?.isIntersecting ?? false;
    this.#start();
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
    this.#inView = false;
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  override render() {
    return html`<canvas part="canvas" role="img" aria-label=${t('Spectrum')}></canvas>`;
  }

  protected override updated(_changed: PropertyValues): void {
    this.#start();
  }

  /** A hidden tab gets no animation frames, so that being in view is all that is left to ask. */
  #start(): void {
    if (this.#inView && this.#frame === 0) this.#frame = requestAnimationFrame(this.#tick);
  }

  readonly #tick = (now: number): void => {
    this.#frame = this.#inView && this.analyser ? requestAnimationFrame(this.#tick) : 0;
    if (this.#calm.matches && now - this.#drawn < CALM) return;
    this.#drawn = now;
    this.#draw(now);
  };

  #draw(now: number): void {
    const { canvas, analyser } = this;
    const fitted = canvas && prepare(canvas);
    if (!fitted) return;
    const { context, width, height } = fitted;
    const { trace, line, words } = inks(canvas);

    context.strokeStyle = line;
    context.fillStyle = words;
    context.font = '9.5px Helvetica, Arial, sans-serif';
    context.lineWidth = 1;
    context.beginPath();
    for (const mark of MARKS) {
      const x = Math.round(placeOf(mark) * width) + 0.5;
      context.moveTo(x, 0);
      context.lineTo(x, height);
      if (Number.isInteger(Math.log10(mark))) context.fillText(mark < 1000 ? `${mark}` : `${mark / 1000}k`, x + 3, height - 4);
    }
    for (const dB of [24, 48, 72]) {
      const y = Math.round((dB / DEPTH) * height) + 0.5;
      context.moveTo(0, y);
      context.lineTo(width, y);
    }
    context.stroke();
    if (!analyser) return;

    if (this.#bins.length !== analyser.frequencyBinCount) this.#bins = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(this.#bins);
    const binWidth = analyser.context.sampleRate / analyser.fftSize;
    const columns = columnsOf(this.#bins, binWidth, Math.ceil(width / 2));
    context.beginPath();
    const yOf = (dB = -Infinity): number => Math.min(height + 2, (-dB / DEPTH) * height);
    // Both ends lie outside the glass, so that the outline shows no walls.
    context.moveTo(-3, height + 3);
    context.lineTo(-3, yOf(columns[0]));
    for (const [at, dB] of columns.entries()) context.lineTo(at * 2, yOf(dB));
    context.lineTo(width + 3, yOf(columns.at(-1)));
    context.lineTo(width + 3, height + 3);
    context.strokeStyle = trace;
    context.lineWidth = 1.5;
    context.stroke();
    context.fillStyle = trace;
    context.globalAlpha = 0.18;
    context.fill();
    context.globalAlpha = 1;
    this.#tell(binWidth, now);
  }

  #tell(binWidth: number, now: number): void {
    if (now - this.#told < WORDS_EVERY) return;
    this.#told = now;
    const [first, end] = [Math.ceil(LOWEST / binWidth), Math.floor(HIGHEST / binWidth)];
    const heard = this.#bins.subarray(first, end);
    const strongest = Math.max(-Infinity, ...heard);
    const frequency = (first + heard.indexOf(strongest)) * binWidth;
    const digits = Number(frequency.toPrecision(2));
    const text = strongest < -DEPTH ? t('Spectrum: silent') : t('Spectrum: strongest near {frequency} Hz', { frequency: digits });
    this.canvas?.setAttribute('aria-label', text);
  }
}

define('rw-spectrum', Spectrum);

declare global {
  interface HTMLElementTagNameMap {
    'rw-spectrum': Spectrum;
  }
}
