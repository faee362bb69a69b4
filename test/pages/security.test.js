// What a careful site asks for: everything works under a strict policy, and whatever people type stays text.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { ensureLibrary } from '../../examples/build.js';
import { launch } from './support/browser.js';
import { serve } from './support/server.js';
import { eventually, POLICY, tools, watchPolicy } from './support/strict.js';
import { sineWav } from './support/wav.js';

const path = (relative) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));
const html = (head, body) => ({
  type: 'text/html; charset=utf-8',
  body: `<!doctype html><html lang="en"><head><title>Strict</title><link rel="icon" href="/public/icon.svg">${head}</head><body>${body}</body></html>`,
});

const MARKUP = '<img src=x onerror=hit()><script>hit()</script>"\'><b data-injected>bold</b>';
const RACK = `<plugin-rack for="music" session="strict" track="one"></plugin-rack><wire-inspector session="strict"></wire-inspector>`;
const FILES = {
  '/tone.wav': { type: 'audio/wav', body: sineWav() },
  '/tag.html': html(
    '<script type="module" src="/dist/rackwire.js"></script><script type="module" src="/inspector.js"></script>',
    `<audio id="music" src="/tone.wav" loop></audio>${RACK}`,
  ),
  '/inspector.js': { type: 'text/javascript', body: "import { loadInspector } from '/dist/rackwire.js'; await loadInspector();" },
  '/mock.html': html('<script src="/dist/rackwire-mock.js" data-serve="ws://localhost:8000/ws http://localhost:8000"></script>', ''),
  '/both.html': html(
    '<script src="/dist/rackwire-mock.js" data-serve="ws://localhost:8000/ws"></script><script type="module" src="/dist/rackwire.js"></script>',
    '<plugin-rack session="both" track="one"></plugin-rack>',
  ),
  '/wrong.html': html(
    '<script type="module" src="/dist/rackwire.js"></script>',
    `<plugin-rack for="${MARKUP.replaceAll('"', '&quot;')}"></plugin-rack>`,
  ),
};

