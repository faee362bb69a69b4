import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildExample, ensureLibrary } from '../../examples/build.js';
import { launch, open, until } from './support/browser.js';
import { serve } from './support/server.js';

/** Runs in the page once its rack is ready. */
async function watchRack() {
  const rack = document.querySelector('plugin-rack');
  const late = new Promise((_, reject) => setTimeout(reject, 10_000, new Error('The rack was not ready within 10 s.')));
  await Promise.race([rack.ready, late]);
  // Long enough that it does not matter when exactly each end is read.
  const ears = [rack.input, rack.output].map((end) => {
    const ear = new AnalyserNode(end.context, { fftSize: 32768, channelCount: 1, channelCountMode: 'explicit' });
    end.connect(ear);
    return ear;
  });
  const samples = new Float32Array(32768);
  const level = (ear) => {
    ear.getFloatTimeDomainData(samples);
    return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
  };
  const units = () => [...rack.renderRoot.querySelectorAll('rack-unit')];
  const knobs = () => units().flatMap((unit) => [...unit.renderRoot.querySelectorAll('rw-knob')]);
  Object.assign(globalThis, {
    /** What leaves the rack against what enters it, in dB; NaN in silence. */
    gain() {
      const [before, behind] = ears.map(level);
      return before > 1e-3 ? 20 * Math.log10(behind / before) : Number.NaN;
    },
    units,
    addMenu: () => rack.renderRoot.querySelector('rw-add-menu').renderRoot,
    slider: (id) =>
      knobs()
        .find(({ parameter }) => parameter.id === id)
        ?.renderRoot.querySelector('[role=slider]'),
    turnedTo: (id, text) => slider(id)?.getAttribute('aria-valuetext') === text,
    effects: () => rack.state.plugins.map(({ effect }) => effect).join(),
  });
}

async function openRack(context, url) {
  const page = await open(context, url);
  await until(page, () => document.querySelector('plugin-rack')?.renderRoot);
  await page.evaluate(watchRack);
  return page;
}

async function turnUp(page, id) {
  const slider = await page.waitForFunction((name) => slider(name), {}, id);
  await slider.press('End');
}

const straight = () => Math.abs(gain()) < 0.2;
const louder = () => gain() > 22 && gain() < 24.2;

/** Adds a compressor by the rack's menu, turns its make-up gain full up by keyboard, and hears 24 dB more. */
async function addAndHear(page) {
  await until(page, straight);
  const add = await page.evaluateHandle(() => addMenu().querySelector('button'));
  await add.press('Enter');
  const item = await page.waitForFunction(() =>
    [...addMenu().querySelectorAll(':popover-open [role=menuitem]')].find(({ textContent }) => textContent.startsWith('Compressor')),
  );
  await item.press('Enter');
  // No gain reduction, so that nothing but the make-up gain is heard.
  await turnUp(page, 'threshold');
  await turnUp(page, 'makeup');
  await until(page, () => turnedTo('threshold', '0.0 dB') && turnedTo('makeup', '+24.0 dB'));
  await until(page, louder);
  await page.evaluate(() => units()[0].renderRoot.querySelector('[role=switch]').click());
  await until(page, straight);
}

const playAudio = (page) => page.evaluate(() => document.querySelector('audio').play());
const pressAgainAndAgain = (page) => page.evaluate(() => setInterval(() => document.querySelector('button').click(), 200));
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
    ['React', 'build/examples/react/', (page) => page.click('button')],
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
    const seen = await page.evaluate(() => {
      const { renderRoot } = document.querySelector('plugin-rack');
      const style = (part) => getComputedStyle(renderRoot.querySelector(`[part=${part}]`));
      return [style('title').fontStyle, style('case').borderTopWidth, style('case').color, style('title').fontFamily.split(',')[0]];
    });
    assert.deepEqual(seen, ['italic', '2px', 'rgb(35, 48, 31)', 'Georgia']);
    await page.close();
  });

  it('React and Vue in one session see and hear each other’s changes', async () => {
    const context = await browser.createBrowserContext();
    const react = await openRack(context, `${server.url}/build/examples/shared/react/`);
    const vue = await openRack(context, `${server.url}/build/examples/shared/vue/`);
    await react.bringToFront();
    await react.click('button');
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
