import { readLanguage } from './languages.ts';
import { Settings } from './settings.ts';
import './shell/shell.ts';

// The words first, so that the page is not seen in one language and then in another.
const settings = new Settings();
await readLanguage(settings.view.locale);
const app = document.querySelector('rackwire-app');
if (app) app.settings = settings;
