import { css, html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { define, RackwireElement } from '../../elements/element.ts';
import { t } from '../../elements/localise.ts';
import { theme } from '../../elements/theme.ts';

/**
 * Makes the whole page take dropped files, and shows so while some are held over it.
 *
 * @fires rackwire-files - files were dropped; detail `{ files }`
 */
export class DropZone extends RackwireElement {
  static override styles = [
    theme,
    css`
      .veil {
        position: fixed;
        inset: 0;
        z-index: 20;
        display: grid;
        place-items: center;
        padding: 24px;
        background: color-mix(in srgb, var(--_panel-low) 82%, transparent);
        pointer-events: none;
      }

      p {
        margin: 0;
        padding: 40px 48px;
        border: 2px dashed var(--_hue);
        border-radius: 12px;
        background: var(--_panel-high);
        font-size: 18px;
        text-align: center;
      }
    `,
  ];

  @state() private held = false;
  /** Entered elements less left ones: moving from a part of the page to another is no leaving. */
  #depth = 0;
  #released = new AbortController();

  override connectedCallback(): void {
    super.connectedCallback();
    this.#released = new AbortController();
    const { signal } = this.#released;
    const on = (name: 'dragenter' | 'dragover' | 'dragleave' | 'drop', act: (event: DragEvent) => void) =>
      document.addEventListener(name, (event) => carriesFiles(event) && act(event), { signal });
    on('dragenter', () => {
      this.#depth++;
      this.held = true;
    });
    on('dragleave', () => {
      this.#depth = Math.max(0, this.#depth - 1);
      this.held = this.#depth > 0;
    });
    on('dragover', (event) => {
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    });
    on('drop', (event) => {
      // Else the browser leaves the page to show the file.
      event.preventDefault();
      this.#depth = 0;
      this.held = false;
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length > 0) this.dispatchEvent(new CustomEvent('rackwire-files', { detail: { files }, bubbles: true, composed: true }));
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#released.abort();
  }

  override render(): TemplateResult | typeof nothing {
    return this.held ? html`<div class="veil"><p>${t('Drop audio files to play them')}</p></div>` : nothing;
  }
}

/** A dragged preset or selected text is not ours. */
const carriesFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') ?? false;

define('rackwire-drop-zone', DropZone);

declare global {
  interface HTMLElementTagNameMap {
    'rackwire-drop-zone': DropZone;
  }
  interface HTMLElementEventMap {
    'rackwire-files': CustomEvent<{ readonly files: readonly File[] }>;
  }
}
