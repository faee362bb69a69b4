import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { Parameter } from '../../effects/descriptor.ts';
import { fromTravel, toTravel } from '../../effects/value.ts';
import { RackwireElement } from '../element.ts';
import { t } from '../localise.ts';
import { placeBeside } from '../place.ts';
import { ValueGesture } from './gesture.ts';
import { nudge } from './travel.ts';
import { parseWords, refusal, valueWords } from './words.ts';

const KEYS = 'ArrowUp ArrowDown PageUp PageDown Home End Enter Delete';
const COARSE: Readonly<Record<string, number>> = {
  ArrowUp: 0.01,
  ArrowRight: 0.01,
  ArrowDown: -0.01,
  ArrowLeft: -0.01,
  PageUp: 0.1,
  PageDown: -0.1,
};
/** Shift makes each movement this much smaller. */
const FINE = 0.1;
/** Wheel pixels for the whole travel: a notch of 100 is one per cent. */
const WHEEL_TRAVEL = 10_000;

/**
 * What knob and fader share: one continuous parameter, turned by pointer, wheel and keys, or typed.
 * A subclass draws the part that turns in `renderTravel`.
 */
export abstract class ValueControl extends RackwireElement {
  /** The parameter's descriptor; nothing is shown without one. */
  @property({ attribute: false }) parameter?: Parameter;
  /** A smaller control for dense places. */
  @property({ type: Boolean, reflect: true }) compact = false;
  @property({ type: Boolean, reflect: true }) disabled = false;

  @state() private typing = false;
  @state() private message = '';
  @query('[role=slider]') protected readonly slider!: HTMLElement | null;
  @query('input') private readonly input!: HTMLInputElement | null;

  readonly #gesture = new ValueGesture(this);
  #value = Number.NaN;
  /** Unrounded travel while a drag or a wheel goes on, so that small movements add up. */
  #travel = 0;
  #at = 0;

  /** The value in the parameter's wire unit; the parameter's default until set. Set while a hand is on the control, it waits. */
  @property({ type: Number })
  get value(): number {
    return Number.isNaN(this.#value) ? (this.parameter?.default ?? 0) : this.#value;
  }
  set value(value: number) {
    if (!this.#gesture.keepBack(value)) this.#value = value;
  }

  /** Pixels of pointer movement for the whole travel, and the axis it is read from. */
  protected get drag(): { readonly length: number; readonly across: boolean } {
    return { length: 200, across: false };
  }

  /** The control at `travel` (0…1). */
  protected abstract renderTravel(parameter: Parameter, travel: number): TemplateResult;

  override focus(options?: FocusOptions): void {
    this.slider?.focus(options);
  }

  override render() {
    const { parameter, value } = this;
    if (!parameter) return nothing;
    const name = t(parameter.name);
    const text = valueWords(parameter, value);
    const { across } = this.drag;
    return html`
      <div class="control" part="base">
        <span class="label" part="label" aria-hidden="true" title=${name}>${name}</span>
        <div
          class="dial"
          part="dial"
          role="slider"
          tabindex=${this.disabled ? -1 : 0}
          aria-label=${name}
          aria-valuemin=${parameter.min}
          aria-valuemax=${parameter.max}
          aria-valuenow=${value}
          aria-valuetext=${text}
          aria-orientation=${across ? 'horizontal' : 'vertical'}
          aria-disabled=${this.disabled}
          aria-keyshortcuts=${KEYS}
          @pointerdown=${this.#grasp}
          @pointermove=${this.#turn}
          @pointerup=${this.#release}
          @lostpointercapture=${this.#release}
          @dblclick=${this.#reset}
          @keydown=${this.#key}
          @blur=${this.#blur}
          @wheel=${{ handleEvent: this.#wheel, passive: false }}
        >
          ${this.renderTravel(parameter, toTravel(parameter, value))}
        </div>
        ${
          this.typing
            ? html`<input
                class="value"
                part="entry"
                aria-label=${t('{name}: type a value', { name })}
                aria-invalid=${this.message !== ''}
                aria-describedby="message"
                autocomplete="off"
                spellcheck="false"
                enterkeyhint="done"
                .value=${text}
                @keydown=${this.#entryKey}
                @blur=${this.#leaveEntry}
              />`
            : html`<button
                class="value"
                part="value"
                tabindex="-1"
                ?disabled=${this.disabled}
                aria-label=${t('{value}, {name}: type a value', { value: text, name })}
                @click=${this.#openEntry}
              >${text}</button>`
        }
        <span class="message" part="message" id="message" role="alert" popover="manual">${this.message}</span>
      </div>
    `;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('typing') && this.typing) {
      this.input?.focus();
      this.input?.select();
    }
    if (changed.has('message') && this.isConnected) this.#showMessage();
  }

  /** In the top layer, since a unit that stands close below would cover it. */
  #showMessage(): void {
    const message = this.renderRoot.querySelector<HTMLElement>('.message');
    message?.togglePopover(this.message !== '');
    if (message && this.input && this.message) placeBeside(this.input, message);
  }

  readonly #grasp = (event: PointerEvent): void => {
    const { parameter, slider } = this;
    if (event.button !== 0 || this.disabled || !parameter || !slider) return;
    event.preventDefault();
    slider.focus({ preventScroll: true });
    slider.setPointerCapture(event.pointerId);
    this.#travel = toTravel(parameter, this.value);
    this.#at = this.drag.across ? event.clientX : -event.clientY;
    this.#gesture.begin();
  };

  readonly #turn = (event: PointerEvent): void => {
    const { parameter, slider } = this;
    if (!parameter || !slider?.hasPointerCapture(event.pointerId)) return;
    const { length, across } = this.drag;
    const at = across ? event.clientX : -event.clientY;
    this.#turnBy(parameter, ((at - this.#at) / length) * (event.shiftKey ? FINE : 1));
    this.#at = at;
  };

  #turnBy(parameter: Parameter, by: number): void {
    this.#travel = Math.min(1, Math.max(0, this.#travel + by));
    this.#gesture.move(fromTravel(parameter, this.#travel));
  }

