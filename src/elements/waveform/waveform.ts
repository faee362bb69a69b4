import { html, nothing, type PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { inks, prepare } from '../canvas.ts';
import { define, RackwireElement } from '../element.ts';
import { t } from '../localise.ts';
import { theme } from '../theme.ts';
import { type Peaks, peaksOf, type Samples } from './peaks.ts';
import { styles } from './waveform.styles.ts';

const BINS = 2048;
/** Seconds that the keys move; with Shift a tenth. */
const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

/** A time as a player shows it: "3:07". */
export function clock(seconds: number): string {
  const whole = Math.floor(Math.max(0, seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/**
 * The waveform of a file, with what has been played, the playhead and the loop. Click, drag or keys go elsewhere in it: arrows 1 s
 * (with Shift 0.1 s), Page Up and Down 10 s, Home and End. A drag seeks where it is let go.
 *
 * @example
 * <rw-waveform .samples=${audioBuffer} .position=${12.5}></rw-waveform>
 *
 * @fires rw-seek - play from there; detail `{ time }` in seconds
 *
 * @csspart wave - the glass
 * @csspart time - the two times on it
 */
export class Waveform extends RackwireElement {
  static override styles = [theme, styles];

  /** An AudioBuffer, or anything that reads like one. */
  @property({ attribute: false }) samples?: Samples;
  /** Length in seconds; by default that of the samples. */
  @property({ type: Number }) duration = 0;
  /** Where playing is, in seconds. */
  @property({ type: Number }) position = 0;
  /** The loop in seconds; none unless the end lies after the start. */
  @property({ type: Number, attribute: 'loop-start' }) loopStart = 0;
  @property({ type: Number, attribute: 'loop-end' }) loopEnd = 0;
  @state() private dragged: number | undefined;
  @query('.wave') private readonly wave!: HTMLElement | null;

  #peaks: Peaks | undefined;
  #work = new AbortController();
  readonly #resized = new ResizeObserver(() => this.#draw());
  /** What changes the colours that a canvas was drawn with. */
  readonly #looks = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map((query) => matchMedia(query));

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resized.observe(this);
    for (const look of this.#looks) look.addEventListener('change', this.#draw);
    if (this.samples) this.requestUpdate('samples');
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
    for (const look of this.#looks) look.removeEventListener('change', this.#draw);
    this.#work.abort();
  }

  override focus(options?: FocusOptions): void {
    this.wave?.focus(options);
  }

  override render() {
    const length = this.#length;
    const time = this.dragged ?? this.position;
    const part = (seconds: number): number => (length > 0 ? Math.min(1, Math.max(0, seconds / length)) : 0);
    const words = t('{time} of {whole}', { time: clock(time), whole: clock(length) });
    return html`
      <div
        class="wave"
        part="wave"
        role="slider"
        tabindex="0"
        aria-label=${t('Position')}
        aria-valuemin="0"
        aria-valuemax=${length.toFixed(1)}
        aria-valuenow=${Math.min(length, time).toFixed(1)}
        aria-valuetext=${words}
        aria-disabled=${length === 0}
        .style=${`--at: ${part(time)}`}
        @pointerdown=${this.#grasp}
        @pointermove=${this.#drag}
        @pointerup=${this.#release}
        @pointercancel=${this.#cancel}
        @keydown=${this.#key}
      >
        ${
          this.loopEnd > this.loopStart
            ? html`<div class="loop" .style=${`--start: ${part(this.loopStart)}; --end: ${part(this.loopEnd)}`}></div>`
            : nothing
        }
        <canvas aria-hidden="true"></canvas>
        <canvas class="played" aria-hidden="true"></canvas>
        ${
          length > 0
            ? html`<div class="playhead"></div>
              <span class="time now" part="time" aria-hidden="true">${clock(time)}</span>
              <span class="time whole" part="time" aria-hidden="true">${clock(length)}</span>`
            : nothing
        }
      </div>
    `;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('samples')) void this.#analyse();
  }

  get #length(): number {
    return this.duration > 0 ? this.duration : (this.samples?.duration ?? 0);
  }

  async #analyse(): Promise<void> {
    this.#work.abort();
    this.#work = new AbortController();
    const { signal } = this.#work;
    this.#peaks = undefined;
    this.#draw();
    if (!this.samples) return;
    const show = (peaks: Peaks): void => {
      this.#peaks = peaks;
      this.#draw();
    };
    // Another file, or none: the work that is given up has nothing to say.
    const peaks = await peaksOf(this.samples, BINS, signal, show).catch(() => undefined);
    if (peaks && !signal.aborted) show(peaks);
  }

  readonly #draw = (): void => {
    const peaks = this.#peaks;
    for (const canvas of this.renderRoot.querySelectorAll('canvas')) {
      const fitted = prepare(canvas);
      if (!fitted || !peaks) continue;
      const { context, width, height } = fitted;
      context.fillStyle = inks(canvas).trace;
      const middle = height / 2;
      for (let x = 0; x < width; x += 3) {
        const from = Math.floor((x / width) * BINS);
        const to = Math.max(from + 1, Math.floor(((x + 3) / width) * BINS));
        let [low, high] = [0, 0];
        for (let bin = from; bin < Math.min(to, BINS); bin++) {
          low = Math.min(low, peaks[bin * 2] ?? 0);
          high = Math.max(high, peaks[bin * 2 + 1] ?? 0);
        }
        const top = middle - Math.min(1, high) * (middle - 4);
        const bottom = middle - Math.max(-1, low) * (middle - 4);
        context.fillRect(x, top - 0.5, 2, bottom - top + 1);
      }
    }
  };

  #timeAt({ clientX }: PointerEvent): number {
    const { left, width } = this.getBoundingClientRect();
    return Math.min(1, Math.max(0, (clientX - left) / width)) * this.#length;
  }

  readonly #grasp = (event: PointerEvent): void => {
    if (event.button !== 0 || this.#length === 0) return;
    this.wave?.focus({ preventScroll: true });
    this.wave?.setPointerCapture(event.pointerId);
    this.dragged = this.#timeAt(event);
  };

  readonly #drag = (event: PointerEvent): void => {
    if (this.dragged !== undefined) this.dragged = this.#timeAt(event);
  };

  readonly #release = (event: PointerEvent): void => {
    if (this.dragged === undefined) return;
    this.dragged = undefined;
    this.#seek(this.#timeAt(event));
  };

  readonly #cancel = (): void => {
    this.dragged = undefined;
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (this.#length === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = STEPS[event.key];
    const ends = { Home: 0, End: this.#length }[event.key];
    const time = step === undefined ? ends : this.position + step * (event.shiftKey ? 0.1 : 1);
    if (time === undefined) return;
    event.preventDefault();
    this.#seek(time);
  };

  #seek(wanted: number): void {
    const time = Math.min(this.#length, Math.max(0, wanted));
    // Shown at once; the player's own position follows.
    this.position = time;
    this.emit('rw-seek', { time });
  }
}

define('rw-waveform', Waveform);

declare global {
  interface HTMLElementTagNameMap {
    'rw-waveform': Waveform;
  }
}
