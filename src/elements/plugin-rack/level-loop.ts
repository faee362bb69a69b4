import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Calls back once a frame while its element can be seen; nothing runs for a rack that nobody looks at. */
export class LevelLoop implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;
  readonly #draw: () => void;
  readonly #observer: IntersectionObserver;
  #visible = false;
  #frame = 0;

  constructor(host: ReactiveControllerHost & Element, draw: () => void) {
    this.#host = host;
    this.#draw = draw;
    this.#observer = new IntersectionObserver((entries) => {
      this.#visible = entries.some(({ isIntersecting }) => isIntersecting);
      this.#schedule();
    });
    host.addController(this);
  }

  hostConnected(): void {
    this.#observer.observe(this.#host);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    this.#visible = false;
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  #schedule(): void {
    if (!this.#visible || this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
      this.#schedule();
    });
  }
}
