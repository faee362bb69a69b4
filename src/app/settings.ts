import * as v from 'valibot';
import { sourceKinds } from './deck/sources/source.ts';

/** How the application colours itself: as the system does, or always light or dark. */
export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** Languages the application speaks. */
export const locales = ['en', 'de'] as const;
export type Locale = (typeof locales)[number];

/** The lowest volume, in dB, which is silence. */
export const SILENCE = -60;

const preferred = (): Locale => locales.find((locale) => navigator.language.toLowerCase().startsWith(locale)) ?? 'en';

// Each setting falls back by itself: one that an older or newer version wrote differently does not lose the others.
const View = v.object({
  theme: v.fallback(v.picklist(themes), 'auto'),
  locale: v.fallback(v.picklist(locales), preferred),
  source: v.fallback(v.picklist(sourceKinds), 'loop'),
  address: v.fallback(v.string(), ''),
  loop: v.fallback(v.boolean(), true),
  /** dB; SILENCE is off. */
  volume: v.fallback(v.pipe(v.number(), v.minValue(SILENCE), v.maxValue(6)), 0),
});

/** How a person left the page: looks and switches only. Racks and presets are the server's, not kept here. */
export type View = v.InferOutput<typeof View>;

const KEY = 'rackwire.view';

/** The view settings, kept in localStorage where the browser allows it and else for this visit. */
export class Settings {
  #view: View;

  constructor() {
    this.#view = v.parse(View, stored());
  }

  get view(): Readonly<View> {
    return this.#view;
  }

  /** Changes some settings and keeps them. */
  change(changes: Partial<View>): void {
    this.#view = { ...this.#view, ...changes };
    try {
      localStorage.setItem(KEY, JSON.stringify(this.#view));
    } catch {
      // Full or forbidden: the settings hold for this visit.
    }
  }
}

function stored(): unknown {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return typeof found === 'object' && found !== null ? found : {};
  } catch {
    return {};
  }
}
