import { launch } from 'puppeteer-core';
import { browserArguments, requireBrowser } from '../../../scripts/browser.js';

/** Starts a headless browser whose background pages run at full speed. */
export const launchBrowser = () =>
  launch({
    executablePath: requireBrowser(),
    headless: true,
    args: [
      ...browserArguments,
      '--disable-background-timer-throttling',
      '--disable-renderer-backgrounding',
      '--disable-backgrounding-occluded-windows',
    ],
    // A long round of renders is one call into the page.
    protocolTimeout: 15 * 60_000,
  });

/**
 * A new page at that address; its uncaught errors are printed.
 *
 * @returns {Promise<import('puppeteer-core').Page>}
 */
export async function openPage(browser, address) {
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(`  in the page: ${error instanceof Error ? error.message : error}`));
  await page.goto(address);
  return page;
}

/** Calls the function `name` of a module in the page, with arguments that survive JSON. */
export const callInPage = (page, module, name, ...values) =>
  page.evaluate(async (path, exported, given) => (await import(path))[exported](...given), module, name, values);
