import type { ReactiveController, ReactiveControllerHost } from 'lit';

interface Unit extends ReactiveControllerHost, HTMLElement {
  readonly index: number;
}

interface Drag {
  readonly from: number;
  /** All units of the rack in their order, the dragged one among them. */
  readonly units: readonly HTMLElement[];
  readonly boxes: readonly DOMRect[];
  to: number;
}

/** Milliseconds that units stay where they were dropped if the rack's new order does not arrive. */
const PATIENCE = 500;

/**
 * Drags a unit to another place in its rack: the unit follows the pointer, its neighbours make room, and the place is told on letting
 * go. Escape puts everything back. The order of the elements is left to whoever owns them.
 */
export class Reorder implements ReactiveController {
  readonly #host: Unit;
  readonly #moved: (position: number) => void;
  #dropped: Drag | undefined;
  #drag: Drag | undefined;
  #start = 0;

  constructor(host: Unit, moved: (position: number) => void) {
    this.#host = host;
    this.#moved = moved;
    host.addController(this);
  }

  readonly grasp = (event: PointerEvent): void => {
    const handle = event.currentTarget;
    if (event.button !== 0 || !(handle instanceof HTMLElement)) return;
    const siblings = this.#host.parentNode?.querySelectorAll<HTMLElement>(`:scope > ${this.#host.localName}`) ?? [];
    const units = [...siblings];
    handle.setPointerCapture(event.pointerId);
    this.#start = event.clientY;
    const from = units.indexOf(this.#host);
    this.#drag = { from, to: from, units, boxes: units.map((unit) => unit.getBoundingClientRect()) };
    this.#host.toggleAttribute('dragging', true);
    addEventListener('keydown', this.#escape, true);
  };

  readonly move = (event: PointerEvent): void => {
    const drag = this.#drag;
    const own = drag?.boxes[drag.from];
    if (!drag || !own) return;
    const by = event.clientY - this.#start;
    const centre = own.top + own.height / 2 + by;
    drag.to = drag.boxes.filter((box, at) => at !== drag.from && box.top + box.height / 2 < centre).length;
    const room = own.height + this.#gap(drag);
    for (const [at, unit] of drag.units.entries()) {
      const aside = at > drag.from && at <= drag.to ? -room : at < drag.from && at >= drag.to ? room : 0;
      unit.style.translate = `0 ${at === drag.from ? by : aside}px`;
    }
  };

  readonly release = (): void => {
    const drag = this.#end();
    if (!drag) return;
    if (drag.to === drag.from) this.#settle(drag);
    else {
      // The units stay where they lie until the rack has its new order, so that nothing jumps back in between.
      this.#dropped = drag;
      setTimeout(() => this.#settle(drag), PATIENCE);
      this.#moved(drag.to);
    }
  };

  readonly cancel = (): void => {
    const drag = this.#end();
    if (drag) this.#settle(drag);
  };

  hostUpdated(): void {
    if (this.#dropped && this.#host.index === this.#dropped.to) this.#settle(this.#dropped);
  }

  hostDisconnected(): void {
    this.cancel();
    if (this.#dropped) this.#settle(this.#dropped);
  }

  readonly #escape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    this.cancel();
  };

  #gap({ boxes }: Drag): number {
    const [first, second] = boxes;
    return first && second ? second.top - first.bottom : 0;
  }

  /** Ends the drag and leaves the units where they are on the screen. */
  #end(): Drag | undefined {
    const drag = this.#drag;
    this.#drag = undefined;
    removeEventListener('keydown', this.#escape, true);
    this.#host.toggleAttribute('dragging', false);
    return drag;
  }

  /** Puts the units back into their places; at once where they have been put into new ones. */
  #settle(drag: Drag): void {
    const reordered = this.#dropped === drag;
    if (reordered) this.#dropped = undefined;
    for (const { style } of drag.units) {
      if (reordered) style.transition = 'none';
      style.translate = '';
    }
    if (!reordered) return;
    requestAnimationFrame(() => {
      for (const { style } of drag.units) style.removeProperty('transition');
    });
  }
}
