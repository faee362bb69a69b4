import { setLocale, setTranslations } from '../elements/localise.ts';
import type { Locale } from './settings.ts';

/** Loads a language's words when they are first needed, then makes everything on the page speak it. */
export async function readLanguage(locale: Locale): Promise<void> {
  if (locale === 'de') {
    const { de } = await import('./locales/de.ts');
    setTranslations('de', de);
  }
  setLocale(locale);
  document.documentElement.lang = locale;
}
