import { html, nothing } from 'lit';
import { property, query, queryAll, state } from 'lit/decorators.js';
import { define, RackwireElement } from '../element.ts';
import { decimalSign, t } from '../localise.ts';
import { theme } from '../theme.ts';
import { styles } from './meter.styles.ts';

/** Levels of two channels as linear amplitude: 1 is full scale. */
export interface Levels {
  readonly peakL: number;
  readonly peakR: number;
  readonly rmsL: number;
  readonly rmsR: number;
}

/** The scale of levels, in dBFS, and of reduction, in dB. */
const LEVEL = { low: -60, high: 6, marks: [-60, -48, -36, -24, -12, 0] } as const;
const REDUCTION = { low: 0, high: 24, marks: [0, 6, 12, 18, 24] } as const;
/** How long a peak is held, in milliseconds, and how fast it falls then, in dB per second. */
const HOLD = 1500;
const FALL = 20;
/** Milliseconds between two changes of what a screen reader is told: twice a second. */
const WORDS_EVERY = 500;

const dBOf = (amplitude: number): number => (amplitude > 0 ? 20 * Math.log10(amplitude) : Number.NEGATIVE_INFINITY);

interface Channel {
  held: number;
  since: number;
}

/**
 * A level meter of two channels, −60 to +6 dBFS: the bright part is RMS, the dimmer part reaches to the peak, the line holds the
 * highest peak for a second and a half. A peak above full scale lights the clip lamp until it is clicked.
 * With `kind="reduction"` one bar of gain reduction instead, 0 to 24 dB.
 *
 * @example
 * meter.show({ peakL: 0.5, peakR: 0.4, rmsL: 0.2, rmsR: 0.2 }); // once for each animation frame
 *
 * @csspart base - the whole
 * @csspart name - the label
 * @csspart bars - the glass with bars and scale
 * @csspart clip - the clip lamp
 */
export class Meter extends RackwireElement {
  static override styles = [theme, styles];

  /** What is measured, in English, the key for translation: "Input". */
  @property() label = '';
  @property({ reflect: true }) kind: 'level' | 'reduction' = 'level';
  @property({ reflect: true }) orientation: 'horizontal' | 'vertical' = 'horizontal';
  /** Leaves the numbers away. */
  @property({ type: Boolean, attribute: 'no-scale' }) noScale = false;
  @state() private clipped = false;
  @query('[role=meter]') private readonly meter!: HTMLElement | null;
  @queryAll('.bar') private readonly bars!: NodeListOf<HTMLElement>;

  readonly #channels: [Channel, Channel] = [
    { held: Number.NEGATIVE_INFINITY, since: 0 },
    { held: Number.NEGATIVE_INFINITY, since: 0 },
  ];
  #told = Number.NEGATIVE_INFINITY;

  /**
   * Shows levels; moves layers only and never renders.
   *
   * @param now in milliseconds, for the peak hold; the page's clock by default.
   */
  show({ peakL, peakR, rmsL, rmsR }: Levels, now = performance.now()): void {
    const [left, right] = this.bars;
    if (left) this.#showBar(left, this.#channels[0], dBOf(peakL), dBOf(rmsL), now);
    if (right) this.#showBar(right, this.#channels[1], dBOf(peakR), dBOf(rmsR), now);
    const peak = dBOf(Math.max(peakL, peakR));
    if (peak > 0 && !this.clipped) this.clipped = true;
    this.#tell(peak, now);
  }

  /** Shows a gain reduction in dB, ≥ 0, on a meter of that kind. */
  showReduction(dB: number, now = performance.now()): void {
    const [bar] = this.bars;
    if (bar) this.#showBar(bar, this.#channels[0], dB, dB, now);
    this.#tell(dB, now);
  }

  /** Puts out the clip lamp. */
  readonly clearClip = (): void => {
    this.clipped = false;
  };

  get #scale(): typeof LEVEL | typeof REDUCTION {
    return this.kind === 'reduction' ? REDUCTION : LEVEL;
  }

  #at(dB: number): number {
    const { low, high } = this.#scale;
    return Math.min(1, Math.max(0, (dB - low) / (high - low)));
  }

  #showBar(bar: HTMLElement, channel: Channel, peak: number, rms: number, now: number): void {
    const fallen = channel.held - (FALL * Math.max(0, now - channel.since - HOLD)) / 1000;
    if (peak >= fallen) {
      channel.held = peak;
      channel.since = now;
    }
    const held = this.#at(Math.max(peak, fallen));
    const across = this.orientation !== 'vertical';
    const shift = (held - 1) * (across || this.kind === 'reduction' ? 100 : -100);
    const moves = [
      `scale${across ? 'X' : 'Y'}(${1 - this.#at(rms)})`,
      `scale${across ? 'X' : 'Y'}(${1 - this.#at(peak)})`,
      `translate${across ? 'X' : 'Y'}(${shift}%)`,
    ];
    for (let at = 0; at < 3; at++) {
      const layer = bar.children[at];
      if (layer instanceof HTMLElement) layer.style.transform = moves[at] ?? '';
    }
  }

  #tell(dB: number, now: number): void {
    const { meter } = this;
    if (!meter || now - this.#told < WORDS_EVERY) return;
    this.#told = now;
    const { low, high } = this.#scale;
    meter.setAttribute('aria-valuenow', Math.min(high, Math.max(low, dB)).toFixed(1));
    meter.setAttribute('aria-valuetext', this.#words(dB));
  }

  #words(dB: number): string {
    const text = Math.abs(dB).toFixed(1).replace('.', decimalSign());
    if (this.kind === 'reduction') return `${text} dB`;
    return dB <= LEVEL.low ? t('silent') : `${dB < 0 ? '−' : '+'}${text} dBFS`;
  }

  override render() {
    const { low, high, marks } = this.#scale;
    const reduction = this.kind === 'reduction';
    const name = t(this.label || (reduction ? 'Gain reduction' : 'Level'));
    const scale = this.noScale
      ? nothing
      : html`<div class="scale" aria-hidden="true">
          ${marks.map((mark) => html`<span .style=${`--at: ${this.#at(mark) * 100}%`}>${String(Math.abs(mark))}</span>`)}
        </div>`;
    const bar = html`<div class="bar"><div class="cover rms"></div><div class="cover peak"></div><div class="hold"></div></div>`;
    return html`
      <div class="meter" part="base">
        ${this.label ? html`<span class="name" part="name" aria-hidden="true">${name}</span>` : nothing}
        <div
          class="bars"
          part="bars"
          role="meter"
          aria-label=${name}
          aria-valuemin=${low}
          aria-valuemax=${high}
          aria-valuenow=${low}
          aria-valuetext=${reduction ? '0 dB' : t('silent')}
        >
          ${bar}${reduction ? nothing : bar}${scale}
        </div>
        ${
          reduction
            ? nothing
            : html`<button
                class="clip"
                part="clip"
                ?disabled=${!this.clipped}
                aria-label=${this.clipped ? t('{name} has clipped: clear', { name }) : t('{name} has not clipped', { name })}
                @click=${this.clearClip}
              ></button>`
        }
      </div>
    `;
  }

  protected override firstUpdated(): void {
    if (this.kind === 'reduction') this.showReduction(0);
    else this.show({ peakL: 0, peakR: 0, rmsL: 0, rmsR: 0 });
    this.#told = Number.NEGATIVE_INFINITY;
  }
}

define('rw-meter', Meter);

declare global {
  interface HTMLElementTagNameMap {
    'rw-meter': Meter;
  }
}
