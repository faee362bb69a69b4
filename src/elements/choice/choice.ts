import { html, nothing, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import type { ChoiceParameter } from '../../effects/descriptor.ts';
import { define, RackwireElement } from '../element.ts';
import { down } from '../icons.ts';
import { t } from '../localise.ts';
import { theme } from '../theme.ts';
import { ValueGesture } from '../value/gesture.ts';
import { styles } from './choice.styles.ts';

/**
 * A parameter with named positions: two make a switch, more a list. Each change is a whole gesture.
 *
 * @example
 * <rw-choice .parameter=${findParameter(delay, 'note')} .value=${6}></rw-choice>
 *
 * @fires rw-hold - before and after each change; detail `{ held }`
 * @fires rw-input - a position was chosen; detail `{ value }`, the index into the choices
 * @fires rw-change - the same, once the gesture is over; detail `{ value }`
 *
 * @csspart base - the whole
 * @csspart label - the parameter's name
 * @csspart switch - the switch
 * @csspart select - the list
 * @csspart value - the switch's position in words
 */
export class Choice extends RackwireElement {
  static override styles = [theme, styles];

  /** The parameter's descriptor; nothing is shown without one. */
  @property({ attribute: false }) parameter?: ChoiceParameter;
  /** A smaller control for dense places. */
  @property({ type: Boolean, reflect: true }) compact = false;
  @property({ type: Boolean, reflect: true }) disabled = false;
  @query('button, select') private readonly input!: HTMLElement | null;

  readonly #gesture = new ValueGesture(this);
  #value = Number.NaN;

  /** Index into the choices; the parameter's default until set. */
  @property({ type: Number })
  get value(): number {
    return Number.isNaN(this.#value) ? (this.parameter?.default ?? 0) : this.#value;
  }
  set value(value: number) {
    if (!this.#gesture.keepBack(value)) this.#value = value;
  }

  override focus(options?: FocusOptions): void {
    this.input?.focus(options);
  }

  override render() {
    const { parameter } = this;
    if (!parameter) return nothing;
    return html`
      <div class="control" part="base">
        <span class="label" part="label" aria-hidden="true">${t(parameter.name)}</span>
        ${parameter.choices.length === 2 ? this.#renderSwitch(parameter) : this.#renderList(parameter)}
      </div>
    `;
  }

  #renderSwitch({ name, choices }: ChoiceParameter): TemplateResult {
    const on = this.value === 1;
    return html`
      <div class="place">
        <button
          part="switch"
          role="switch"
          aria-label=${t(name)}
          aria-checked=${on}
          ?disabled=${this.disabled}
          @click=${() => this.#gesture.set(on ? 0 : 1)}
        ><span class="groove"><span class="slide"></span></span></button>
      </div>
      <span class="state" part="value" aria-hidden="true">${t(choices[on ? 1 : 0] ?? '')}</span>
    `;
  }

  #renderList({ name, choices }: ChoiceParameter): TemplateResult {
    return html`
      <div class="place">
        <div class="window">
          <select
            part="select"
            aria-label=${t(name)}
            ?disabled=${this.disabled}
            @change=${(event: Event) => this.#gesture.set((event.currentTarget as HTMLSelectElement).selectedIndex)}
          >
            ${choices.map((choice, index) => html`<option .selected=${index === this.value}>${t(choice)}</option>`)}
          </select>
          ${down}
        </div>
      </div>
    `;
  }
}

define('rw-choice', Choice);

declare global {
  interface HTMLElementTagNameMap {
    'rw-choice': Choice;
  }
}
