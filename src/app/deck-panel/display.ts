import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import { define, RackwireElement } from '../../elements/element.ts';
import type { ElementEvents } from '../../elements/events.ts';
import { decimalSign, t } from '../../elements/localise.ts';
import '../../elements/spectrum/spectrum.ts';
import { theme } from '../../elements/theme.ts';
import '../../elements/waveform/waveform.ts';
import type { Waveform } from '../../elements/waveform/waveform.ts';
import type { Deck } from '../deck/deck.ts';
import { DeckWatch } from './deck-watch.ts';

/** A place in music to a tenth of a second: "3:07.2". */
export function timeText(seconds: number): string {
  const tenths = Math.floor(Math.max(0, seconds) * 10 + 1e-6);
  const rest = String(Math.floor(tenths / 10) % 60).padStart(2, '0');
  return `${Math.floor(tenths / 600)}:${rest}${decimalSign()}${tenths % 10}`;
}

/** The deck's glass: what plays, where it is, and its waveform, or the live spectrum of an input. */
export class Display extends RackwireElement {
  static override styles = [
    theme,
    css`
      :host {
        position: relative;
        display: block;
        padding: 12px 12px 10px;
        border: 1px solid light-dark(#8f8b80, #000);
        border-radius: var(--_radius);
        background: var(--_screen);
        box-shadow:
          inset 0 2px 8px rgb(0 0 0 / 0.6),
          0 1px 0 var(--_gleam);
        color: var(--_screen-ink);
      }

      .lines {
        display: flex;
        align-items: end;
        justify-content: space-between;
        gap: 12px;
        min-height: 44px;
        padding: 0 2px 8px;
      }

      .what {
        min-width: 0;
      }

      .title {
        margin: 0;
        overflow: hidden;
        color: #f4f2ec;
        font-size: 15px;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      .state {
        margin: 2px 0 0;
        font-size: 12px;
      }

      .time {
        flex: none;
        color: var(--_trace);
        font-size: 30px;
        font-weight: 300;
        line-height: 1;
        letter-spacing: -0.01em;
      }

      .of {
        color: var(--_screen-ink);
        font-size: 12px;
        font-weight: 400;
        letter-spacing: 0;
      }

      rw-waveform,
      rw-spectrum {
        display: block;
        height: var(--rackwire-wave-height, 96px);
        border-top: 1px solid var(--_screen-line);
      }

      rw-waveform::part(time) {
        display: none;
      }

      progress {
        position: absolute;
        inset: auto 12px 4px;
        width: calc(100% - 24px);
        height: 3px;
        border: 0;
        border-radius: 2px;
        appearance: none;
        background: var(--_screen-line);
      }

      progress::-webkit-progress-bar {
        background: none;
      }

      progress::-webkit-progress-value {
        border-radius: 2px;
        background: var(--_trace);
      }

      progress::-moz-progress-bar {
        border-radius: 2px;
        background: var(--_trace);
      }

      /* Nobody knows how long: a light that breathes instead of a bar that lies. */
      progress:indeterminate {
        background: var(--_trace);
        animation: breathe 1.2s ease-in-out infinite alternate;
      }

      @keyframes breathe {
        from {
          opacity: 0.25;
        }
      }

      @media (forced-colors: active) {
        .title {
          color: CanvasText;
        }
      }
    `,
  ];

  @property({ attribute: false }) deck: Deck | undefined;
  @query('rw-waveform') private readonly waveform!: Waveform | null;
  @query('.now') private readonly now!: HTMLElement | null;
  #analyser: AnalyserNode | undefined;

  constructor() {
    super();
    new DeckWatch(
      this,
      () => this.deck,
      () => this.#move(),
    );
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('deck') || !this.deck) return;
    this.#analyser = new AnalyserNode(this.deck.context, { fftSize: 4096, smoothingTimeConstant: 0.75 });
    this.deck.output.connect(this.#analyser);
  }

  override render(): TemplateResult | typeof nothing {
    const { deck } = this;
    if (!deck) return nothing;
    const { source, duration } = deck;
    const live = source !== undefined && duration === undefined;
    // The loop's name is ours and has a translation; a file's or a device's is shown as it is.
    const title = source?.kind === 'loop' ? t(source.title) : (source?.title ?? t('Nothing to play yet'));
    return html`
      <div class="lines">
        <div class="what">
          <p class="title" title=${title}>${title}</p>
          <p class="state" role="status">${this.#state(deck)}</p>
        </div>
        ${
          live
            ? nothing
            : html`<div class="time" aria-hidden="true"><span class="now">0:00.0</span> <span class="of">/ ${timeText(duration ?? 0)}</span></div>`
        }
      </div>
      ${
        live
          ? html`<rw-spectrum .analyser=${this.#analyser}></rw-spectrum>`
          : html`<rw-waveform .samples=${source?.audio} .duration=${duration ?? 0} @rw-seek=${this.#seek}></rw-waveform>`
      }
      ${deck.work ? html`<progress aria-label=${deck.work.words} max="1" value=${deck.work.done ?? nothing}></progress>` : nothing}
    `;
  }

  #state(deck: Deck): string {
    if (deck.work) return `${deck.work.words} …`;
    if (deck.asleep) return t('Silent until you click or press a key: the browser asks for it');
    if (!deck.source) return '';
    if (deck.playing) return deck.duration === undefined ? t('Live') : t('Playing');
    return t('Paused');
  }

  #move(): void {
    const { deck, waveform, now } = this;
    if (!deck) return;
    const { position } = deck;
    if (waveform) waveform.position = position;
    const text = timeText(position);
    if (now && now.textContent !== text) now.textContent = text;
  }

  #seek({ detail }: ElementEvents['rw-seek']): void {
    this.deck?.seek(detail.time);
  }
}

define('rackwire-display', Display);

declare global {
  interface HTMLElementTagNameMap {
    'rackwire-display': Display;
  }
}
