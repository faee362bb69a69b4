import { html, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Parameter } from '../../effects/descriptor.ts';
import { define } from '../element.ts';
import { theme } from '../theme.ts';
import { origin } from '../value/travel.ts';
import { valueControl } from '../value/value-control.styles.ts';
import { ValueControl } from '../value/value-control.ts';
import { styles } from './fader.styles.ts';

/**
 * A sliding control for one continuous parameter, upright or lying; used as `<rw-knob>` is, and says the same.
 * The cap follows the pointer one to one.
 *
 * @example
 * <rw-fader orientation="horizontal" .parameter=${findParameter(reverb, 'wet_dry')} .value=${0.5}></rw-fader>
 *
 * @fires rw-hold - a hand was laid on the control or let go; detail `{ held }`
 * @fires rw-input - each movement; detail `{ value }` in the parameter's unit
 * @fires rw-change - the end of a gesture that changed the value; detail `{ value }`
 *
 * @csspart base - the whole
 * @csspart label - the parameter's name
 * @csspart dial - slot and cap
 * @csspart cap - the cap
 * @csspart value - the value text
 * @csspart entry - the field for a typed value
 * @csspart message - why a typed value was refused
 *
 * @cssproperty [--rw-fader-length=120px] - length; lying 160px, compact 84px
 */
export class Fader extends ValueControl {
  static override styles = [theme, valueControl, styles];

  @property({ reflect: true }) orientation: 'vertical' | 'horizontal' = 'vertical';

  protected override get drag(): { readonly length: number; readonly across: boolean } {
    const across = this.orientation === 'horizontal';
    const slot = this.renderRoot.querySelector('.slot');
    return { length: (across ? slot?.clientWidth : slot?.clientHeight) || 100, across };
  }

  protected override renderTravel(parameter: Parameter, travel: number): TemplateResult {
    const from = origin(parameter);
    return html`
      <div class="scale"></div>
      <div class="slot"><div class="lit" .style=${`--low: ${Math.min(from, travel)}; --high: ${Math.max(from, travel)}`}></div></div>
      <div class="ride" .style=${`--at: ${travel}`}><div class="cap" part="cap"></div></div>
    `;
  }
}

define('rw-fader', Fader);

declare global {
  interface HTMLElementTagNameMap {
    'rw-fader': Fader;
  }
}
