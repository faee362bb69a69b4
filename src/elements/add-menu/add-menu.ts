import { css, html, type TemplateResult } from 'lit';
import { query, state } from 'lit/decorators.js';
import { catalogue } from '../../effects/catalogue.ts';
import { define, RackwireElement } from '../element.ts';
import { t } from '../localise.ts';
import { placeBeside } from '../place.ts';
import { theme } from '../theme.ts';

/**
 * A button that opens the catalogue of effects, each with the sentence that says what it does.
 *
 * @fires rw-effect - an effect was chosen; `detail.effect` is its catalogue id
 */
export class AddMenu extends RackwireElement {
  static override styles = [
    theme,
    css`
      :host {
        display: block;
      }

      .open {
        width: 100%;
        min-height: 40px;
        border: 1px dashed var(--_line);
        border-radius: var(--_radius);
        color: var(--_ink-soft);
      }

      .open:hover,
      .open[aria-expanded='true'] {
        border-color: var(--_ink-soft);
        color: var(--_ink);
      }

      [role='menu'] {
        width: min(92vw, 420px);
        position: fixed;
        margin: 0;
        padding: 6px;
        border: 1px solid var(--_line);
        border-radius: var(--_radius);
        background: var(--_panel-high);
        color: var(--_ink);
        box-shadow: 0 12px 40px var(--_shade);
        overflow: auto;
      }

      [role='menuitem'] {
        display: grid;
        gap: 2px;
        width: 100%;
        padding: 10px 12px;
        border-radius: 4px;
        text-align: start;
      }

      [role='menuitem']:hover,
      [role='menuitem']:focus-visible {
        background: var(--_panel-low);
      }

      strong {
        font-size: 13px;
      }

      small {
        color: var(--_ink-soft);
        font-size: 12px;
      }
    `,
  ];

  #focused = false;
  @state() private open = false;
  @query('[role=menu]') private readonly menu!: HTMLElement;
  @query('.open') private readonly button!: HTMLElement | null;

  override render(): TemplateResult {
    return html`
      <button class="open" part="add" popovertarget="menu" aria-haspopup="menu" aria-expanded=${this.open} @keydown=${this.#openByArrow}>+ ${t('Add an effect')}</button>
      <div id="menu" role="menu" popover aria-label=${t('Effects')} @beforetoggle=${this.#toggles} @toggle=${this.#toggled} @keydown=${this.#walk}>
        ${catalogue.map(
          ({ id, name, description }) => html`
            <button role="menuitem" tabindex="-1" @click=${() => this.#choose(id)}><strong>${t(name)}</strong><small>${t(description)}</small></button>
          `,
        )}
      </div>
    `;
  }

  #items(): HTMLElement[] {
    return [...this.menu.querySelectorAll<HTMLElement>('[role=menuitem]')];
  }

  #toggles(): void {
    this.#focused = this.menu.matches(':focus-within');
  }

  #toggled(event: ToggleEvent): void {
    this.open = event.newState === 'open';
    // The item that had the focus is hidden now; a click elsewhere has taken the focus along before.
    if (!this.open && this.#focused) this.button?.focus();
    if (!this.open) return;
    if (this.button) placeBeside(this.button, this.menu);
    this.#items()[0]?.focus();
  }

  #openByArrow(event: KeyboardEvent): void {
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    this.menu.showPopover();
  }

  #walk(event: KeyboardEvent): void {
    const items = this.#items();
    const at = items.indexOf((event.target as HTMLElement).closest('[role=menuitem]') as HTMLElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    items[next % items.length]?.focus();
  }

  #choose(effect: string): void {
    this.menu.hidePopover();
    this.dispatchEvent(new CustomEvent('rw-effect', { detail: { effect } }));
  }
}

define('rw-add-menu', AddMenu);
