import type { PortFrame } from './port.ts';

/**
 * Frames on their way over a MessagePort: those of one task go as one message, because a message between threads costs
 * more than a frame does. One alone goes as it is.
 */
export class FrameList<Frame extends PortFrame> {
  readonly #post: (message: Frame | readonly Frame[]) => void;
  #frames: Frame[] = [];

  constructor(post: (message: Frame | readonly Frame[]) => void) {
    this.#post = post;
  }

  /** It goes when the task ends, or with `flush()`. */
  add(frame: Frame): void {
    if (this.#frames.length === 0) queueMicrotask(() => this.flush());
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
