// A real browser with pages that are looked at from outside, as a person would.
import puppeteer from 'puppeteer-core';
import { browserArguments, requireBrowser } from '../../../scripts/browser.js';

/** @param {{ userDataDir?: string }} options a profile to keep across launches. */
export function launch({ userDataDir } = {}) {
  return puppeteer.launch({ executablePath: requireBrowser(), args: browserArguments, ...(userDataDir && { userDataDir }) });
}

/** Opens a page that collects its errors in `page.problems`. */
export async function open(context, url) {
  const page = await context.newPage();
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') page.problems.push(`${message.text()} ${message.location().url ?? ''}`);
  });
  await page.goto(url);
  return page;
}

/** Waits until `look` (run in the page or frame) gives something true, and returns it. */
export async function until(frame, look, ...values) {
  const handle = await frame.waitForFunction(look, { polling: 20, timeout: 10_000 }, ...values);
  return handle.jsonValue();
}