  readonly #release = (): void => this.#gesture.end();

  readonly #blur = (): void => {
    // Opening the typed entry takes the focus away, but the hand stays on the control.
    if (!this.typing) this.#gesture.end();
  };

  readonly #reset = (): void => {
    if (this.parameter && !this.disabled) this.#gesture.set(this.parameter.default);
  };

  readonly #wheel = (event: WheelEvent): void => {
    const { parameter } = this;
    // A page scrolled past a rack must not change it: the wheel turns only the control that has the focus.
    if (!parameter || this.disabled || this.shadowRoot?.activeElement !== this.slider) return;
    event.preventDefault();
    const pixels = -(event.deltaY || event.deltaX) * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 33 : 1);
    if (fromTravel(parameter, this.#travel) !== this.value) this.#travel = toTravel(parameter, this.value);
    this.#gesture.begin();
    this.#turnBy(parameter, (pixels / WHEEL_TRAVEL) * (event.shiftKey ? FINE : 1));
    this.#gesture.linger();
  };

  readonly #key = (event: KeyboardEvent): void => {
    const { parameter } = this;
    if (!parameter || this.disabled || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter') this.#openEntry();
    else {
      const next = this.#keyed(parameter, event);
      if (next === undefined) return;
      this.#gesture.begin();
      this.#gesture.move(next);
      this.#gesture.linger();
    }
    event.preventDefault();
  };

  #keyed(parameter: Parameter, { key, shiftKey }: KeyboardEvent): number | undefined {
    if (key === 'Home') return parameter.min;
    if (key === 'End') return parameter.max;
    if (key === 'Delete' || key === 'Backspace') return parameter.default;
    const by = COARSE[key];
    return by === undefined ? undefined : nudge(parameter, this.value, by * (shiftKey ? FINE : 1));
  }

  readonly #openEntry = (): void => {
    if (this.disabled) return;
    this.message = '';
    this.typing = true;
    this.#gesture.begin();
  };

  readonly #entryKey = (event: KeyboardEvent): void => {
    // Typing is between the field and its user: shortcuts of the rack or the page stay out of it.
    event.stopPropagation();
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    if (event.key === 'Enter' && !this.#commit(true)) return;
    this.#closeEntry();
    this.updateComplete.then(() => this.slider?.focus());
  };

  readonly #leaveEntry = (): void => {
    if (!this.typing) return;
    this.#commit(false);
    this.#closeEntry();
  };

  /** @returns whether what was typed is a value (or was left as it stood). */
  #commit(explain: boolean): boolean {
    const { parameter, input } = this;
    if (!parameter || !input) return true;
    const unchanged = input.value === valueWords(parameter, this.value);
    const value = unchanged ? this.value : parseWords(parameter, input.value);
    if (value !== undefined) this.#gesture.move(value);
    else if (explain) this.message = refusal(parameter, input.value);
    return value !== undefined;
  }

  #closeEntry(): void {
    this.message = '';
    this.typing = false;
    this.#gesture.end();
  }
}
