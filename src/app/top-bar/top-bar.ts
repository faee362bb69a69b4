import { css, html, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { define, RackwireElement } from '../../elements/element.ts';
import { t } from '../../elements/localise.ts';
import { theme } from '../../elements/theme.ts';
import { auto, mark, moon, sun } from '../icons.ts';
import { keys } from '../keys.styles.ts';
import { type Locale, type Theme, themes } from '../settings.ts';

const faces = { auto: [auto, 'As the system'], light: [sun, 'Light'], dark: [moon, 'Dark'] } as const;
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

      fieldset {
        display: flex;
        margin: 0;
        padding: 2px;
        border: 1px solid var(--_line);
        border-radius: 7px;
        background: var(--_panel-low);
      }

      label {
        position: relative;
        display: grid;
        place-items: center;
        width: 30px;
        height: 30px;
        border-radius: 5px;
        color: var(--_ink-soft);
        cursor: pointer;
      }

      label:has(:checked) {
        background: linear-gradient(var(--_cap), var(--_cap-low));
        box-shadow: 0 1px 2px var(--_shade);
        color: var(--_ink);
      }

      label:has(:focus-visible) {
        outline: 2px solid var(--_focus);
        outline-offset: 2px;
      }

      input {
        position: absolute;
        inset: 0;
        opacity: 0;
        cursor: pointer;
      }

      .field,
      .key {
        min-height: 36px;
        padding: 0 8px;
      }

      @media (pointer: coarse) {
        label {
          width: 40px;
          height: 40px;
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

      @media (forced-colors: active) {
        label:has(:checked) {
          outline: 2px solid Highlight;
        }
      }
    `,
  ];

  @property() theme: Theme = 'auto';
  @property() locale: Locale = 'en';

  override render(): TemplateResult {
    return html`
      <h1 class="wordmark">${mark}<span>Rackwire</span></h1>
      <fieldset aria-label=${t('Colours')}>
        ${themes.map((choice) => {
          const [face, words] = faces[choice];
          return html`
            <label title=${t(words)}>
              <input type="radio" name="theme" aria-label=${t(words)} .checked=${this.theme === choice} @change=${() => this.#say('rackwire-theme', { theme: choice })} />
              ${face}
            </label>
          `;
        })}
      </fieldset>
      <select class="field" aria-label=${t('Language')} @change=${this.#speak}>
        ${Object.entries(tongues).map(([locale, name]) => html`<option value=${locale} lang=${locale} .selected=${locale === this.locale}>${name}</option>`)}
      </select>
      <a class="key" href="./guide.html">${t('Guide')}</a>
    `;
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
