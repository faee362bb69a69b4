import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launch, open, until } from './support/browser.js';
import { sineWav } from './support/wav.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Starts the application as `npm start` does, and waits for the line with its address. */
function start() {
  const child = spawn(process.execPath, ['scripts/start.js'], {
    cwd: root,
    env: { ...process.env, PORT: '4390' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const address = new Promise((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      const [, found] = /Rackwire is at (http\S+)/.exec(output) ?? [];
      if (found) resolve(found);
    });
    child.on('exit', () => reject(new Error(`expected the address, got: ${output}`)));
  });
  return { address, stop: () => child.kill() };
}

/** What a person sees: the text of everything, through all shadow roots. */
function everything() {
  const text = (node) =>
    [...node.childNodes]
      .map((child) =>
        child.nodeType === Node.TEXT_NODE
          ? child.data
          : ['STYLE', 'SCRIPT'].includes(child.nodeName)
            ? ''
            : text(child.shadowRoot ?? child),
      )
      .join(' ');
  return text(document.body).replace(/\s+/g, ' ');
}

/** Puts `find(selector)` and `button(text)`, which look through all shadow roots, and the rack into the page. */
function tools() {
  globalThis.find = (selector, from = document) => {
    const here = from.querySelector(selector);
    if (here) return here;
    for (const element of from.querySelectorAll('*')) {
      const found = element.shadowRoot && find(selector, element.shadowRoot);
      if (found) return found;
    }
    return null;
  };
  const buttons = (from) =>
    [...from.querySelectorAll('*')].flatMap((element) => [
      ...(element.localName === 'button' ? [element] : []),
      ...(element.shadowRoot ? buttons(element.shadowRoot) : []),
    ]);
  globalThis.button = (text) => buttons(document).find((candidate) => candidate.textContent.trim() === text);
  globalThis.rack = find('plugin-rack');
  return rack.ready.then(() => true);
}

describe('the application', () => {
  let app;
  let url;
  let browser;
  let folder;
  before(async () => {
    app = start();
    folder = await mkdtemp(join(tmpdir(), 'rackwire-app-'));
    [url, browser] = await Promise.all([app.address, launch({ userDataDir: join(folder, 'profile') })]);
  });
  after(async () => {
    await browser?.close();
    app.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const visit = async (to = url) => {
    const page = await open(browser, to);
    await until(page, () => document.querySelector('rackwire-app')?.shadowRoot);
    await until(page, () => document.querySelector('rackwire-app').shadowRoot.querySelector('plugin-rack'));
    await page.evaluate(tools);
    return page;
  };
  const reads = (page, pattern) =>
    until(
      page,
      (look, source) => new RegExp(source).exec(new Function(`return (${look})()`)())?.[0],
      everything.toString(),
      pattern.source,
    );
  const effects = (page) => page.evaluate(() => rack.state.plugins.map(({ effect }) => effect).join());
  /** Whether sound leaves the rack. */
  const sounds = (page) => until(page, () => rack.renderRoot.querySelector('#out') && find('plugin-rack').output && levels() > 0.001);
  const listen = (page) =>
    page.evaluate(() => {
      const tap = new AnalyserNode(rack.output.context, { fftSize: 2048 });
      rack.output.connect(tap);
      globalThis.levels = () => {
        const samples = new Float32Array(2048);
        tap.getFloatTimeDomainData(samples);
        return Math.max(...samples.map(Math.abs));
      };
    });

  it('is isolated, plays its loop through four effects, and is as it was after a reload', async () => {
    const page = await visit();
    assert.equal(await page.evaluate(() => crossOriginIsolated), true);
    for (const effect of ['eq', 'compressor', 'delay', 'reverb']) assert.ok(await page.evaluate((name) => rack.addPlugin(name), effect));
    await listen(page);
    await reads(page, /Eight bars/);
    await page.keyboard.press('Space');
    await sounds(page);

    const knob = await page.evaluateHandle(() => find('rw-knob', find('rack-unit').shadowRoot).shadowRoot.querySelector('[role=slider]'));
    await knob.focus();
    await knob.press('End');
    const text = await page.evaluate((slider) => slider.getAttribute('aria-valuetext'), knob);
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 200)));
    await page.reload();
    await until(page, () => document.querySelector('rackwire-app')?.shadowRoot?.querySelector('plugin-rack'));
    await page.evaluate(tools);
    assert.equal(await effects(page), 'eq,compressor,delay,reverb');
    await until(
      page,
      (expected) =>
        find('rw-knob', find('rack-unit').shadowRoot).shadowRoot.querySelector('[role=slider]').getAttribute('aria-valuetext') === expected,
      text,
    );
    assert.deepEqual(page.problems, []);
    await page.close();
  });

  it('is as it was after the whole browser was closed and opened again', async () => {
    const page = await visit();
    const before = await effects(page);
    await browser.close();
    browser = await launch({ userDataDir: join(folder, 'profile') });
    const again = await visit();
    assert.equal(await effects(again), before);
    await again.close();
  });

  it('says what is wrong with a file, and plays on', async () => {
    const page = await visit();
    await listen(page);
    await reads(page, /Eight bars/);
    await page.keyboard.press('Space');
    await sounds(page);
    const corrupt = join(folder, 'broken.wav');
    await writeFile(corrupt, 'RIFF but nothing behind it');
    const drop = async (path, type) => {
      const input = await page.evaluateHandle(() => {
        const made = document.createElement('input');
        made.type = 'file';
        made.id = 'made';
        document.body.append(made);
        return made;
      });
      await input.uploadFile(path);
      await page.evaluate(
        (made, mime) => {
          const transfer = new DataTransfer();
          for (const file of made.files) transfer.items.add(new File([file], file.name, { type: mime }));
          made.remove();
          const target = find('rackwire-app');
          for (const name of ['dragenter', 'dragover', 'drop'])
            target.dispatchEvent(new DragEvent(name, { dataTransfer: transfer, bubbles: true, composed: true, cancelable: true }));
        },
        input,
        type,
      );
    };
    await drop(corrupt, 'audio/wav');
    await reads(page, /broken\.wav/);
    await sounds(page);
    const good = join(folder, 'sine.wav');
    await writeFile(good, sineWav({ amplitude: 0.5, seconds: 3 }));
    await drop(good, 'audio/wav');
    await reads(page, /sine/);
    await page.close();
  });

  it('says that the microphone was refused, and plays on', async () => {
    const page = await visit();
    await listen(page);
    await reads(page, /Eight bars/);
    await page.keyboard.press('Space');
    await sounds(page);
    await page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('Permission denied', 'NotAllowedError'));
    });
    for (const name of ['Input', 'Open the input']) await (await page.evaluateHandle((text) => button(text), name)).click();
    await reads(page, /The microphone was refused/);
    await sounds(page);
    await page.close();
  });

  it('refuses a preset file of another effect in words, and keeps the rack', async () => {
    const page = await visit();
    const before = await page.evaluate(() => JSON.stringify(rack.state));
    const path = join(folder, 'hall.reverb.json');
    await writeFile(
      path,
      JSON.stringify({ format: 'rackwire-preset', version: 1, effect: 'reverb', name: 'Hall', parameters: { room_size: 0.9 } }),
    );
    const input = await page.evaluateHandle(() =>
      find('rw-presets', find('rack-unit').shadowRoot).shadowRoot.querySelector('input[type=file]'),
    );
    await input.uploadFile(path);
    await reads(page, /expected a preset for Equalizer, got one for Reverb/);
    assert.equal(await page.evaluate(() => JSON.stringify(rack.state)), before);
    await page.close();
  });

  it('says that the storage is full, changes nothing, and works again when there is room', async () => {
    const page = await visit(`${url}?session=full`);
    await page.evaluate(() => rack.addPlugin('eq'));
    // A disk cannot be filled here, so the platform's refusal is put where it would come from: the worker's IndexedDB.
    const target = await browser.waitForTarget((candidate) => candidate.type() === 'shared_worker');
    const worker = await target.createCDPSession();
    const fill = (full) =>
      worker.send('Runtime.evaluate', {
        expression: full
          ? `globalThis.put = IDBObjectStore.prototype.put; IDBObjectStore.prototype.put = () => { throw new DOMException('no room', 'QuotaExceededError'); }`
          : 'IDBObjectStore.prototype.put = globalThis.put',
      });
    await fill(true);
    assert.equal(await page.evaluate(() => rack.addPlugin('reverb')), undefined);
    await reads(page, /storage is full/);
    assert.equal(await effects(page), 'eq');
    await fill(false);
    assert.ok(await page.evaluate(() => rack.addPlugin('reverb')));
    assert.equal(await effects(page), 'eq,reverb');
    await page.close();
  });
});
