import type { Frame } from '../../wire/frame.ts';

/** How a frame was asked, so that the answer has the same form. */
export interface Asked {
  /** The type as it was written. */
  readonly type: string;
  /** The id as it came, or empty. */
  readonly id: string;
  /** What else the answer repeats. */
  readonly echo?: Readonly<Record<string, unknown>>;
}

/** What a frame asks for, in the plugin dialect. */
export interface Reading {
  readonly asked: Asked;
  /** Usually one; all of them are carried out, or none. */
  readonly frames: readonly unknown[];
}

/** One of the forms in which the plugin protocol is spoken. */
export interface Dialect {
  /**
   * Puts what came into the plugin dialect; what is no frame at all stays as it is and is refused there.
   *
   * @throws WireError `INVALID_MESSAGE`
   */
  read(value: unknown): Reading;
  /** Puts the answers to the frames that were read into this form: what is sent, in order. */
  answer(asked: Asked, replies: readonly [Frame, ...Frame[]], now: string): readonly object[];
  /** Puts a frame that nobody asked for into this form. */
  broadcast(frame: Frame): object;
}
