import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import {
  METER_IN_PEAK_L,
  METER_IN_PEAK_R,
  METER_IN_RMS_L,
  METER_IN_RMS_R,
  METER_OUT_PEAK_L,
  METER_OUT_PEAK_R,
  METER_OUT_RMS_L,
  METER_OUT_RMS_R,
} from '../../effects/block-layout.ts';
import { findEffect } from '../../effects/catalogue.ts';
import { ANONYMOUS, DEFAULT_SESSION } from '../../wire/frame.ts';
import type { PluginState, Preset, TrackState } from '../../wire/state.ts';
import '../add-menu/add-menu.ts';
import { connectionText, lampState } from '../connection-text.ts';
import { define, RackwireElement } from '../element.ts';
import type { ElementEvents } from '../events.ts';
import { redo, undo } from '../icons.ts';
import { t } from '../localise.ts';
import '../meter/meter.ts';
import type { Levels, Meter } from '../meter/meter.ts';
import '../presets/presets.ts';
import '../rack-unit/rack-unit.ts';
import type { RackUnit } from '../rack-unit/rack-unit.ts';
import '../spectrum/spectrum.ts';
import { theme } from '../theme.ts';
import { Deferred } from './deferred.ts';
import { LevelLoop } from './level-loop.ts';
import { styles } from './plugin-rack.styles.ts';
import { PresetActions } from './preset-actions.ts';
import { RackController } from './rack-controller.ts';
import { presetOf } from './rack-preset.ts';

/**
 * A rack of effects on a track, shared by every tab and page of the origin that names the same session and track.
 *
 * @example
 * <audio id="player" src="song.mp3" controls></audio>
 * <plugin-rack for="player" session="demo" track="main"></plugin-rack>
 *
 * @example In an existing AudioContext:
 * rack.context = context;
 * await rack.ready;
 * source.connect(rack.input);
 * rack.output.connect(context.destination);
 *
 * @fires rack-ready - the rack shows its plugins and, where it has a context, sounds
 * @fires rack-change - the rack changed, here or in another tab; `detail.track` is its state
 * @fires rack-error - something was refused or failed; `detail.message` says what, `detail.error` is the error
 * @csspart case - the whole rack
 * @csspart header - the bar with title, connection and rack tools
 * @csspart title - the rack's name
 * @csspart glass - meters and spectrum
 * @csspart units - the list of plugins
 * @csspart problem - the last error in words
 */
export class PluginRack extends RackwireElement {
  static override styles = [theme, styles];

  /** Id of the `<audio>` or `<video>` whose sound goes through the rack, in the same document or shadow root. */
  @property() for = '';
  /** Racks of one session see each other's tracks. */
  @property() session = DEFAULT_SESSION;
  @property() track = 'main';
  /** Who changes are told to be by. */
  @property() user = ANONYMOUS;
  /**
   * Address of a remote backend that the session belongs to, such as `wss://studio.example/ws`. The page must allow it:
   * see `allowRemotes`. Default: none, and the session is kept on this device.
   */
  @property() remote = '';
  /** A token for the remote, where it asks for one. */
  @property({ attribute: false }) remoteToken: string | undefined;
  /** The rack's name on its panel; default the track's. */
  @property() label = '';
  /** Without meters and spectrum. */
  @property({ type: Boolean, reflect: true }) compact = false;
  /** An AudioContext of the page's own, for use as a pair of AudioNodes. Set it before or after connecting. */
  @property({ attribute: false }) context: BaseAudioContext | undefined;

  @state() private problem = '';
  @query('#in') private readonly inputMeter!: Meter | null;
  @query('#out') private readonly outputMeter!: Meter | null;

