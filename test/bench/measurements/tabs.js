// Tab to tab, in ms: a parameter is changed in one page and seen in another, two pages of one browser context.
import { callInPage, openPage } from '../harness/browser.js';
import { quantile } from '../harness/statistics.js';

const THROWS = { full: 1000, quick: 20 };
/** Milliseconds between throws, so that the server's limit of 50 changes a second is kept. */
const PAUSE = 25;
const MODULE = '/test/bench/page/tabs.ts';

async function play({ browser, address, quick }, kind) {
  const name = `bench-${Date.now()}`;
  const [one, other] = [await openPage(browser, `${address}/blank.html`), await openPage(browser, `${address}/blank.html`)];
  try {
    await callInPage(other, MODULE, 'answer', kind, name);
    return await callInPage(one, MODULE, 'serve', kind, name, THROWS[quick ? 'quick' : 'full'], PAUSE);
  } finally {
    await Promise.all([one.close(), other.close()]);
  }
}

export async function measure(bench) {
  const ours = await play(bench, 'session');
  const theirs = await play(bench, 'relay');
  const rows = [
    ['p50', 0.5],
    ['p99', 0.99],
  ].map(([label, part]) => ({
    name: `tab to tab, stored, ${label}`,
    against: 'bare relay in a SharedWorker',
    ours: quantile(ours, part),
    theirs: quantile(theirs, part),
    unit: 'ms',
  }));
  return { rows, notes: [`half of ${ours.length} round trips`] };
}
