import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { EffectDescriptor, Parameter } from '../../effects/descriptor.ts';
import type { PluginState, Preset } from '../../wire/state.ts';
import '../choice/choice.ts';
import { define, RackwireElement } from '../element.ts';
import type { ElementEvents } from '../events.ts';
import { cross, down, grip, up } from '../icons.ts';
import '../knob/knob.ts';
import { t } from '../localise.ts';
import { theme } from '../theme.ts';
import { groupsOf, type ParameterGroup } from './groups.ts';
import { styles } from './rack-unit.styles.ts';

/** One plugin as a unit of a rack. */
export class RackUnit extends RackwireElement {
  static override styles = [theme, styles];

  @property({ attribute: false }) plugin?: PluginState;
  @property({ attribute: false }) effect?: EffectDescriptor;
  @property({ attribute: false }) presets: readonly Preset[] = [];
  @property({ type: Number }) index = 0;
  @property({ type: Number }) count = 1;
  @query('.grip') private readonly handle!: HTMLElement | null;

  /** Values this unit's user has moved and the rack has not yet handed back. */
  readonly #moved = new Map<string, number>();
  readonly #held = new Set<string>();

  showReduction(_dB: number): void {}

  focusHandle(): void {
    this.handle?.focus();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('plugin')) return;
    for (const id of this.#moved.keys()) if (!this.#held.has(id)) this.#moved.delete(id);
  }

  override render() {
    const { plugin, effect, index, count } = this;
    if (!plugin || !effect) return nothing;
    const { name, plugin_id, bypassed } = plugin;
    return html`
      <section class="unit" part="unit" data-effect=${effect.id} aria-label=${name}>
        <header class="head">
          <button class="power" part="bypass" role="switch" aria-checked=${!bypassed} aria-label=${t('{name} active', { name })}
            @click=${() => this.emit('rack-bypass', { plugin_id, bypass: !bypassed })}><span class="led"></span></button>
          <h3 class="name" part="name">${name}</h3>
          <button class="tool" aria-label=${t('Move {name} up', { name })} ?disabled=${index === 0}
            @click=${() => this.emit('rack-move', { plugin_id, position: index - 1 })}>${up}</button>
          <button class="tool grip" aria-label=${t('Move {name}', { name })}>${grip}</button>
          <button class="tool" aria-label=${t('Move {name} down', { name })} ?disabled=${index >= count - 1}
            @click=${() => this.emit('rack-move', { plugin_id, position: index + 1 })}>${down}</button>
          <button class="tool" aria-label=${t('Remove {name}', { name })}
            @click=${() => this.emit('rack-remove', { plugin_id })}>${cross}</button>
        </header>
        <div class="groups" part="groups">${groupsOf(effect).map((group) => this.#renderGroup(plugin, group))}</div>
      </section>
    `;
  }

  #renderGroup(plugin: PluginState, { name, parameters }: ParameterGroup): TemplateResult {
    return html`
      <div class="group" part="group" role="group" aria-label=${t(name)}>
        <span class="group-name" aria-hidden="true">${t(name)}</span>
        ${parameters.map((parameter) => this.#renderControl(plugin, parameter))}
      </div>
    `;
  }

  #renderControl(plugin: PluginState, parameter: Parameter): TemplateResult {
    const value = this.#moved.get(parameter.id) ?? plugin.parameters[parameter.id] ?? parameter.default;
    const input = (event: ElementEvents['rw-input']): void => this.#input(event, plugin, parameter);
    const hold = (event: ElementEvents['rw-hold']): void => this.#hold(event, plugin, parameter);
    return parameter.kind === 'choice'
      ? html`<rw-choice .parameter=${parameter} .value=${live(value)} @rw-input=${input} @rw-hold=${hold}></rw-choice>`
      : html`<rw-knob .parameter=${parameter} .value=${live(value)} @rw-input=${input} @rw-hold=${hold}></rw-knob>`;
  }

  #input(event: ElementEvents['rw-input'], { plugin_id }: PluginState, { id }: Parameter): void {
    event.stopPropagation();
    this.#moved.set(id, event.detail.value);
    this.requestUpdate();
    this.emit('rack-parameter', { plugin_id, parameter_id: id, value: event.detail.value });
  }

  #hold(event: ElementEvents['rw-hold'], { plugin_id }: PluginState, { id }: Parameter): void {
    event.stopPropagation();
    if (event.detail.held) this.#held.add(id);
    else this.#held.delete(id);
    this.emit('rack-hold', { plugin_id, parameter_id: id, held: event.detail.held });
  }
}

define('rack-unit', RackUnit);

declare global {
  interface HTMLElementTagNameMap {
    'rack-unit': RackUnit;
  }
}
