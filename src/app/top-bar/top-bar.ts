import { css, html, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { define, RackwireElement } from '../../elements/element.ts';
import { t } from '../../elements/localise.ts';
import { theme } from '../../elements/theme.ts';
import { auto, mark, moon, sun } from '../icons.ts';
import { keys } from '../keys.styles.ts';
import { type Locale, type Theme, themes } from '../settings.ts';

const faces = { auto: [auto, 'as the system'], light: [sun, 'light'], dark: [moon, 'dark'] } as const;
const tongues: Readonly<Record<Locale, string>> = { en: 'English', de: 'Deutsch' };

/**
 * The name of the instrument, and how it looks and speaks.
 *
 * @fires rackwire-theme - detail `{ theme }`
 * @fires rackwire-locale - detail `{ locale }`
 */
export class TopBar extends RackwireElement {
  static override styles = [
    theme,
    keys,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 14px;
        padding: 10px 0;
      }

      .wordmark {
        display: flex;
        align-items: center;
        gap: 10px;
        margin: 0 auto 0 0;
        font-size: 19px;
        font-weight: 600;
        letter-spacing: -0.02em;
      }

      .face {
        width: 40px;
      }

      .field,
      .key {
        min-height: 36px;
        padding: 0 8px;
      }

      @media (pointer: coarse) {
        .face {
          width: 44px;
        }

        .field,
        .key {
          min-height: 44px;
        }
      }

      @media (max-width: 420px) {
        :host {
          gap: 8px;
        }

        .wordmark {
          gap: 7px;
          font-size: 17px;
        }
      }
    `,
  ];

  @property() theme: Theme = 'auto';
  @property() locale: Locale = 'en';

  override render(): TemplateResult {
    const [face, name] = faces[this.theme];
    const words = t('Colours: {name}', { name: t(name) });
    return html`
      <h1 class="wordmark">${mark}<span>Rackwire</span></h1>
      <button class="key face" aria-label=${words} title=${words} @click=${this.#dress}>${face}</button>
      <select class="field" aria-label=${t('Language')} @change=${this.#speak}>
        ${Object.entries(tongues).map(([locale, name]) => html`<option value=${locale} lang=${locale} .selected=${locale === this.locale}>${name}</option>`)}
      </select>
      <a class="key" href="./guide.html">${t('Guide')}</a>
    `;
  }

  /** Each press goes on to the next of the three. */
  #dress(): void {
    const next = themes[(themes.indexOf(this.theme) + 1) % themes.length];
    if (next) this.#say('rackwire-theme', { theme: next });
  }

  #speak(event: Event): void {
    this.#say('rackwire-locale', { locale: (event.currentTarget as HTMLSelectElement).value as Locale });
  }

  #say(name: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

define('rackwire-top-bar', TopBar);

declare global {
  interface HTMLElementTagNameMap {
    'rackwire-top-bar': TopBar;
  }
  interface HTMLElementEventMap {
    'rackwire-theme': CustomEvent<{ readonly theme: Theme }>;
    'rackwire-locale': CustomEvent<{ readonly locale: Locale }>;
  }
}
