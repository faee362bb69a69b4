import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { launch, open, until } from './support/browser.js';
import { serve } from './support/server.js';

/** Two kills in `npm test`, two hundred in the long run. */
const KILLS = process.env.RACKWIRE_LONG === '1' ? 200 : 2;

let server;
let folder;
before(async () => {
  [server, folder] = await Promise.all([serve(), mkdtemp(join(tmpdir(), 'rackwire-kill-'))]);
});
after(async () => {
  await server?.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
});

/** Runs in the page: sets one value after the other, each once the one before is acknowledged, and tells which were. */
async function count(from) {
  for (let value = from; ; value += 1) {
    await set(value);
    acknowledged(value);
  }
}

it(`loses nothing acknowledged when the browser is killed at ${KILLS} random moments`, async () => {
  let last = 0;
  for (let kill = 0; kill <= KILLS; kill += 1) {
    const browser = await launch({ userDataDir: join(folder, 'profile') });
    const page = await open(browser, `${server.url}/test/pages/fixtures/rack.html?session=kill`);
    await until(page, () => document.documentElement.dataset.ready);
    const stored = await page.evaluate(async () => {
      const { localSession } = await import('/dist/rackwire.js');
      const { session } = localSession('kill');
      await session.ready;
      const [plugin] = session.track('main').plugins;
      const plugin_id = plugin?.plugin_id ?? (await rack.addPlugin('delay'));
      // The tempo holds 2,000 steps of a tenth; the counter goes round in it.
      globalThis.set = (value) =>
        session.client.request('PLUGIN_PARAMETER', {
          track_id: 'main',
          plugin_id,
          parameter_id: 'tempo',
          parameter_value: 40 + (value % 2000) / 10,
        });
      return plugin ? Math.round((plugin.parameters.tempo - 40) * 10) : undefined;
    });
    // Behind the last acknowledgement that got out, more may have been stored; what must not be is less.
    if (stored !== undefined) assert.ok((stored - last + 2000) % 2000 < 1000, `acknowledged ${last % 2000}, found ${stored}`);
    if (kill === KILLS) {
      await browser.close();
      break;
    }
    await page.exposeFunction('acknowledged', (value) => {
      last = value;
    });
    page.evaluate(count, last + 1).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 900));
    const gone = new Promise((resolve) => browser.once('disconnected', resolve));
    browser.process().kill('SIGKILL');
    await gone;
  }
  assert.ok(last > 0);
});
