import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Deck } from '../deck/deck.ts';

/** Renders its element anew when the deck changes; while the deck plays, calls back once a frame for what moves. */
export class DeckWatch implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #deck: () => Deck | undefined;
  readonly #frame: (() => void) | undefined;
  #watched: Deck | undefined;
  #scheduled = 0;

  /** @param deck read on each update, for the element may be given another. */
  constructor(host: ReactiveControllerHost, deck: () => Deck | undefined, frame?: () => void) {
    this.#host = host;
    this.#deck = deck;
    this.#frame = frame;
    host.addController(this);
  }

  hostConnected(): void {
    this.#watch(this.#deck());
  }

  hostDisconnected(): void {
    this.#watch(undefined);
    cancelAnimationFrame(this.#scheduled);
    this.#scheduled = 0;
  }

  hostUpdated(): void {
    this.#watch(this.#deck());
    this.#frame?.();
    this.#schedule();
  }

  readonly #changed = (): void => this.#host.requestUpdate();

  #watch(deck: Deck | undefined): void {
    if (deck === this.#watched) return;
    this.#watched?.removeEventListener('change', this.#changed);
    deck?.addEventListener('change', this.#changed);
    this.#watched = deck;
  }

  #schedule(): void {
    if (this.#scheduled || !this.#frame || !this.#watched?.playing) return;
    this.#scheduled = requestAnimationFrame(() => {
      this.#scheduled = 0;
      this.#frame?.();
      this.#schedule();
    });
  }
}
