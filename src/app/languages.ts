import { setLocale, setTranslations } from '../elements/localise.ts';
import type { Locale } from './settings.ts';

/** Loads a language's words when they are first needed, then makes everything on the page speak it. */
export async function readLanguage(locale: Locale): Promise<void> {
  if (locale === 'de') {
    const [elements, application] = await Promise.all([import('../elements/locales/de.ts'), import('./locales/de.ts')]);
    setTranslations('de', { ...elements.german, ...application.german });
  }
  setLocale(locale);
  document.documentElement.lang = locale;
}
