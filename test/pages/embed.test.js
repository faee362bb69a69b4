import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { launch, open, until } from './support/browser.js';
import { serve } from './support/server.js';
import { sineWav } from './support/wav.js';

/** Lit counts its copies on a page by these, and so warns of several; Rackwire itself leaves nothing. */
const LIT = ['litPropertyMetadata', 'reactiveElementVersions', 'litHtmlVersions', 'litElementVersions'];

const page = (script, body) => ({
  type: 'text/html',
  body: `<!doctype html><html lang="en"><title>Somebody else's page</title><link rel="icon" href="data:,">
    <script>globalThis.before = new Set([...Object.getOwnPropertyNames(globalThis), 'before']);</script>
    <script type="module" src="${script}"></script>${body}</html>`,
});
const player = (id, attributes = '') =>
  `<audio id="${id}" src="/tone.wav" controls loop></audio><plugin-rack for="${id}" session="demo" track="${id}" ${attributes}></plugin-rack>`;

/** Runs in the page: the level of what leaves a rack, in dB against the file's own 1 kHz sine of amplitude 0.1. */
function listen() {
  globalThis.levels = new Map(
    [...document.querySelectorAll('plugin-rack')].map((rack) => {
      const tap = new AnalyserNode(rack.output.context, { fftSize: 2048 });
      rack.output.connect(tap);
      return [rack.track, tap];
    }),
  );
  globalThis.level = (track) => {
    const samples = new Float32Array(2048);
    globalThis.levels.get(track).getFloatTimeDomainData(samples);
    return 20 * Math.log10(Math.max(...samples.map(Math.abs)) / 0.1);
  };
}

