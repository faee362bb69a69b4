import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Translations by their English text; `{name}` stands where a value is put in. */
export type Dictionary = Readonly<Record<string, string>>;

const dictionaries = new Map<string, Dictionary>();
const watchers = new Set<() => void>();
let locale = 'en';
let decimal = '.';

const tell = (): void => {
  for (const watcher of watchers) watcher();
};

/** Adds translations for `tag`, such as `de` or `pt-BR`, to those it already has. */
export function setTranslations(tag: string, dictionary: Dictionary): void {
  dictionaries.set(tag, { ...dictionaries.get(tag), ...dictionary });
  tell();
}

/**
 * The language of all elements on the page from now on; English until set.
 *
 * @throws RangeError if `tag` is no BCP 47 language tag.
 */
export function setLocale(tag: string): void {
  decimal = new Intl.NumberFormat(tag).formatToParts(0.5).find(({ type }) => type === 'decimal')?.value ?? '.';
  locale = tag;
  tell();
}

/** The decimal sign of the present language. */
export const decimalSign = (): string => decimal;

const find = (tag: string, text: string): string | undefined => {
  const dictionary = dictionaries.get(tag);
  return dictionary && Object.hasOwn(dictionary, text) ? dictionary[text] : undefined;
};

/**
 * `text` in the present language (`pt-BR`, then `pt`, else the English itself), with `{name}` replaced by `values.name`.
 *
 * @example t('{name}, position {at} of {count}', { name: 'Reverb', at: 1, count: 3 })
 */
export function t(text: string, values: Readonly<Record<string, string | number>> = {}): string {
  const found = find(locale, text) ?? find(locale.split('-')[0] ?? locale, text) ?? text;
  return found.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? String(values[name]) : whole));
}

/** Renders its element anew when the language or a dictionary changes. */
export class Localised implements ReactiveController {
  readonly #update: () => void;

  constructor(host: ReactiveControllerHost) {
    this.#update = () => host.requestUpdate();
    host.addController(this);
  }

  hostConnected(): void {
    watchers.add(this.#update);
  }

  hostDisconnected(): void {
    watchers.delete(this.#update);
  }
}
