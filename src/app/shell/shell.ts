import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { define, RackwireElement } from '../../elements/element.ts';
import { t } from '../../elements/localise.ts';
import '../../elements/plugin-rack/plugin-rack.ts';
import type { PluginRack } from '../../elements/plugin-rack/plugin-rack.ts';
import { theme } from '../../elements/theme.ts';
import { DEFAULT_SESSION } from '../../wire/frame.ts';
import { listenForKeys } from '../deck/keyboard.ts';
import '../deck-panel/display.ts';
import '../deck-panel/sources.ts';
import type { Sources } from '../deck-panel/sources.ts';
import '../deck-panel/transport.ts';
import '../drop-zone/drop-zone.ts';
import { keys } from '../keys.styles.ts';
import { readLanguage } from '../languages.ts';
import '../messages/messages.ts';
import type { Messages } from '../messages/messages.ts';
import type { Settings } from '../settings.ts';
import { Studio } from '../studio.ts';
import '../top-bar/top-bar.ts';
import { styles } from './shell.styles.ts';

/**
 * The application: a deck that plays, a rack it plays through, and everything around the two. It starts once its
 * settings are given; the session is the page's `?session=`, or "default".
 */
export class Shell extends RackwireElement {
  static override styles = [theme, keys, styles];

  @property({ attribute: false }) settings: Settings | undefined;
  /** Whether what goes over the wire is shown. */
  @state() private wire = false;
  @query('rackwire-sources') private readonly sources!: Sources | null;
  @query('rackwire-messages') private readonly messages!: Messages | null;

  #studio: Studio | undefined;
  #released = new AbortController();

  /** The sound of the application; undefined before it has started. */
  get studio(): Studio | undefined {
    return this.#studio;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#released.abort();
    void this.#studio?.dispose();
    this.#studio = undefined;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('settings') && this.settings && !this.#studio) this.#start(this.settings);
  }

  override render(): TemplateResult | typeof nothing {
    const { settings } = this;
    const studio = this.#studio;
    if (!settings || !studio) return nothing;
    const { view } = settings;
    return html`
      <rackwire-top-bar .theme=${view.theme} .locale=${view.locale} @rackwire-theme=${this.#dress} @rackwire-locale=${this.#speak}></rackwire-top-bar>
      <main>
        <section class="deck" aria-label=${t('Deck')}>
          <rackwire-display .deck=${studio.deck}></rackwire-display>
          <rackwire-transport .deck=${studio.deck} .volume=${view.volume} @rackwire-volume=${this.#turn}></rackwire-transport>
          <rackwire-sources .studio=${studio} .kind=${view.source} .address=${view.address} @rackwire-source=${this.#keepSource} @rackwire-address=${this.#keepAddress}></rackwire-sources>
          <p class="shortcuts">
            <span><kbd>${t('Space')}</kbd> ${t('play, pause')}</span>
            <span><kbd>←</kbd> <kbd>→</kbd> ${t('5 seconds')}</span>
            <span><kbd>${t('Home')}</kbd> ${t('start')}</span>
            <span><kbd>L</kbd> ${t('loop')}</span>
          </p>
        </section>
        <plugin-rack .context=${studio.context} session=${session()} track="main" label=${t('Rack')} @rack-ready=${this.#insertRack}></plugin-rack>
      </main>
      <section class="wire" aria-label=${t('Wire')}>
        <button class="key" aria-expanded=${this.wire} aria-controls="wire" @click=${this.#toggleWire}>${t('Inspect the wire')}</button>
        <div id="wire">${this.wire ? html`<wire-inspector session=${session()}></wire-inspector>` : nothing}</div>
      </section>
      <rackwire-messages></rackwire-messages>
      <rackwire-drop-zone @rackwire-files=${({ detail }: HTMLElementEventMap['rackwire-files']) => this.sources?.offer(detail.files)}></rackwire-drop-zone>
    `;
  }

  #start(settings: Settings): void {
    const studio = new Studio();
    const { deck } = studio;
    const { signal } = this.#released;
    this.#studio = studio;
    const { view } = settings;
    dress(view.theme);
    studio.setVolume(view.volume);
    deck.loop = view.loop;
    deck.addEventListener('problem', (event) => this.messages?.add((event as CustomEvent<{ message: string }>).detail.message));
    // What failed before is of no interest once something else works.
    deck.addEventListener('open', () => this.messages?.clear());
    deck.addEventListener('change', () => deck.loop !== settings.view.loop && settings.change({ loop: deck.loop }));
    const stopKeys = listenForKeys(document, deck);
    signal.addEventListener('abort', stopKeys);
    for (const gesture of ['pointerdown', 'pointerup', 'keydown']) document.addEventListener(gesture, () => deck.wake(), { signal });
    // A file or an input cannot be opened again without asking: then the loop waits under an open panel.
    const opened = view.source === 'address' && view.address ? deck.openAddress(view.address) : Promise.resolve(false);
    void opened.then((done) => (done || deck.source ? undefined : deck.openLoop()));
  }

  /** Loaded when it is first wanted: few ever look. */
  async #toggleWire(): Promise<void> {
    this.wire = !this.wire;
    await import('../../elements/wire-inspector/wire-inspector.ts');
  }

  #insertRack(event: Event): void {
    const { input, output } = event.currentTarget as PluginRack;
    this.#studio?.insert({ input, output });
  }

  #dress({ detail }: HTMLElementEventMap['rackwire-theme']): void {
    this.settings?.change({ theme: detail.theme });
    dress(detail.theme);
    this.requestUpdate();
  }

  async #speak({ detail }: HTMLElementEventMap['rackwire-locale']): Promise<void> {
    this.settings?.change({ locale: detail.locale });
    await readLanguage(detail.locale);
    this.requestUpdate();
  }

  #turn({ detail }: HTMLElementEventMap['rackwire-volume']): void {
    this.settings?.change({ volume: detail.volume });
    this.#studio?.setVolume(detail.volume);
    this.requestUpdate();
  }

  #keepSource({ detail }: HTMLElementEventMap['rackwire-source']): void {
    this.settings?.change({ source: detail.kind });
  }

  #keepAddress({ detail }: HTMLElementEventMap['rackwire-address']): void {
    this.settings?.change({ address: detail.address });
  }
}

const session = (): string => new URLSearchParams(location.search).get('session') || DEFAULT_SESSION;

function dress(theme: 'auto' | 'light' | 'dark'): void {
  document.documentElement.style.colorScheme = theme === 'auto' ? 'light dark' : theme;
}

define('rackwire-app', Shell);

declare global {
  interface HTMLElementTagNameMap {
    'rackwire-app': Shell;
  }
}