  readonly #rack = new RackController(this, {
    changed: (track) => this.#tell('rack-change', { track }),
    failed: (error) => this.#fail(error),
  });
  #ready = new Deferred();
  #analyser: AnalyserNode | undefined;

  constructor() {
    super();
    new LevelLoop(this, () => this.#showLevels());
    new PresetActions(this, this.#rack, (error) => this.#fail(error));
  }

  /** Resolves when the rack is connected and sounds; rejects with an Error in words. Anew for each connection. */
  get ready(): Promise<void> {
    // A property that was just set is taken up with the next update, and may mean a new connection.
    return this.isUpdatePending ? this.updateComplete.then(() => this.#ready.promise) : this.#ready.promise;
  }

  /** Connect sources here. @throws Error before `ready`. */
  get input(): AudioNode {
    return this.#sound('input').input;
  }

  /** Connect this to where the sound goes. @throws Error before `ready`. */
  get output(): AudioNode {
    return this.#sound('output').output;
  }

  /** The key input of compressors whose sidechain is on. @throws Error before `ready`. */
  get sidechain(): AudioNode {
    return this.#sound('sidechain').sidechain;
  }

  /**
   * What enters and leaves the rack, as linear amplitude: peaks that fall by 24 dB a second, RMS over 300 ms. Undefined
   * before `ready`. Read it once a frame, if at all: without isolation each reading asks the audio thread for the next.
   */
  get levels(): { readonly input: Levels; readonly output: Levels } | undefined {
    const values = this.#rack.sound?.readMeters();
    if (!values) return undefined;
    const at = (index: number): number => values[index] ?? 0;
    return {
      input: { peakL: at(METER_IN_PEAK_L), peakR: at(METER_IN_PEAK_R), rmsL: at(METER_IN_RMS_L), rmsR: at(METER_IN_RMS_R) },
      output: { peakL: at(METER_OUT_PEAK_L), peakR: at(METER_OUT_PEAK_R), rmsL: at(METER_OUT_RMS_L), rmsR: at(METER_OUT_RMS_R) },
    };
  }

  /** The rack as it stands. */
  get state(): TrackState {
    return this.#rack.track;
  }

  /**
   * Adds a plugin and resolves with its id once it is stored, or with undefined if it was refused (`rack-error` says why).
   *
   * @param effect a catalogue id or alias, such as "reverb".
   * @param position from 0; default behind the last.
   */
  async addPlugin(effect: string, position?: number): Promise<string | undefined> {
    const name = findEffect(effect)?.name ?? effect;
    const added = await this.#rack.change('PLUGIN_ADD', { name, plugin_path: effect, ...(position !== undefined && { position }) });
    return added?.plugin_id;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // The attributes may be set in the same breath as the element is connected.
    queueMicrotask(() => {
      if (!this.#started) this.#start();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // Moved within the page, it comes back before the microtask: then nothing is torn down.
    queueMicrotask(() => {
      if (!this.isConnected) this.#stop();
    });
  }

  protected override updated(changed: PropertyValues): void {
    const places = ['for', 'session', 'track', 'user', 'context', 'remote', 'remoteToken'] as const;
    if (this.#started && places.some((name) => changed.has(name))) this.#start();
  }

  override render(): TemplateResult {
    const { connection, remote, presets, sound } = this.#rack;
    const track = this.state;
    const rackPresets = presets.filter(({ effect }) => effect === 'rack');
    return html`
      <section class="case" part="case" @keydown=${this.#stepByKey} aria-label=${t('Rack {name}', { name: this.label || this.track })}>
        <header part="header">
          <h2 part="title">${this.label || this.track}</h2>
          <span class="connection" data-state=${lampState(connection, remote)} role="status"><span class="lamp"></span>${connectionText(connection, remote)}</span>
          <div class="tools">
            <div class="steps">
              <button class="key" aria-label=${t('Undo')} title=${t('Undo')} @click=${() => this.#rack.step(true)}>${undo}</button>
              <button class="key" aria-label=${t('Redo')} title=${t('Redo')} @click=${() => this.#rack.step(false)}>${redo}</button>
            </div>
            <rw-presets effect="rack" .presets=${rackPresets} .current=${presetOf(track, rackPresets)}></rw-presets>
            <button class="key" part="bypass" role="switch" aria-checked=${track.bypassed} @click=${this.#bypassRack}>${t('Bypass all')}</button>
          </div>
        </header>
        ${this.problem ? this.#renderProblem() : nothing}
        ${
          sound && !this.compact
            ? html`<div class="glass" part="glass">
                <rw-meter id="in" orientation="vertical" label=${t('Input')}></rw-meter>
                <rw-spectrum .analyser=${this.#analyser}></rw-spectrum>
                <rw-meter id="out" orientation="vertical" label=${t('Output')}></rw-meter>
              </div>`
            : nothing
        }
        ${track.plugins.length > 0 ? this.#renderUnits(track.plugins, presets) : html`<div class="units"><p class="empty">${t('No effects yet: the sound goes straight through.')}</p></div>`}
        <footer><rw-add-menu @rw-effect=${({ detail }: CustomEvent<{ effect: string }>) => this.addPlugin(detail.effect)}></rw-add-menu></footer>
      </section>
    `;
  }

  #renderUnits(plugins: readonly PluginState[], presets: readonly Preset[]): TemplateResult {
    return html`
      <div class="units" part="units" role="list" @rack-parameter=${this.#onParameter} @rack-hold=${this.#onHold}
        @rack-bypass=${({ detail }: ElementEvents['rack-bypass']) => this.#rack.change('PLUGIN_BYPASS', detail)}
        @rack-remove=${({ detail }: ElementEvents['rack-remove']) => this.#rack.change('PLUGIN_REMOVE', detail)}
        @rack-move=${({ detail }: ElementEvents['rack-move']) => this.#rack.change('PLUGIN_MOVE', detail)}>
        ${repeat(
          plugins,
          ({ plugin_id }) => plugin_id,
          (plugin, index) => html`
            <rack-unit role="listitem" exportparts="unit, name, knob, picture" .plugin=${plugin} .effect=${findEffect(plugin.effect)}
              .presets=${presets.filter(({ effect }) => effect === plugin.effect)} .index=${index} .count=${plugins.length}></rack-unit>
          `,
        )}
      </div>
    `;
  }

  #renderProblem(): TemplateResult {
    return html`
      <div class="problem" part="problem" role="alert">
        <p>${this.problem}</p>
        <button aria-label=${t('Dismiss')} @click=${this.#dismiss}>✕</button>
      </div>
    `;
  }

  #started = false;

  #start(): void {
    if (!this.isConnected) return;
    this.#started = true;
    this.problem = '';
    if (this.#ready.settled) this.#ready = new Deferred();
    const ready = this.#ready;
    this.#connect().then(
      () => {
        ready.resolve();
        this.#tell('rack-ready', {});
      },
      (error: Error) => {
        ready.reject(error);
        this.#fail(error);
      },
    );
  }

  async #connect(): Promise<void> {
    const { session, track, user, context, remoteToken: token } = this;
    const remote = this.remote ? { url: this.remote, ...(token !== undefined && { token }) } : undefined;
    await this.#rack.start({ session, track, user, context, remote, media: this.#media() });
    const { sound } = this.#rack;
    if (!sound) return;
    this.#analyser = new AnalyserNode(sound.context, { fftSize: 4096, smoothingTimeConstant: 0.75 });
    sound.output.connect(this.#analyser);
    this.requestUpdate();
  }

  #stop(): void {
    this.#started = false;
    this.#analyser?.disconnect();
    this.#analyser = undefined;
    this.#rack.stop();
  }

  /** @throws Error in words if `for` names no media element. */
  #media(): HTMLMediaElement | undefined {
    if (!this.for) return undefined;
    const found = (this.getRootNode() as Document | ShadowRoot).getElementById(this.for);
    if (found instanceof HTMLMediaElement) return found;
    const got = found ? `a <${found.localName}>` : 'nothing of that id';
    throw new Error(`<plugin-rack for="${this.for}">: expected the id of an <audio> or <video>, found ${got}.`);
  }

  #sound(what: string) {
    const { sound } = this.#rack;
    if (!sound) throw new Error(`<plugin-rack>: ${what} is there once the rack is ready: set context or for, then await rack.ready.`);
    return sound;
  }

  #showLevels(): void {
    const { sound } = this.#rack;
    const { levels } = this;
    if (!sound || !levels) return;
    this.inputMeter?.show(levels.input);
    this.outputMeter?.show(levels.output);
    for (const unit of this.renderRoot.querySelectorAll<RackUnit>('rack-unit'))
      if (unit.plugin) unit.showReduction(sound.reduction(unit.plugin.plugin_id));
  }

  readonly #onParameter = ({ detail }: ElementEvents['rack-parameter']): void =>
    this.#rack.setParameter(detail.plugin_id, detail.parameter_id, detail.value);

  readonly #onHold = ({ detail }: ElementEvents['rack-hold']): void => this.#rack.hold(detail.plugin_id, detail.parameter_id, detail.held);

  readonly #bypassRack = (): void => void this.#rack.change('RACK_BYPASS', { bypass: !this.state.bypassed });

  /** Ctrl+Z, Ctrl+Y and their likes, but not while somebody types: a text field has an undo of its own. */
  readonly #stepByKey = (event: KeyboardEvent): void => {
    const { key, ctrlKey, metaKey, shiftKey, altKey } = event;
    const letter = key.toLowerCase();
    if (!(ctrlKey || metaKey) || altKey || !'zy'.includes(letter)) return;
    if (event.composedPath()[0] instanceof HTMLInputElement) return;
    event.preventDefault();
    void this.#rack.step(letter === 'z' && !shiftKey);
  };

  readonly #dismiss = (): void => {
    this.problem = '';
  };

  #fail(error: Error): void {
    this.problem = error.message;
    this.#tell('rack-error', { message: error.message, error });
  }

  #tell<Name extends keyof RackEventDetails>(name: Name, detail: RackEventDetails[Name]): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

interface RackEventDetails {
  'rack-ready': Record<string, never>;
  'rack-change': { track: TrackState };
  'rack-error': { message: string; error: Error };
}

define('plugin-rack', PluginRack);

declare global {
  interface HTMLElementTagNameMap {
    'plugin-rack': PluginRack;
  }
  interface HTMLElementEventMap {
    'rack-ready': CustomEvent<RackEventDetails['rack-ready']>;
    'rack-change': CustomEvent<RackEventDetails['rack-change']>;
    'rack-error': CustomEvent<RackEventDetails['rack-error']>;
  }
}
