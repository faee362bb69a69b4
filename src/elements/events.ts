/** What the elements say. Every event bubbles and is composed: a listener on the document hears them all. */

interface OfParameter {
  readonly plugin_id: string;
  readonly parameter_id: string;
}

/** Which presets an event is about; `plugin_id` is there when it comes from a plugin's unit. */
interface OfPresets {
  /** Catalogue id, or "rack". */
  readonly effect: string;
  readonly plugin_id?: string;
}

/** The detail of each event, by its name. Values are in the parameter's wire unit, times in seconds. */
export interface ElementEventDetails {
  /** The value moved; many for each gesture. */
  'rw-input': { readonly value: number };
  /** A hand was laid on the control, or let go. Values from elsewhere wait in between. */
  'rw-hold': { readonly held: boolean };
  /** The gesture ended at another value than it began. */
  'rw-change': { readonly value: number };
  /** A point of a picture moved. */
  'rw-picture-input': { readonly parameter_id: string; readonly value: number };
  'rw-picture-hold': { readonly parameter_id: string; readonly held: boolean };
  /** Play from there. */
  'rw-seek': { readonly time: number };
  'rw-preset-load': OfPresets & { readonly name: string };
  'rw-preset-save': OfPresets & { readonly name: string; readonly replace: boolean };
  'rw-preset-rename': OfPresets & { readonly from: string; readonly to: string };
  'rw-preset-delete': OfPresets & { readonly name: string };
  'rw-preset-export': OfPresets & { readonly name: string };
  'rw-preset-import': OfPresets & { readonly file: File };
  'rack-parameter': OfParameter & { readonly value: number };
  'rack-hold': OfParameter & { readonly held: boolean };
  'rack-bypass': { readonly plugin_id: string; readonly bypass: boolean };
  'rack-remove': { readonly plugin_id: string };
  /** `position` counts from 0 and is the plugin's place after the move. */
  'rack-move': { readonly plugin_id: string; readonly position: number };
}

export type ElementEventName = keyof ElementEventDetails;

/** The events that ask for something to be done with a preset. */
export type PresetEventName = Extract<ElementEventName, `rw-preset-${string}`>;

export type ElementEvents = { [Name in ElementEventName]: CustomEvent<ElementEventDetails[Name]> };

/** Dispatches a bubbling, composed event from `target`. */
export function emit<Name extends ElementEventName>(target: EventTarget, name: Name, detail: ElementEventDetails[Name]): void {
  target.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}

declare global {
  interface HTMLElementEventMap extends ElementEvents {}
}