async function visit(browser, url) {
  const page = await browser.newPage();
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(String(error?.message ?? error)));
  page.on('console', (message) => {
    if (message.type() === 'error') page.problems.push(`${message.text()} ${message.location().url ?? ''}`);
  });
  page.on('dialog', (dialog) => {
    page.problems.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await watchPolicy(page);
  await page.goto(url);
  await tools(page);
  return page;
}

/** Nothing was refused, and nothing failed. */
async function assertQuiet(page) {
  assert.deepEqual(await page.evaluate(() => violations), []);
  assert.deepEqual(page.problems, []);
}

const ready = (page) =>
  page.evaluate(() =>
    customElements
      .whenDefined('plugin-rack')
      .then(() => deep('plugin-rack')[0].ready)
      .then(() => {}),
  );

/** Plays, and waits until what is played leaves the rack. */
async function sounds(page, play) {
  await page.evaluate(() => {
    const { output } = deep('plugin-rack')[0];
    globalThis.tap = new AnalyserNode(output.context, { fftSize: 2048 });
    output.connect(tap);
  });
  await play();
  await eventually(page, () => {
    const samples = new Float32Array(2048);
    tap.getFloatTimeDomainData(samples);
    return samples.some((sample) => Math.abs(sample) > 0.001);
  });
}

describe('under a strict content security policy', () => {
  let server;
  let browser;
  before(async () => {
    await ensureLibrary();
    [server, browser] = await Promise.all([
      serve({ files: FILES, isolated: true, headers: { 'Content-Security-Policy': POLICY } }),
      launch(),
    ]);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  it('the policy is the one that the guide gives', async () => {
    const guide = await readFile(path('docs/guide/security.md'), 'utf8');
    assert.equal(/^Content-Security-Policy: (.*)$/m.exec(guide)?.[1], POLICY);
  });

  it('the policy is in force: it is told of what it refuses', async () => {
    const page = await visit(browser, `${server.url}/tag.html`);
    const refused = await page.evaluate(async () => {
      const tries = [
        () => document.body.insertAdjacentHTML('beforeend', '<p>'),
        () => new SharedWorker('/dist/rackwire-server.js'),
        () => trustedTypes.createPolicy('another', {}),
        () => document.body.append(Object.assign(document.createElement('script'), { textContent: 'globalThis.ran = true' })),
        () => document.body.setAttribute('style', 'color: red'),
      ];
      for (const attempt of tries) {
        try {
          attempt();
        } catch {}
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
      return { refused: violations.length, ran: globalThis.ran };
    });
    assert.ok(refused.refused >= 5, JSON.stringify(refused));
    assert.equal(refused.ran, undefined);
    await page.close();
  });

  it('a page with the tag: sound, four effects, presets, meters, and the inspector', async () => {
    const page = await visit(browser, `${server.url}/tag.html`);
    await ready(page);
    assert.equal(await page.evaluate(() => crossOriginIsolated), true);
    for (const effect of ['eq', 'compressor', 'delay', 'reverb'])
      assert.ok(await page.evaluate((name) => deep('plugin-rack')[0].addPlugin(name), effect));
    await sounds(page, () => page.evaluate(() => deep('#music')[0].play()));
    await eventually(page, () => deep('rw-knob').length > 10 && deep('rw-frame-table').length === 1);
    const knob = await page.evaluateHandle(() => deep('rw-knob')[0].renderRoot.querySelector('[role=slider]'));
    const before = await page.evaluate((slider) => slider.getAttribute('aria-valuetext'), knob);
    await knob.press('End');
    await eventually(page, (slider, text) => slider.getAttribute('aria-valuetext') !== text, knob, before);
    await page.evaluate(() => deep('rw-presets')[0].renderRoot.querySelector('.open').click());
    await eventually(page, () => deep('rw-presets [popover], rw-presets .menu, .menu').some((menu) => menu.matches(':popover-open')));
    await eventually(page, () => deep('rw-frame-table')[0].renderRoot.querySelectorAll('.rows > [role=row]').length > 3);
    await assertQuiet(page);
    await page.close();
  });

  it('a page with the script that serves sockets and requests, alone and beside the library', async () => {
    const page = await visit(browser, `${server.url}/mock.html`);
    const answers = await page.evaluate(async () => {
      const socket = new WebSocket('ws://localhost:8000/ws');
      const said = [];
      socket.onmessage = ({ data }) => said.push(JSON.parse(data).type);
      await new Promise((resolve, reject) => Object.assign(socket, { onopen: resolve, onerror: () => reject(new Error('not connected')) }));
      socket.send(JSON.stringify({ id: '1', type: 'PLUGIN_ADD', data: { track_id: 'main', name: 'eq' } }));
      const { status } = await (await fetch('http://localhost:8000/health')).json();
      while (said.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
      return { status, said };
    });
    assert.deepEqual(answers, { status: 'healthy', said: ['PLUGIN_ADD', 'PLUGIN_STATE_UPDATE'] });
    await assertQuiet(page);
    await page.close();

    const both = await visit(browser, `${server.url}/both.html`);
    await ready(both);
    await both.evaluate(() => {
      const socket = new WebSocket('ws://localhost:8000/ws');
      const add = { id: '1', type: 'PLUGIN_ADD', session_id: 'both', data: { track_id: 'one', name: 'eq' } };
      socket.onopen = () => socket.send(JSON.stringify(add));
    });
    await eventually(both, () => deep('plugin-rack')[0].state.plugins.length === 1);
    await assertQuiet(both);
    await both.close();
  });

  it('the application: its one style sheet by hash, music, effects and the inspector', async () => {
    await build({ configFile: path('vite.config.ts'), logLevel: 'warn' });
    const page = await readFile(path('build/app/index.html'), 'utf8');
    const [, style] = /<style>([\s\S]*?)<\/style>/.exec(page);
    const hash = `'sha256-${createHash('sha256').update(style).digest('base64')}'`;
    const headers = { 'Content-Security-Policy': POLICY.replace("style-src 'self'", `style-src 'self' ${hash}`) };
    const site = await serve({ isolated: true, headers });
    try {
      const app = await visit(browser, `${site.url}/build/app/`);
      await eventually(app, () => deep('plugin-rack').length === 1);
      await ready(app);
      for (const effect of ['eq', 'compressor', 'delay', 'reverb'])
        await app.evaluate((name) => deep('plugin-rack')[0].addPlugin(name), effect);
      await eventually(app, () => words().includes('Eight bars'));
      await sounds(app, () => app.keyboard.press('Space'));
      const wire = await app.evaluateHandle(() => deep('button').find((button) => button.getAttribute('aria-controls') === 'wire'));
      await wire.press('Enter');
      await eventually(app, () => deep('rw-frame-table').length === 1);
      await app.evaluate(() => deep('plugin-rack')[0].addPlugin('eq'));
      await eventually(app, () => deep('rw-frame-table')[0]?.renderRoot.querySelectorAll('.rows > [role=row]').length > 0);
      await assertQuiet(app);
      await app.close();
    } finally {
      await site.close();
    }
  });
});

describe('what people type', () => {
  let server;
  let browser;
  before(async () => {
    await ensureLibrary();
    // No policy here: markup that gets through would really run.
    [server, browser] = await Promise.all([serve({ files: FILES }), launch()]);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const isText = async (page) => {
    const injected = await page.evaluate(() => deep('img[src=x], [data-injected], [onerror]').map(({ outerHTML }) => outerHTML));
    assert.deepEqual(injected, []);
    assert.equal(await page.evaluate(() => deep('script:not([src])').length), 0);
    assert.equal(await page.evaluate(() => globalThis.wasHit), undefined);
  };
  const reads = (page, text) => eventually(page, (expected) => words().includes(expected), text);

  it('stays text: names of plugins, tracks, users, sessions and presets, in rack, menus, errors and inspector', async () => {
    const page = await visit(browser, `${server.url}/tag.html`);
    await page.evaluate(() => {
      globalThis.hit = () => {
        globalThis.wasHit = true;
      };
      globalThis.alert = hit;
    });
    await ready(page);
    await page.evaluate((markup) => {
      const [rack] = deep('plugin-rack');
      return rack.addPlugin('eq').then(async () => {
        const { localSession } = await import('/dist/rackwire.js');
        const { session } = localSession('strict', markup);
        await session.ready;
        const ask = (type, data) => session.client.request(type, data).catch((error) => error.message);
        await ask('PLUGIN_ADD', { track_id: 'one', name: markup, plugin_path: 'reverb' });
        await ask('PLUGIN_ADD', { track_id: markup, name: markup, plugin_path: 'delay' });
        await ask('PRESET_SAVE', { effect: 'eq', name: markup.slice(0, 64), parameters: {} });
        await ask('PLUGIN_ADD', { track_id: 'one', name: markup });
        await ask('PLUGIN_PARAMETER', { track_id: 'one', plugin_id: markup, parameter_id: markup, parameter_value: 1 });
        await ask('PLUGIN_PRESET', { track_id: 'one', plugin_id: rack.state.plugins[0].plugin_id, preset_name: markup });
        await ask(markup, { text: markup });
      });
    }, MARKUP);

    await reads(page, MARKUP);
    await page.evaluate(() =>
      deep('rw-presets')
        .find((presets) => presets.effect === 'eq')
        .renderRoot.querySelector('.open')
        .click(),
    );
    await reads(page, MARKUP.slice(0, 64));
    assert.equal(await page.evaluate((text) => deep('rack-unit').some(({ plugin }) => plugin.name === text), MARKUP), true);

    // A frame of the rack's own connection that is refused, chosen in the inspector and opened.
    await page.evaluate(
      (markup) =>
        deep('plugin-rack')[0]
          .loadPreset?.(markup, markup)
          ?.catch?.(() => {}),
      MARKUP,
    );
    await eventually(
      page,
      (markup) =>
        deep('rw-frame-table')[0].entries.some((entry) =>
          JSON.stringify(entry.frame ?? entry).includes(JSON.stringify(markup).slice(1, -1)),
        ),
      MARKUP,
    );
    const table = await page.evaluateHandle(() => deep('rw-frame-table')[0].renderRoot.querySelector('[role=grid]'));
    await table.press('End');
    for (let step = 0; step < 12; step += 1) {
      await table.press('Enter');
      await isText(page);
      await table.focus();
      await table.press('ArrowUp');
    }
    await isText(page);

    // The whole rack in terms of another's track, session and user.
    await page.evaluate((markup) => {
      const [rack] = deep('plugin-rack');
      Object.assign(rack, { track: markup, session: 'strict', user: markup });
    }, MARKUP);
    await eventually(page, () => deep('rack-unit').length === 1 && deep('rack-unit')[0].plugin.effect === 'delay');
    await isText(page);
    assert.deepEqual(page.problems, []);
    await page.close();
  });

  it('stays text in what an element says that it looked for', async () => {
    const page = await visit(browser, `${server.url}/wrong.html`);
    await page.evaluate(() => {
      globalThis.hit = () => {
        globalThis.wasHit = true;
      };
    });
    await reads(page, '<img src=x onerror=hit()>');
    await isText(page);
    await page.close();
  });
});
