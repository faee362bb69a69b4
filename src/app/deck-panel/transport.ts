import { css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { continuous } from '../../effects/descriptor.ts';
import { define, RackwireElement } from '../../elements/element.ts';
import '../../elements/fader/fader.ts';
import { t } from '../../elements/localise.ts';
import { theme } from '../../elements/theme.ts';
import type { Deck } from '../deck/deck.ts';
import { loop, pause, play, toStart } from '../icons.ts';
import { keys } from '../keys.styles.ts';
import { SILENCE } from '../settings.ts';
import { DeckWatch } from './deck-watch.ts';

const volume = continuous('volume', 'Volume', 'dB', [SILENCE, 6], 0, { step: 0.1, minText: 'Off' });

/**
 * Return to start, play and pause, loop, and the volume behind the rack.
 *
 * @fires rackwire-volume - the volume was moved; detail `{ volume }` in dB
 */
export class Transport extends RackwireElement {
  static override styles = [
    theme,
    keys,
    css`
      :host {
        display: block;
        container-type: inline-size;
        /* The layer that carries the fader's cap is as wide as its travel and reaches past the page's edge. */
        overflow-x: clip;
        overflow-clip-margin: 4px;
      }

      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 6px 12px;
      }

      .keys {
        display: flex;
        gap: 6px;
      }

      .key {
        width: 52px;
        min-height: 48px;
        padding: 0;
      }

      .play {
        width: 84px;
        color: var(--_hue);
      }

      .play svg {
        width: 20px;
        height: 20px;
      }

      .loop {
        display: grid;
        gap: 4px;
        justify-items: center;
        align-content: center;
      }

      .loop .lamp {
        width: 18px;
        height: 3px;
        border-radius: 2px;
      }

      rw-fader {
        --rw-fader-length: 150px;
      }

      @container (max-width: 375px) {
        rw-fader {
          --rw-fader-length: 100%;
        }
      }
    `,
  ];

  @property({ attribute: false }) deck: Deck | undefined;
  /** dB. */
  @property({ type: Number }) volume = 0;

  constructor() {
    super();
    new DeckWatch(this, () => this.deck);
  }

  override render(): TemplateResult | typeof nothing {
    const { deck } = this;
    if (!deck) return nothing;
    const { playing, source } = deck;
    const live = source !== undefined && deck.duration === undefined;
    const none = source === undefined;
    return html`
      <div class="row">
      <div class="keys" role="group" aria-label=${t('Transport')}>
        <button class="key" ?disabled=${none || live} aria-label=${t('Return to start')} title=${t('Return to start')} aria-keyshortcuts="Home" @click=${() => deck.seek(0)}>${toStart}</button>
        <button class="key play" ?disabled=${none} aria-label=${playing ? t('Pause') : t('Play')} title=${playing ? t('Pause') : t('Play')} aria-keyshortcuts="Space" @click=${() => deck.toggle()}>${playing ? pause : play}</button>
        <button class="key loop" ?disabled=${live} aria-label=${t('Loop')} title=${t('Loop')} aria-pressed=${deck.loop} aria-keyshortcuts="L" @click=${() => {
          deck.loop = !deck.loop;
        }}>${loop}<span class="lamp ${deck.loop ? 'lit' : ''}"></span></button>
      </div>
      <rw-fader orientation="horizontal" .parameter=${volume} .value=${this.volume} @rw-input=${this.#turn}></rw-fader>
      </div>
    `;
  }

  #turn({ detail }: CustomEvent<{ value: number }>): void {
    this.dispatchEvent(new CustomEvent('rackwire-volume', { detail: { volume: detail.value }, bubbles: true, composed: true }));
  }
}

define('rackwire-transport', Transport);

declare global {
  interface HTMLElementTagNameMap {
    'rackwire-transport': Transport;
  }
  interface HTMLElementEventMap {
    'rackwire-volume': CustomEvent<{ readonly volume: number }>;
  }
}
