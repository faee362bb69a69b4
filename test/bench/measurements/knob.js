// Knob to sound, in quanta, with parameters in shared memory and by messages.
import { callInPage, openPage } from '../harness/browser.js';

/** The very next quantum: nothing can be sooner. */
const BUDGET = 1;

export async function measure({ browser, address }) {
  const page = await openPage(browser, `${address}/blank.html`);
  const rows = [];
  for (const [name, shared] of [
    ['knob to sound, shared memory', true],
    ['knob to sound, by messages', false],
  ]) {
    const ours = await callInPage(page, '/test/bench/page/knob.ts', 'measureKnob', shared);
    rows.push({ name, against: 'budget', ours, theirs: BUDGET, unit: 'quanta' });
  }
  await page.close();
  return { rows };
}
