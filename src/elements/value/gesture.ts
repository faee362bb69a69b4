import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { emit } from '../events.ts';

/** How long after the last key or wheel notch a hand still counts as being on the control, in milliseconds. */
export const LINGER = 400;

interface Held extends ReactiveControllerHost, EventTarget {
  value: number;
}

/**
 * One hand on one value. Tells of it with `rw-hold`, `rw-input` and `rw-change`, in that order, and keeps back values that arrive
 * from elsewhere until the hand lets go, so that a control never fights its user.
 */
export class ValueGesture implements ReactiveController {
  readonly #host: Held;
  #held = false;
  #from = 0;
  #waiting: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #own = false;

  constructor(host: Held) {
    this.#host = host;
    host.addController(this);
  }

  /** Whether a value set on the host now must wait; the host's setter asks and returns at once if so. */
  keepBack(value: number): boolean {
    if (!this.#held || this.#own) return false;
    this.#waiting = value;
    return true;
  }

  /** Lays the hand on; harmless if it is already there. */
  begin(): void {
    clearTimeout(this.#timer);
    if (this.#held) return;
    this.#from = this.#host.value;
    this.#held = true;
    emit(this.#host, 'rw-hold', { held: true });
  }

  /** The hand moves the value. */
  move(value: number): void {
    if (value === this.#host.value) return;
    this.#set(value);
    this.#waiting = undefined;
    emit(this.#host, 'rw-input', { value });
  }

  /** Lets go at once. */
  end(): void {
    clearTimeout(this.#timer);
    if (!this.#held) return;
    const { value } = this.#host;
    if (value !== this.#from) emit(this.#host, 'rw-change', { value });
    if (this.#waiting !== undefined) this.#set(this.#waiting);
    this.#waiting = undefined;
    this.#held = false;
    emit(this.#host, 'rw-hold', { held: false });
  }

  /** Lets go unless another key or notch follows. */
  linger(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.end(), LINGER);
  }

  /** A whole gesture in one: hand on, move, hand off. */
  set(value: number): void {
    this.begin();
    this.move(value);
    this.end();
  }

  hostDisconnected(): void {
    this.end();
  }

  #set(value: number): void {
    this.#own = true;
    this.#host.value = value;
    this.#own = false;
  }
}
