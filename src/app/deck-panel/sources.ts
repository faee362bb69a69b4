import { css, html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { define, RackwireElement } from '../../elements/element.ts';
import { t } from '../../elements/localise.ts';
import { theme } from '../../elements/theme.ts';
import { type SourceKind, sourceKinds } from '../deck/sources/source.ts';
import { link, microphone, notes, sheet } from '../icons.ts';
import { keys } from '../keys.styles.ts';
import type { Studio } from '../studio.ts';
import { DeckWatch } from './deck-watch.ts';
import './microphone-panel.ts';

const faces = {
  loop: [notes, 'Loop'],
  file: [sheet, 'File'],
  address: [link, 'Address'],
  microphone: [microphone, 'Input'],
} as const;

/**
 * Where the sound comes from: four keys, each with its panel. The lamp shows which one is heard; looking at another
 * panel changes nothing.
 *
 * @fires rackwire-source - another kind was chosen; detail `{ kind }`
 * @fires rackwire-address - an address was opened; detail `{ address }`
 */
export class Sources extends RackwireElement {
  static override styles = [
    theme,
    keys,
    css`
      :host {
        display: block;
      }

      [role='tablist'] {
        display: grid;
        grid-template-columns: repeat(4, 1fr);
        gap: 1px;
        overflow: hidden;
        border: 1px solid light-dark(#b5b1a6, #141517);
        border-radius: 6px 6px 0 0;
        background: light-dark(#b5b1a6, #141517);
      }

      [role='tab'] {
        display: grid;
        grid-template-columns: auto auto;
        gap: 3px 6px;
        align-items: center;
        justify-content: center;
        min-height: 46px;
        padding: 4px;
        background: linear-gradient(var(--_cap), var(--_cap-low));
        box-shadow: inset 0 1px 0 var(--_gleam);
        font-size: 12px;
      }

      [role='tab'] .lamp {
        grid-column: 1 / -1;
        justify-self: center;
        width: 18px;
        height: 3px;
        border-radius: 2px;
      }

      [role='tab']:focus-visible {
        outline-offset: -3px;
      }

      [aria-selected='true'] {
        background: var(--_panel-low);
        box-shadow: inset 0 2px 4px var(--_shade);
      }

      [role='tabpanel'] {
        min-height: 86px;
        padding: 12px;
        border: 1px solid light-dark(#b5b1a6, #141517);
        border-top: 0;
        border-radius: 0 0 6px 6px;
        background: var(--_panel-low);
      }

      p {
        margin: 0;
        font-size: 13px;
      }

      .soft {
        margin-top: 6px;
        color: var(--_ink-soft);
        font-size: 12px;
      }
      .row > .soft {
        margin: 0;
      }

      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: center;
      }

      .row .field {
        flex: 1 1 150px;
      }

      ul {
        display: grid;
        gap: 2px;
        max-height: 180px;
        margin: 10px 0 0;
        padding: 0;
        overflow: auto;
        list-style: none;
      }

      .offer {
        display: flex;
        align-items: center;
        gap: 8px;
        width: 100%;
        min-height: 32px;
        padding: 4px 8px;
        border-radius: 4px;
        font-size: 13px;
        overflow-wrap: anywhere;
        text-align: start;
      }

      .offer:hover,
      .offer[aria-current='true'] {
        background: var(--_panel-high);
      }

      @media (pointer: coarse) {
        .offer {
          min-height: 44px;
        }
      }
    `,
  ];

  @property({ attribute: false }) studio: Studio | undefined;
  /** The panel that is open. */
  @property() kind: SourceKind = 'loop';
  /** The address last opened. */
  @property() address = '';
  /** Files offered and not yet replaced by others. */
  @state() private files: readonly File[] = [];
  @state() private file: File | undefined;
  @query('input[type=file]') private readonly picker!: HTMLInputElement | null;

  constructor() {
    super();
    new DeckWatch(this, () => this.studio?.deck);
  }

  /** Takes files from a picker or a drop: one is opened, several are listed to choose from. */
  async offer(files: readonly File[]): Promise<void> {
    this.#choose('file');
    this.files = files;
    const [first] = files;
    if (first && files.length === 1) await this.#openFile(first);
  }

  override render(): TemplateResult | typeof nothing {
    const deck = this.studio?.deck;
    if (!deck) return nothing;
    const heard = deck.source?.kind;
    return html`
      <div role="tablist" aria-label=${t('Where the sound comes from')} @keydown=${this.#walk}>
        ${sourceKinds.map((kind) => {
          const [face, name] = faces[kind];
          return html`
            <button
              role="tab"
              id=${kind}
              aria-controls="panel"
              aria-selected=${kind === this.kind}
              aria-description=${kind === heard ? t('heard now') : nothing}
              tabindex=${kind === this.kind ? 0 : -1}
              @click=${() => this.#open(kind)}
            ><span class="lamp ${kind === heard ? 'lit' : ''}"></span>${face}<span>${t(name)}</span></button>
          `;
        })}
      </div>
      <div id="panel" role="tabpanel" tabindex="-1" aria-labelledby=${this.kind}>${this.#panel()}</div>
    `;
  }

  #panel(): TemplateResult {
    switch (this.kind) {
      case 'loop':
        return html`
          <p>${t('Eight bars of drums, bass, electric piano and a plucked lead.')}</p>
          <p class="soft">${t('F major, 96 beats per minute, without any effect: yours to add.')}</p>
        `;
      case 'file':
        return this.#filePanel();
      case 'address':
        return this.#addressPanel();
      case 'microphone':
        return html`<rackwire-microphone .studio=${this.studio}></rackwire-microphone>`;
    }
  }

  #filePanel(): TemplateResult {
    const heard = this.studio?.deck.source;
    return html`
      <div class="row">
        <button class="key" @click=${() => this.picker?.click()}>${t('Choose a file …')}</button>
        <input type="file" hidden multiple accept="audio/*,.flac,.ogg,.oga,.opus,.m4a,.aac,.mp3,.wav" aria-label=${t('Audio file')} @change=${this.#picked} />
        <p class="soft">${t('or drop one anywhere')}</p>
      </div>
      ${
        this.files.length > 1
          ? html`
            <ul aria-label=${t('Files to choose from')}>
              ${this.files.map(
                (file) => html`
                  <li><button class="offer" aria-current=${file === this.file && heard?.kind === 'file'} @click=${() => this.#openFile(file)}><span class="lamp ${file === this.file && heard?.kind === 'file' ? 'lit' : ''}"></span>${file.name}</button></li>
                `,
              )}
            </ul>
          `
          : html`<p class="soft">${t('WAV, MP3, FLAC, Ogg or AAC. It stays on this device.')}</p>`
      }
    `;
  }

  #addressPanel(): TemplateResult {
    return html`
      <form class="row" @submit=${this.#submit}>
        <input class="field" name="address" type="text" inputmode="url" autocomplete="url" spellcheck="false" aria-label=${t('Address of an audio file')} placeholder="https://example.org/song.mp3" .value=${this.address} />
        <button class="key">${t('Open')}</button>
      </form>
      <p class="soft">${t('The site must allow other pages to use its audio.')}</p>
    `;
  }

  #walk(event: KeyboardEvent): void {
    const at = sourceKinds.indexOf(this.kind);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1 + sourceKinds.length, Home: 0, End: sourceKinds.length - 1 }[event.key];
    const kind = next === undefined ? undefined : sourceKinds[next % sourceKinds.length];
    if (!kind) return;
    event.preventDefault();
    this.#choose(kind);
    this.renderRoot.querySelector<HTMLElement>(`#${kind}`)?.focus();
  }

  /** A click on a key also plays what needs no further question. */
  #open(kind: SourceKind): void {
    this.#choose(kind);
    const deck = this.studio?.deck;
    if (!deck || deck.source?.kind === kind) return;
    if (kind === 'loop') void deck.openLoop();
    if (kind === 'file' && this.file) void this.#openFile(this.file);
  }

  #choose(kind: SourceKind): void {
    if (kind === this.kind) return;
    this.kind = kind;
    this.dispatchEvent(new CustomEvent('rackwire-source', { detail: { kind }, bubbles: true, composed: true }));
  }

  #picked(event: Event): void {
    const input = event.currentTarget as HTMLInputElement;
    const files = [...(input.files ?? [])];
    // The same file chosen again is to be read again: it may have changed.
    input.value = '';
    if (files.length > 0) void this.offer(files);
  }

  async #openFile(file: File): Promise<void> {
    const deck = this.studio?.deck;
    if (deck && (await deck.openFile(file))) this.file = file;
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    const address = String(new FormData(event.currentTarget as HTMLFormElement).get('address') ?? '');
    this.address = address;
    void this.studio?.deck.openAddress(address).then((opened) => {
      if (opened) this.dispatchEvent(new CustomEvent('rackwire-address', { detail: { address }, bubbles: true, composed: true }));
    });
  }
}

define('rackwire-sources', Sources);

declare global {
  interface HTMLElementTagNameMap {
    'rackwire-sources': Sources;
  }
  interface HTMLElementEventMap {
    'rackwire-source': CustomEvent<{ readonly kind: SourceKind }>;
    'rackwire-address': CustomEvent<{ readonly address: string }>;
  }
}
