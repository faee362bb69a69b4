// A rack on a page: what goes in and comes out, and its controls, used as a person would.
import { open, until } from './browser.js';

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

/** Opens a page and waits until its rack is ready. */
export async function openRack(context, url) {
  const page = await open(context, url);
  await until(page, () => document.querySelector('plugin-rack')?.renderRoot);
  await page.evaluate(watchRack);
  return page;
}

/** Turns a knob full up by keyboard. */
export async function turnUp(page, id) {
  const slider = await page.waitForFunction((name) => slider(name), {}, id);
  await slider.press('End');
}

const straight = () => Math.abs(gain()) < 0.2;
export const louder = () => gain() > 22 && gain() < 24.2;

/** Adds a compressor by the rack's menu, turns its make-up gain full up by keyboard, and hears 24 dB more. */
export async function addAndHear(page) {
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

export const playAudio = (page) => page.evaluate(() => document.querySelector('audio').play());
