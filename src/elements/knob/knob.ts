import { html, type TemplateResult } from 'lit';
import type { Parameter } from '../../effects/descriptor.ts';
import { toTravel } from '../../effects/value.ts';
import { define } from '../element.ts';
import { theme } from '../theme.ts';
import { origin } from '../value/travel.ts';
import { valueControl } from '../value/value-control.styles.ts';
import { ValueControl } from '../value/value-control.ts';
import { styles } from './knob.styles.ts';

/** From seven o'clock to five o'clock, clockwise over the top; radius 29 on a grid of 64. */
const ARC = 'M 11.494 52.506 A 29 29 0 1 1 52.506 52.506';
const SWEEP = 270;

/**
 * A rotary control for one continuous parameter.
 *
 * Drag up and down (Shift for a tenth of the speed), or with the focus on it: wheel, arrows (1 % of the travel, with Shift 0.1 %),
 * Page Up and Down (10 %), Home, End, Delete or double click for the default, Enter or a click on the value to type one.
 *
 * @example
 * <rw-knob .parameter=${findParameter(compressor, 'threshold')} .value=${-20}></rw-knob>
 *
 * @fires rw-hold - a hand was laid on the control or let go; detail `{ held }`
 * @fires rw-input - each movement; detail `{ value }` in the parameter's unit
 * @fires rw-change - the end of a gesture that changed the value; detail `{ value }`
 *
 * @csspart base - the whole
 * @csspart label - the parameter's name
 * @csspart dial - the part that is turned
 * @csspart cap - the knob's cap
 * @csspart value - the value text
 * @csspart entry - the field for a typed value
 * @csspart message - why a typed value was refused
 *
 * @cssproperty [--rw-knob-size=56px] - diameter with the ring; compact 44px
 */
export class Knob extends ValueControl {
  static override styles = [theme, valueControl, styles];

  protected override renderTravel(parameter: Parameter, travel: number): TemplateResult {
    const from = origin(parameter);
    const start = Math.min(from, travel);
    const length = Math.abs(travel - from);
    const angle = (at: number): number => (at - 0.5) * SWEEP;
    return html`
      <svg viewBox="0 0 64 64" aria-hidden="true">
        <path class="track" d=${ARC} />
        <path class="arc" d=${ARC} pathLength="100" stroke-dasharray="0 ${start * 100} ${length * 100} 200" />
        <path class="default" d="M32 0.5V5.5" transform="rotate(${angle(toTravel(parameter, parameter.default))} 32 32)" />
      </svg>
      <div class="cap" part="cap" .style=${`--turn: ${angle(travel)}deg`}></div>
    `;
  }
}

define('rw-knob', Knob);

declare global {
  interface HTMLElementTagNameMap {
    'rw-knob': Knob;
  }
}
