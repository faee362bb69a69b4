import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildExample, ensureLibrary } from '../../examples/build.js';
import { launch, until } from './support/browser.js';
import { addAndHear, louder, openRack, playAudio, turnUp } from './support/rack.js';
import { serve } from './support/server.js';

const pressAgainAndAgain = (page) => page.evaluate(() => setInterval(() => document.querySelector('button').click(), 200));
const says = (text) => document.querySelector('button').textContent === text;
/** In this browser a context runs from the start. */
async function pauseAndPlay(page) {
  await until(page, says, 'Pause');
  await page.click('button');
  await until(page, says, 'Play');
  await page.click('button');
  await until(page, says, 'Pause');
}
const signalPath = (path) => document.querySelector('#signal-path').textContent === path;

describe('examples', () => {
  let server;
  let browser;
  before(async () => {
    await ensureLibrary();
    for (const example of ['react', 'vue']) {
      await buildExample(example);
      await buildExample(example, { folder: `build/examples/shared/${example}`, partsFolder: '/dist/' });
    }
    [server, browser] = await Promise.all([serve(), launch()]);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const pages = [
    ['the plain tag', 'examples/plain/', playAudio],
    ['the plain tag, themed', 'examples/plain/themed.html', playAudio],
    ['a pair of AudioNodes', 'examples/plain/nodes.html', pressAgainAndAgain],
    ['React', 'build/examples/react/', pauseAndPlay],
    ['Vue', 'build/examples/vue/', playAudio],
  ];
  for (const [name, path, start] of pages) {
    it(`${name}: the rack appears, lets the sound through and takes an effect`, async () => {
      const context = await browser.createBrowserContext();
      const page = await openRack(context, `${server.url}/${path}`);
      assert.equal(await page.evaluate(() => crossOriginIsolated), false);
      await start(page);
      await addAndHear(page);
      assert.deepEqual(page.problems, []);
      await context.close();
    });
  }

  it('what the theme sets is seen', async () => {
    const page = await openRack(browser, `${server.url}/examples/plain/themed.html`);
    await page.evaluate(() => document.querySelector('plugin-rack').addPlugin('compressor'));
    await until(page, () => units()[0]?.renderRoot.querySelector('.power'));
    const seen = await page.evaluate(() => {
      const { renderRoot } = document.querySelector('plugin-rack');
      const power = getComputedStyle(units()[0].renderRoot.querySelector('.power'));
      const style = (part) => getComputedStyle(renderRoot.querySelector(`[part=${part}]`));
      return [
        style('title').fontStyle,
        style('case').borderTopWidth,
        style('case').color,
        style('title').fontFamily.split(',')[0],
        power.backgroundColor,
      ];
    });
    assert.deepEqual(seen, ['italic', '2px', 'rgb(35, 48, 31)', 'Georgia', 'rgb(31, 107, 74)']);
    await page.close();
  });

  it('React and Vue in one session see and hear each other’s changes', async () => {
    const context = await browser.createBrowserContext();
    const react = await openRack(context, `${server.url}/build/examples/shared/react/`);
    const vue = await openRack(context, `${server.url}/build/examples/shared/vue/`);
    await react.bringToFront();
    await pauseAndPlay(react);
    await playAudio(vue);

    await react.evaluate(() => document.querySelector('plugin-rack').addPlugin('compressor'));
    for (const page of [react, vue]) await until(page, signalPath, 'In → Compressor → Out');
    await vue.bringToFront();
    await turnUp(vue, 'threshold');
    await turnUp(vue, 'makeup');
    for (const page of [vue, react]) {
      await page.bringToFront();
      await until(page, () => turnedTo('makeup', '+24.0 dB'));
      await until(page, louder);
    }

    await react.evaluate(() => [...document.querySelectorAll('button')].find(({ textContent }) => textContent.includes('delay')).click());
    for (const page of [react, vue]) {
      await until(page, signalPath, 'In → Compressor → Delay → Out');
      assert.equal(await page.evaluate(() => effects()), 'compressor,delay');
      assert.deepEqual(page.problems, []);
    }
    await context.close();
  });
});
