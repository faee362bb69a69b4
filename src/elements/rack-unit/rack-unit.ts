import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { EffectDescriptor, Parameter, ParameterValues } from '../../effects/descriptor.ts';
import type { PluginState, Preset } from '../../wire/state.ts';
import '../choice/choice.ts';
import { define, RackwireElement } from '../element.ts';
import type { ElementEvents, PresetEventName } from '../events.ts';
import { cross, down, grip, power, up } from '../icons.ts';
import '../knob/knob.ts';
import { t } from '../localise.ts';
import '../meter/meter.ts';
import type { Meter } from '../meter/meter.ts';
import { type EffectPicture, hasPicture } from '../picture/picture.ts';
import '../presets/presets.ts';
import { theme } from '../theme.ts';
import { groupsOf, type ParameterGroup } from './groups.ts';
import { styles } from './rack-unit.styles.ts';
import { Reorder } from './reorder.ts';

/** Inside, the controls say what they do to no plugin in particular; outside, the unit says it for its own. */
const stop = (event: Event): void => event.stopPropagation();

/**
 * One plugin as a unit of a rack: its picture, every parameter under a control, bypass, presets, and its place in the rack.
 * It fits a column of 320 px and a rack across the whole window.
 *
 * A parameter that its user moves shows the moved value at once and until `plugin` is set anew; to show a refusal, set `plugin` to a
 * fresh copy.
 *
 * @example
 * <rack-unit .plugin=${plugin} .effect=${findEffect(plugin.effect)} .presets=${presets} .index=${0} .count=${3}></rack-unit>
 *
 * @fires rack-parameter - detail `{ plugin_id, parameter_id, value }`, many for each gesture
 * @fires rack-hold - a hand was laid on a parameter or let go; detail `{ plugin_id, parameter_id, held }`
 * @fires rack-bypass - detail `{ plugin_id, bypass }`
 * @fires rack-remove - detail `{ plugin_id }`
 * @fires rack-move - detail `{ plugin_id, position }`, counted from 0
 * @fires rw-preset-load - with the other events of `<rw-presets>`, each with `plugin_id` added to its detail
 *
 * @csspart unit - the whole
 * @csspart plate - name, bypass and presets
 * @csspart name - the plugin's name
 * @csspart bypass - the switch
 * @csspart presets - the presets
 * @csspart screen - the glass with the picture
 * @csspart picture - the picture
 * @csspart groups - all controls
 * @csspart group - controls that belong together
 * @csspart knob - each knob
 * @csspart choice - each switch and list
 * @csspart tools - the buttons that move and remove
 *
 * @cssproperty --rw-hue-reverb - colour of that effect on the panel; also -compressor, -eq and -delay
 * @cssproperty --rw-trace-reverb - the same on dark glass; also -compressor, -eq and -delay
 */
export class RackUnit extends RackwireElement {
  static override styles = [theme, styles];

  @property({ attribute: false }) plugin?: PluginState;
  @property({ attribute: false }) effect?: EffectDescriptor;
  /** Presets of this effect, factory and user ones. */
  @property({ attribute: false }) presets: readonly Preset[] = [];
  /** The plugin's place in the rack, from 0. */
  @property({ type: Number }) index = 0;
  /** How many plugins the rack has. */
  @property({ type: Number }) count = 1;
  @state() private said = '';
  @query('.grip') private readonly handle!: HTMLElement | null;
  @query('rw-picture') private readonly picture!: EffectPicture | null;
  @query('rw-meter') private readonly meter!: Meter | null;

  /** What the user has moved and the rack has not yet handed back. */
  #moved: ParameterValues = {};
  readonly #held = new Set<string>();
  #groups: readonly ParameterGroup[] = [];
  #movedHere = false;
  readonly #reorder = new Reorder(this, (position) => this.#move(position));

  /** Shows the gain reduction of an effect that has one, in dB, ≥ 0; cheap enough for each animation frame. */
  showReduction(dB: number): void {
    this.meter?.showReduction(dB);
    this.picture?.showReduction(dB);
  }