describe("on somebody else's page", () => {
  let server;
  let other;
  let far;
  let browser;
  before(async () => {
    const files = { '/tone.wav': { type: 'audio/wav', body: sineWav() } };
    other = await serve({ headers: { 'Access-Control-Allow-Origin': '*' }, files });
    files['/two.html'] = page('/dist/rackwire.js', player('one') + player('two', 'style="--rw-panel: rgb(1, 2, 3)"'));
    // A site of its own, because an origin that loads Rackwire both ways has two servers.
    far = await serve({ files: { ...files, '/far.html': page(`${other.url}/dist/rackwire.js`, player('far')) } });
    files['/wrong.html'] = page(
      '/dist/rackwire.js',
      '<div id="wrong"></div><plugin-rack for="wrong"></plugin-rack><plugin-rack for="missing"></plugin-rack>',
    );
    files['/nowhere.html'] = {
      type: 'text/html',
      body: `<!doctype html><html lang="en"><title>No server</title><script type="module">
        import { setPartsFolder } from '/dist/rackwire.js';
        setPartsFolder('/nowhere');
        document.body.append(document.createElement('plugin-rack'));
      </script><body></body></html>`,
    };
    files['/unreadable.html'] = page(
      '/dist/rackwire.js',
      `<audio id="a" src="${other.url}/tone.wav" loop></audio><plugin-rack for="a"></plugin-rack>`,
    );
    server = await serve({ files });
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    await other?.close();
    await far?.close();
  });

  const ready = (tab) =>
    tab.evaluate(() =>
      Promise.all(
        [...document.querySelectorAll('plugin-rack')].map((rack) => customElements.whenDefined('plugin-rack').then(() => rack.ready)),
      ).then(() => true),
    );

  it('two racks take two audio elements through effects of their own, on a page without isolation', async () => {
    const tab = await open(browser, `${server.url}/two.html`);
    await ready(tab);
    assert.equal(await tab.evaluate(() => crossOriginIsolated), false);
    await tab.evaluate(listen);
    await tab.evaluate(() => Promise.all([...document.querySelectorAll('audio')].map((audio) => audio.play())));
    for (const track of ['one', 'two']) await until(tab, (name) => Math.abs(level(name)) < 0.2, track);

    const changes = await tab.evaluate(async () => {
      const rack = document.querySelector('plugin-rack');
      const heard = [];
      document.addEventListener('rack-change', ({ target, detail }) =>
        heard.push(`${target.track}: ${detail.track.plugins.map(({ effect }) => effect)}`),
      );
      await rack.addPlugin('eq');
      await new Promise((resolve) => setTimeout(resolve, 50));
      return heard;
    });
    assert.deepEqual(changes, ['one: eq']);
    await tab.evaluate(() => {
      const unit = document.querySelector('plugin-rack').renderRoot.querySelector('rack-unit');
      unit.emit('rack-parameter', { plugin_id: unit.plugin.plugin_id, parameter_id: 'mid_gain', value: 12 });
    });
    await until(tab, () => Math.abs(level('one') - 12) < 0.2);
    assert.ok(await tab.evaluate(() => Math.abs(level('two')) < 0.2), 'the other rack is untouched');

    assert.match(
      await tab.evaluate(
        () => getComputedStyle(document.querySelectorAll('plugin-rack')[1].renderRoot.querySelector('.case')).backgroundImage,
      ),
      /rgb\(1, 2, 3\)/,
    );
    assert.deepEqual(
      await tab.evaluate(() =>
        Object.getOwnPropertyNames(globalThis).filter(
          (name) => !before.has(name) && !['levels', 'level'].includes(name) && !name.includes('ariaQuery'),
        ),
      ),
      LIT,
    );
    assert.deepEqual(tab.problems, []);
    await tab.close();
  });

  it('frees everything when it is removed, and the audio element plays on', async () => {
    const tab = await open(browser, `${server.url}/two.html`);
    await ready(tab);
    const devtools = await tab.createCDPSession();
    // The processors live in the audio thread's own heap, which wants a collection of its own.
    const heaps = [devtools];
    devtools.on('Target.attachedToTarget', ({ sessionId }) => heaps.push(devtools.connection().session(sessionId)));
    await devtools.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: true });
    await devtools.send('Performance.enable');
    const count = async () => {
      for (const heap of [...heaps, ...heaps]) await heap.send('HeapProfiler.collectGarbage');
      await new Promise((resolve) => setTimeout(resolve, 300));
      await devtools.send('HeapProfiler.collectGarbage');
      const { metrics } = await devtools.send('Performance.getMetrics');
      const of = (name) => metrics.find((metric) => metric.name === name)?.value ?? 0;
      return {
        processors: of('AudioWorkletProcessors'),
        handlers: of('AudioHandlers'),
        nodes: of('Nodes'),
        listeners: of('JSEventListeners'),
      };
    };
    const cycle = (times) =>
      tab.evaluate(async (turns) => {
        const audio = document.querySelector('audio');
        for (let turn = 0; turn < turns; turn += 1) {
          const rack = document.querySelector('plugin-rack');
          rack.remove();
          await new Promise((resolve) => setTimeout(resolve, 120));
          const again = document.createElement('plugin-rack');
          Object.assign(again, { for: 'one', session: 'demo', track: 'one' });
          audio.after(again);
          await new Promise((resolve) => queueMicrotask(resolve));
          await again.ready;
        }
      }, times);
    await cycle(2);
    const first = await count();
    await cycle(10);
    const last = await count();
    for (const [name, value] of Object.entries(last))
      assert.ok(value <= first[name] + 4, `${name}: ${first[name]} at first, ${value} after ten more racks`);
    await tab.evaluate(() => document.querySelector('plugin-rack').remove());
    await tab.evaluate(() => document.querySelector('audio').play());
    await until(tab, () => document.querySelector('audio').currentTime > 0.2);
    assert.deepEqual(tab.problems, []);
    await tab.close();
  });

  it("works from another origin's script, and outlives the tab that runs the server", async () => {
    const one = await open(browser, `${far.url}/far.html`);
    await ready(one);
    const two = await open(browser, `${far.url}/far.html`);
    await ready(two);
    const effects = () =>
      document
        .querySelector('plugin-rack')
        .state.plugins.map(({ effect }) => effect)
        .join();
    await two.evaluate(() => document.querySelector('plugin-rack').addPlugin('delay'));
    await until(
      one,
      (expected) =>
        document
          .querySelector('plugin-rack')
          .state.plugins.map(({ effect }) => effect)
          .join() === expected,
      'delay',
    );
    await one.close();
    await until(two, () => document.querySelector('plugin-rack').renderRoot.querySelector('.connection').dataset.state === 'open');
    // Asked in the very moment in which the server goes, a request is refused in words: then a person asks again.
    await two.evaluate(async () => {
      while (!(await document.querySelector('plugin-rack').addPlugin('reverb'))) await new Promise((resolve) => setTimeout(resolve, 50));
    });
    assert.equal(await two.evaluate(effects), 'delay,reverb');
    assert.deepEqual(two.problems, []);
    await two.close();
  });

  it('says in words what a wrong `for` found, and leaves sound alone that it may not read', async () => {
    const wrong = await open(browser, `${server.url}/wrong.html`);
    const text = (tab, index = 0) =>
      until(tab, (at) => document.querySelectorAll('plugin-rack')[at]?.renderRoot?.querySelector('[role=alert] p')?.textContent, index);
    assert.match(await text(wrong), /expected the id of an <audio> or <video>, found a <div>/);
    assert.match(await text(wrong, 1), /found nothing of that id/);
    await wrong.close();
    const nowhere = await open(browser, `${server.url}/nowhere.html`);
    assert.match(await text(nowhere), /server could not be started from .*\/nowhere\/rackwire-server\.js/);
    await nowhere.close();
    const unreadable = await open(browser, `${server.url}/unreadable.html`);
    assert.match(await text(unreadable), /set crossorigin="anonymous"/);
    await unreadable.evaluate(() => document.querySelector('audio').play());
    await until(unreadable, () => document.querySelector('audio').currentTime > 0.2);
    await unreadable.close();
  });
});
