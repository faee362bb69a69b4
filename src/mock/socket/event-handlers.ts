interface Attribute {
  current: object;
  readonly listener: (event: Event) => void;
}

/**
 * The `on…` attributes of an event target, as HTML has them: each is one listener, which stands in the order of
 * listeners where it was first set, keeps that place while its callback changes, and loses it with `null`.
 */
export class EventHandlers {
  readonly #target: EventTarget;
  readonly #attributes = new Map<string, Attribute>();

  constructor(target: EventTarget) {
    this.#target = target;
  }

  get(type: string): object | null {
    return this.#attributes.get(type)?.current ?? null;
  }

  /** What is no object counts as null; an object that cannot be called is kept and does nothing. */
  set(type: string, value: unknown): void {
    const attribute = this.#attributes.get(type);
    const callback = (typeof value === 'object' || typeof value === 'function') && value !== null ? value : null;
    if (!callback) {
      if (attribute) this.#target.removeEventListener(type, attribute.listener);
      this.#attributes.delete(type);
    } else if (attribute) attribute.current = callback;
    else this.#add(type, callback);
  }

  #add(type: string, callback: object): void {
    const attribute: Attribute = {
      current: callback,
      listener: (event: Event) => {
        if (typeof attribute.current === 'function') attribute.current.call(this.#target, event);
      },
    };
    this.#attributes.set(type, attribute);
    this.#target.addEventListener(type, attribute.listener);
  }
}
