import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { launch, open, until } from './support/browser.js';
import { serve } from './support/server.js';

const close = (decibels) => `Math.abs(level() - ${decibels}) < 0.05`;

/** Turns the make-up knob of a compressor in `one` by keyboard, and hears and sees it in `other`. */
async function turnHereHearThere(one, other) {
  await one.evaluate(() => rack.addPlugin('compressor'));
  for (const frame of [one, other]) await until(frame, () => knobText('makeup') === '0.0 dB');
  assert.equal(await one.evaluate(() => rack.state.plugins.length), 1);
  await until(other, `knob('threshold') && ${close(0)}`);

  const knob = await one.evaluateHandle(() => knob('makeup').renderRoot.querySelector('[role=slider]'));
  await knob.focus();
  await knob.press('End');
  for (const frame of [one, other]) {
    await until(frame, () => knobText('makeup') === '+24.0 dB');
    await until(frame, close(24));
  }

  const power = await other.evaluateHandle(() => rack.renderRoot.querySelector('rack-unit').renderRoot.querySelector('[role=switch]'));
  await power.press('Enter');
  for (const frame of [one, other]) {
    await until(frame, () => rack.state.plugins[0].bypassed);
    await until(frame, close(0));
  }

  await one.evaluate(() => rack.addPlugin('eq', 0));
  await until(other, () => rack.state.plugins.map(({ effect }) => effect).join() === 'eq,compressor');
}

describe('two tabs on one rack', () => {
  let server;
  let browser;
  before(async () => {
    [server, browser] = await Promise.all([serve({ isolated: true }), launch()]);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  it('a change in one page is seen and heard in another', async () => {
    const one = await open(browser, `${server.url}/test/pages/fixtures/rack.html?session=tabs`);
    const other = await open(browser, `${server.url}/test/pages/fixtures/rack.html?session=tabs`);
    for (const page of [one, other]) {
      await until(page, () => document.documentElement.dataset.ready);
      assert.equal(await page.evaluate(() => crossOriginIsolated), true);
    }
    await turnHereHearThere(one, other);
    assert.deepEqual([...one.problems, ...other.problems], []);
    await Promise.all([one.close(), other.close()]);
  });

  it('and in another frame of the same page, without isolation', async () => {
    const plain = await serve();
    const page = await open(browser, `${plain.url}/test/pages/fixtures/frames.html`);
    const [one, other] = page.frames().slice(1);
    for (const frame of [one, other]) {
      await until(frame, () => document.documentElement.dataset.ready);
      assert.equal(await frame.evaluate(() => crossOriginIsolated), false);
    }
    await turnHereHearThere(one, other);
    assert.deepEqual(page.problems, []);
    await page.close();
    await plain.close();
  });

  it('a tab that is killed right after the reply has lost nothing', async () => {
    const one = await open(browser, `${server.url}/test/pages/fixtures/rack.html?session=kept`);
    await until(one, () => document.documentElement.dataset.ready);
    const id = await one.evaluate(() => rack.addPlugin('reverb'));
    // The reply is here: whatever happens now, the change is stored.
    const client = await one.createCDPSession();
    const crashed = new Promise((resolve) => one.once('error', resolve));
    client.send('Page.crash').catch(() => {});
    await crashed;
    const again = await open(browser, `${server.url}/test/pages/fixtures/rack.html?session=kept`);
    await until(again, () => document.documentElement.dataset.ready);
    assert.deepEqual(await again.evaluate(() => rack.state.plugins.map(({ plugin_id }) => plugin_id)), [id]);
    await again.close();
  });
});
