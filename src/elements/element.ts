import { LitElement } from 'lit';
import { type ElementEventDetails, type ElementEventName, emit } from './events.ts';
import { Localised } from './localise.ts';

/** What every element of Rackwire is: a Lit element that speaks the page's language and its own typed events. */
export class RackwireElement extends LitElement {
  constructor() {
    super();
    new Localised(this);
  }

  protected emit<Name extends ElementEventName>(name: Name, detail: ElementEventDetails[Name]): void {
    emit(this, name, detail);
  }
}

/** Registers an element unless the page already has one of that name, as when two builds are loaded. */
export function define(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}
