import type { PortFrame } from './port.ts';

/**
 * Frames on their way over a MessagePort: those of one task go as one message, because a message between threads costs
 * more than a frame does. One alone goes as it is.
 */
export class FrameList<Frame extends PortFrame> {
  readonly #post: (message: Frame | readonly Frame[]) => void;
  readonly #soon: (flush: () => void) => void;
  #frames: Frame[] = [];

  /** @param soon when what waits is to go. Default: when the task ends. */
  constructor(post: (message: Frame | readonly Frame[]) => void, soon: (flush: () => void) => void = (flush) => queueMicrotask(flush)) {
    this.#post = post;
    this.#soon = soon;
  }

  /** It goes soon, or with `flush()`. */
  add(frame: Frame): void {
    if (this.#frames.length === 0) this.#soon(() => this.flush());
    this.#frames.push(frame);
  }

  /** Sends what waits, for example before a message that must come behind it. */
  flush(): void {
    const frames = this.#frames;
    this.#frames = [];
    const [first] = frames;
    if (first !== undefined) this.#post(frames.length === 1 ? first : frames);
  }
}
