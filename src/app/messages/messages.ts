import { css, html, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { define, RackwireElement } from '../../elements/element.ts';
import { cross } from '../../elements/icons.ts';
import { t } from '../../elements/localise.ts';
import { theme } from '../../elements/theme.ts';

/** More at once would hide the instrument. */
const MOST = 3;

/** What went wrong, in words, at the foot of the page. A message stays until somebody has read and closed it. */
export class Messages extends RackwireElement {
  static override styles = [
    theme,
    css`
      :host {
        position: fixed;
        inset: auto 12px 12px;
        z-index: 10;
        display: grid;
        gap: 8px;
        justify-items: center;
        pointer-events: none;
      }

      .message {
        display: flex;
        align-items: center;
        gap: 10px;
        max-width: min(640px, 100%);
        padding: 8px 8px 8px 14px;
        border: 1px solid var(--_warn);
        border-radius: var(--_radius);
        background: var(--_panel-high);
        box-shadow: 0 6px 24px var(--_shade);
        font-size: 13px;
        overflow-wrap: anywhere;
        pointer-events: auto;
      }

      p {
        margin: 0;
      }

      button {
        display: grid;
        flex: none;
        place-items: center;
        width: 32px;
        height: 32px;
        border-radius: 4px;
        color: var(--_ink-soft);
      }

      button:hover {
        color: var(--_ink);
      }

      @media (pointer: coarse) {
        button {
          width: 44px;
          height: 44px;
        }
      }
    `,
  ];

  @property({ attribute: false }) messages: readonly string[] = [];

  /** Shows a message; one that is shown already moves to the end. */
  add(message: string): void {
    this.messages = [...this.messages.filter((other) => other !== message), message].slice(-MOST);
  }

  clear(): void {
    this.messages = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // The host itself is the live region: one that appears together with its text is not read aloud.
    this.setAttribute('role', 'alert');
  }

  override render(): TemplateResult[] {
    return this.messages.map(
      (message) => html`
        <div class="message">
          <p>${message}</p>
          <button aria-label=${t('Close this message')} @click=${() => this.#remove(message)}>${cross}</button>
        </div>
      `,
    );
  }

  #remove(message: string): void {
    this.messages = this.messages.filter((other) => other !== message);
  }
}

define('rackwire-messages', Messages);

declare global {
  interface HTMLElementTagNameMap {
    'rackwire-messages': Messages;
  }
}
