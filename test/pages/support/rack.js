// A rack on a page: what goes in and comes out, and its controls, used as a person would.
import { open, until } from './browser.js';

/** Runs in the page once its rack is ready. */
async function watchRack() {
  const rack = document.querySelector('plugin-rack');
  const late = new Promise((_, reject) => setTimeout(reject, 10_000, new Error('The rack was not ready within 10 s.')));
  await Promise.race([rack.ready, late]);
  const ear = new AnalyserNode(rack.output.context, { fftSize: 2048 });
  rack.output.connect(ear);
  const samples = new Float32Array(2048);
  const power = ({ rmsL, rmsR }) => Math.hypot(rmsL, rmsR);
  const units = () => [...rack.renderRoot.querySelectorAll('rack-unit')];
  const knobs = () => units().flatMap((unit) => [...unit.renderRoot.querySelectorAll('rw-knob')]);
  Object.assign(globalThis, {
    /** What leaves the rack against what enters it, in dB; NaN in silence, and where nothing really leaves it. */
    gain() {
      ear.getFloatTimeDomainData(samples);
      if (!samples.some((sample) => Math.abs(sample) > 1e-4)) return Number.NaN;
      const { input, output } = rack.levels;
      return power(input) > 1e-3 ? 20 * Math.log10(power(output) / power(input)) : Number.NaN;
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
