import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { define, RackwireElement } from '../../elements/element.ts';
import { t } from '../../elements/localise.ts';
import { theme } from '../../elements/theme.ts';
import { type InputDevice, inputDevices, MicrophoneSource } from '../deck/sources/microphone-source.ts';
import { keys } from '../keys.styles.ts';
import type { Studio } from '../studio.ts';
import { DeckWatch } from './deck-watch.ts';

/** Opens and closes an input, chooses which, and lets it be heard. */
export class MicrophonePanel extends RackwireElement {
  static override styles = [
    theme,
    keys,
    css`
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: center;
      }

      select {
        flex: 1 1 140px;
      }

      p {
        margin: 8px 0 0;
        color: var(--_ink-soft);
        font-size: 12px;
      }

      p.warning {
        color: var(--_warn);
      }
    `,
  ];

  @property({ attribute: false }) studio: Studio | undefined;
  @state() private devices: readonly InputDevice[] = [];
  #released = new AbortController();

  constructor() {
    super();
    new DeckWatch(this, () => this.studio?.deck);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#released = new AbortController();
    const list = () =>
      void inputDevices().then((devices) => {
        this.devices = devices;
      });
    navigator.mediaDevices?.addEventListener('devicechange', list, { signal: this.#released.signal });
    list();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#released.abort();
  }

  override render(): TemplateResult | typeof nothing {
    const { studio } = this;
    if (!studio) return nothing;
    const { source } = studio.deck;
    const open = source instanceof MicrophoneSource && source.playing;
    return html`
      <div class="row">
        ${
          open
            ? html`<button class="key" @click=${() => studio.deck.pause()}>${t('Close the input')}</button>`
            : html`<button class="key" @click=${() => this.#open()}>${t('Open the input')}</button>`
        }
        <button class="key" role="switch" aria-checked=${studio.listening} @click=${this.#listen}><span class="lamp ${studio.listening ? 'lit' : ''}"></span>${t('Hear it')}</button>
        ${open && this.devices.length > 1 ? this.#renderDevices(source) : nothing}
      </div>
      ${
        studio.listening
          ? html`<p class="warning">${t('Headphones on? Near loudspeakers an open microphone howls.')}</p>`
          : html`<p>${t('It passes through the rack and its meters, unheard until you switch “Hear it” on.')}</p>`
      }
    `;
  }

  #renderDevices(source: MicrophoneSource): TemplateResult {
    return html`
      <select class="field" aria-label=${t('Which input')} @change=${(event: Event) => this.#open((event.currentTarget as HTMLSelectElement).value)}>
        ${this.devices.map(({ id, label }, index) => html`<option value=${id} .selected=${id === source.deviceId}>${label || t('Input {number}', { number: index + 1 })}</option>`)}
      </select>
    `;
  }

  async #open(deviceId?: string): Promise<void> {
    const { studio } = this;
    studio?.deck.wake();
    if (await studio?.deck.openMicrophone(deviceId)) this.devices = await inputDevices();
  }

  #listen(): void {
    if (!this.studio) return;
    this.studio.listening = !this.studio.listening;
    this.requestUpdate();
  }
}

define('rackwire-microphone', MicrophonePanel);

declare global {
  interface HTMLElementTagNameMap {
    'rackwire-microphone': MicrophonePanel;
  }
}
