import { html, nothing, type PropertyValues, svg, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { ParameterValues } from '../../effects/descriptor.ts';
import { define, RackwireElement } from '../element.ts';
import { compressorPicture } from '../pictures/compressor.ts';
import { delayPicture } from '../pictures/delay.ts';
import { eqPicture } from '../pictures/eq.ts';
import type { Glass, Handle, Picture } from '../pictures/picture.ts';
import { reverbPicture } from '../pictures/reverb.ts';
import { theme } from '../theme.ts';
import { styles } from './picture.styles.ts';

const PICTURES = new Map<string, Picture>([
  ['eq', eqPicture],
  ['compressor', compressorPicture],
  ['reverb', reverbPicture],
  ['delay', delayPicture],
]);

/** Whether that effect has a picture. */
export const hasPicture = (effect: string): boolean => PICTURES.has(effect);

interface Drag {
  readonly at: number;
  readonly ids: readonly string[];
}

/**
 * What an effect does, drawn from its parameters: response, transfer curve, decay or echoes. Read aloud as one sentence.
 *
 * @example
 * <rw-picture effect="eq" .values=${fullValues(eq)}></rw-picture>
 *
 * @fires rw-picture-input - a point was dragged; detail `{ parameter_id, value }`, once for each parameter it moves
 * @fires rw-picture-hold - a hand was laid on a point or let go; detail `{ parameter_id, held }`
 *
 * @csspart glass - the drawing
 */
export class EffectPicture extends RackwireElement {
  static override styles = [theme, styles];

  /** Catalogue id; an effect without a picture shows none. */
  @property() effect = '';
  /** Every parameter of the effect, in wire units. */
  @property({ attribute: false }) values: ParameterValues = {};
  @state() private glass: Glass = { width: 0, height: 0 };
  @query('.live') private readonly live!: SVGElement | null;

  #drag: Drag | undefined;
  #reduction = 0;
  readonly #observer = new ResizeObserver(([entry]) => {
    if (!entry) return;
    const { width, height } = entry.contentRect;
    if (width !== this.glass.width || height !== this.glass.height) this.glass = { width, height };
  });

  /** Puts the dot where the signal is that is being reduced by `dB` (≥ 0); cheap enough for each animation frame. */
  showReduction(dB: number): void {
    this.#reduction = dB;
    const { live, glass } = this;
    const point = dB > 0.05 && glass.width > 0 ? PICTURES.get(this.effect)?.locate?.(this.values, glass, dB) : undefined;
    live?.toggleAttribute('data-rest', !point);
    if (point) live?.setAttribute('transform', `translate(${point.x} ${point.y})`);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
    this.#letGo();
  }

  override render() {
    const picture = PICTURES.get(this.effect);
    if (!picture) return nothing;
    const { values, glass } = this;
    const drawn = glass.width > 0;
    return html`
      <div class="glass" part="glass" role="img" aria-label=${picture.describe(values)}>
        ${drawn ? this.#renderGlass(picture, values, glass) : nothing}
      </div>
    `;
  }

  #renderGlass(picture: Picture, values: ParameterValues, glass: Glass): TemplateResult {
    return html`
      <svg
        viewBox="0 0 ${glass.width} ${glass.height}"
        aria-hidden="true"
        @pointermove=${this.#move}
        @pointerup=${this.#letGo}
        @pointercancel=${this.#letGo}
      >
        ${picture.draw(values, glass)}
        ${picture.handles?.(values, glass).map((handle, at) => this.#renderHandle(handle, at))}
        ${picture.locate ? svg`<circle class="live" r="4.5" data-rest />` : nothing}
      </svg>
    `;
  }

  #renderHandle({ x, y, ids }: Handle, at: number): TemplateResult {
    const { width, height } = this.glass;
    const [cx, cy] = [Math.min(width - 6, Math.max(6, x)), Math.min(height - 6, Math.max(6, y))];
    return svg`
      <g class="handle" transform="translate(${cx} ${cy})" @pointerdown=${(event: PointerEvent) => this.#grasp(event, { at, ids })}>
        <circle class="reach" r="16" />
        <circle class="knob" r="5" />
      </g>
    `;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('values') || changed.has('glass')) this.showReduction(this.#reduction);
  }

  #grasp(event: PointerEvent, drag: Drag): void {
    if (event.button !== 0) return;
    event.preventDefault();
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.#letGo();
    this.#drag = drag;
    for (const parameter_id of drag.ids) this.emit('rw-picture-hold', { parameter_id, held: true });
  }

  readonly #move = (event: PointerEvent): void => {
    const handle = this.#drag && PICTURES.get(this.effect)?.handles?.(this.values, this.glass)[this.#drag.at];
    if (!handle) return;
    const { left, top } = this.getBoundingClientRect();
    const moved = handle.move({ x: event.clientX - left, y: event.clientY - top });
    for (const [parameter_id, value] of Object.entries(moved)) {
      if (value !== this.values[parameter_id]) this.emit('rw-picture-input', { parameter_id, value });
    }
    this.values = { ...this.values, ...moved };
  };

  readonly #letGo = (): void => {
    const ids = this.#drag?.ids ?? [];
    this.#drag = undefined;
    for (const parameter_id of ids) this.emit('rw-picture-hold', { parameter_id, held: false });
  };
}

define('rw-picture', EffectPicture);

declare global {
  interface HTMLElementTagNameMap {
    'rw-picture': EffectPicture;
  }
}