  /** Puts the focus on the handle that moves the unit. */
  focusHandle(): void {
    this.handle?.focus();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('effect')) this.#groups = this.effect ? groupsOf(this.effect) : [];
    // What is still under a hand stays as the hand has it.
    if (changed.has('plugin')) this.#moved = Object.fromEntries(Object.entries(this.#moved).filter(([id]) => this.#held.has(id)));
  }

  override render() {
    const { plugin, effect, index, count } = this;
    if (!plugin || !effect) return nothing;
    const { name, plugin_id, bypassed } = plugin;
    const values = this.#values(plugin, effect);
    const tool = (icon: TemplateResult, words: string, act: () => void, enabled = true): TemplateResult =>
      html`<button class="tool" aria-label=${t(words, { name })} title=${t(words, { name })} ?disabled=${!enabled} @click=${act}>${icon}</button>`;
    return html`
      <div class="unit ${bypassed ? 'bypassed' : ''}" part="unit" role="group" aria-label=${name} data-effect=${effect.id}>
        <div class="ear">
          <div class="tools move" part="tools">
            ${tool(up, 'Move {name} up', () => this.#move(index - 1), index > 0)}
            <button
              class="tool grip"
              aria-label=${t('Move {name}, at {at} of {count}', { name, at: index + 1, count })}
              aria-keyshortcuts="ArrowUp ArrowDown Home End"
              title=${t('Drag to move')}
              @pointerdown=${this.#reorder.grasp}
              @pointermove=${this.#reorder.move}
              @pointerup=${this.#reorder.release}
              @pointercancel=${this.#reorder.cancel}
              @keydown=${this.#gripKey}
            >${grip}</button>
            ${tool(down, 'Move {name} down', () => this.#move(index + 1), index < count - 1)}
          </div>
        </div>
        <div class="plate" part="plate">
          <button
            class="power"
            part="bypass"
            role="switch"
            aria-checked=${!bypassed}
            aria-label=${t('{name} active', { name })}
            title=${t(bypassed ? 'Bypassed' : 'Active')}
            @click=${() => this.emit('rack-bypass', { plugin_id, bypass: !bypassed })}
          >${power}</button>
          <div class="names" title=${t(effect.description)}>
            <h3 class="name" part="name">${name}</h3>
            ${name === t(effect.name) ? nothing : html`<p class="effect">${t(effect.name)}</p>`}
          </div>
          <rw-presets
            part="presets"
            effect=${effect.id}
            .presets=${this.presets}
            .current=${this.#preset(effect, values)}
            @rw-preset-load=${this.#forward}
            @rw-preset-save=${this.#forward}
            @rw-preset-rename=${this.#forward}
            @rw-preset-delete=${this.#forward}
            @rw-preset-export=${this.#forward}
            @rw-preset-import=${this.#forward}
          ></rw-presets>
        </div>
        ${this.#renderScreen(effect, values)}
        <div class="groups" part="groups" @rw-input=${stop} @rw-hold=${stop} @rw-change=${stop}>${this.#groups.map((group) => this.#renderGroup(group, values))}</div>
        <div class="ear last">
          <div class="tools" part="tools">${tool(cross, 'Remove {name}', () => this.emit('rack-remove', { plugin_id }))}</div>
        </div>
        <span class="unseen" role="status">${this.said}</span>
      </div>
    `;
  }

  #renderScreen(effect: EffectDescriptor, values: ParameterValues): TemplateResult | typeof nothing {
    if (!hasPicture(effect.id) && !effect.reducesGain) return nothing;
    return html`
      <div class="screen" part="screen" @rw-picture-input=${stop} @rw-picture-hold=${stop}>
        <rw-picture
          part="picture"
          effect=${effect.id}
          .values=${values}
          @rw-picture-input=${({ detail }: ElementEvents['rw-picture-input']) => this.#set(detail.parameter_id, detail.value)}
          @rw-picture-hold=${({ detail }: ElementEvents['rw-picture-hold']) => this.#hold(detail.parameter_id, detail.held)}
        ></rw-picture>
        ${effect.reducesGain ? html`<rw-meter kind="reduction" orientation="vertical"></rw-meter>` : nothing}
      </div>
    `;
  }

  #renderGroup({ name, parameters }: ParameterGroup, values: ParameterValues): TemplateResult {
    return html`
      <div class="group" part="group" role="group" aria-label=${t(name)}>
        <div class="title" aria-hidden="true">${t(name)}</div>
        <div class="controls">${parameters.map((parameter) => this.#renderControl(parameter, values[parameter.id] ?? parameter.default))}</div>
      </div>
    `;
  }

  #renderControl(parameter: Parameter, value: number): TemplateResult {
    const { id } = parameter;
    const input = ({ detail }: ElementEvents['rw-input']): void => this.#set(id, detail.value);
    const hold = ({ detail }: ElementEvents['rw-hold']): void => this.#hold(id, detail.held);
    return parameter.kind === 'choice'
      ? html`<rw-choice part="choice" .parameter=${parameter} .value=${live(value)} @rw-input=${input} @rw-hold=${hold}></rw-choice>`
      : html`<rw-knob part="knob" .parameter=${parameter} .value=${live(value)} @rw-input=${input} @rw-hold=${hold}></rw-knob>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has('index') || !this.#movedHere) return;
    // Whoever owns the rack has put the unit elsewhere in the page, which takes the focus away.
    this.#movedHere = false;
    this.focusHandle();
    const { index, count, plugin } = this;
    this.said = t('{name} is now at {at} of {count}', { name: plugin?.name ?? '', at: index + 1, count });
  }

  #values({ parameters }: PluginState, effect: EffectDescriptor): ParameterValues {
    return Object.fromEntries(effect.parameters.map(({ id, default: value }) => [id, this.#moved[id] ?? parameters[id] ?? value]));
  }

  /** The name of the preset whose settings these are, if any. */
  #preset({ parameters }: EffectDescriptor, values: ParameterValues): string {
    const same = (preset: Preset): boolean =>
      preset.kind === 'effect' && parameters.every(({ id, default: value }) => (preset.parameters[id] ?? value) === values[id]);
    return this.presets.find(same)?.name ?? '';
  }

  #set(parameter_id: string, value: number): void {
    if (!this.plugin) return;
    this.#moved = { ...this.#moved, [parameter_id]: value };
    this.requestUpdate();
    this.emit('rack-parameter', { plugin_id: this.plugin.plugin_id, parameter_id, value });
  }

  #hold(parameter_id: string, held: boolean): void {
    if (held) this.#held.add(parameter_id);
    else this.#held.delete(parameter_id);
    if (this.plugin) this.emit('rack-hold', { plugin_id: this.plugin.plugin_id, parameter_id, held });
  }

  #move(position: number): void {
    if (!this.plugin || position < 0 || position >= this.count || position === this.index) return;
    this.#movedHere = true;
    this.emit('rack-move', { plugin_id: this.plugin.plugin_id, position });
  }

  readonly #gripKey = (event: KeyboardEvent): void => {
    const { index, count } = this;
    const position = { ArrowUp: index - 1, ArrowDown: index + 1, Home: 0, End: count - 1 }[event.key];
    if (position === undefined) return;
    event.preventDefault();
    this.#move(position);
  };

  /** Says a preset event again with the plugin it is for. */
  readonly #forward = (event: ElementEvents[PresetEventName]): void => {
    const { plugin } = this;
    event.stopPropagation();
    if (!plugin) return;
    const detail = { ...event.detail, effect: plugin.effect, plugin_id: plugin.plugin_id };
    this.dispatchEvent(new CustomEvent(event.type, { detail, bubbles: true, composed: true }));
  };
}

define('rack-unit', RackUnit);

declare global {
  interface HTMLElementTagNameMap {
    'rack-unit': RackUnit;
  }
}
