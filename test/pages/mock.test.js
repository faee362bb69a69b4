// The script that serves addresses in the page, on pages of all kinds.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { ensureLibrary } from '../../examples/build.js';
import { launch, open, until } from './support/browser.js';
import { louder, openRack, playAudio } from './support/rack.js';
import { serve } from './support/server.js';

const html = (head, body = '') => ({
  type: 'text/html; charset=utf-8',
  body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,"><title>mock</title>${head}</head><body>${body}</body></html>`,
});
const script = (attributes) => `<script src="/dist/rackwire-mock.js" ${attributes}></script>`;
const served = script('data-serve="ws://localhost:8000/ws http://localhost:8000"');

/** Asks from the page by a socket of its own. */
const ask = (page, type, data = {}, session_id = 'default') =>
  page.evaluate(
    (frame) =>
      new Promise((resolve, reject) => {
        const socket = new WebSocket('ws://localhost:8000/ws');
        socket.onopen = () => socket.send(JSON.stringify(frame));
        socket.onerror = () => reject(new Error('no connection'));
        socket.onmessage = ({ data: text }) => {
          const answer = JSON.parse(text);
          if (answer.id !== frame.id) return;
          socket.close();
          resolve(answer);
        };
      }),
    { id: `${type}_${Math.random()}`, type, data, session_id },
  );

/** Connections that the server has. */
const connections = (page) =>
  page.evaluate(async () => {
    const response = await fetch('http://localhost:8000/admin/websocket-security', { headers: { Authorization: 'Bearer any' } });
    const { connections } = await response.json();
    return connections;
  });

describe('rackwire-mock.js', () => {
  let server;
  let browser;
  const files = {
    '/served': html(served),
    '/early': html(
      `${served}<script>
        globalThis.states = [];
        const socket = new WebSocket('ws://localhost:8000/ws');
        states.push(socket.readyState);
        socket.onopen = () => states.push(socket.readyState);
      </script>`,
    ),
    '/nothing': html(script('')),
    '/wrong': html(script('data-serve="localhost:8000"')),
    '/chat': html(script('data-serve="ws://localhost:8000/ws" data-dialect="chat"')),
    '/module': html('<script type="module" src="/dist/rackwire-mock.js" data-serve="/api/"></script>'),
    '/sound': html(
      `${served}<script type="module" src="/dist/rackwire.js"></script>`,
      '<audio src="/examples/media/loop.mp3" id="music" loop></audio><plugin-rack session="studio" track="track_123" for="music"></plugin-rack>',
    ),
    '/plain': html(''),
  };
  before(async () => {
    await ensureLibrary();
    [server, browser] = await Promise.all([serve({ files }), launch()]);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  it('has a socket that is opened before the server is up wait in CONNECTING', async () => {
    const page = await open(browser, `${server.url}/early`);
    await until(page, () => states.length === 2);
    assert.deepEqual(await page.evaluate(() => states), [0, 1]);
    assert.deepEqual(page.problems, []);
    await page.close();
  });

  it('says what it expects where its attributes are wrong, and leaves the page as it is', async () => {
    for (const [path, words] of [
      ['/nothing', 'expected data-serve'],
      ['/wrong', 'expected an address such as'],
      ['/chat', 'expected data-dialect as one of auto, plugin, store, got "chat"'],
      ['/module', 'as a classic script'],
    ]) {
      const page = await open(browser, server.url + path);
      await until(page, () => document.readyState === 'complete');
      assert.equal(page.problems.length, 1, path);
      assert.match(page.problems[0], new RegExp(words));
      assert.match(await page.evaluate(() => Function.prototype.toString.call(WebSocket)), /native code/);
      await page.close();
    }
  });

  it('ends by restore(), after which the network is asked', async () => {
    const page = await open(browser, `${server.url}/served`);
    assert.equal((await ask(page, 'PING')).type, 'PONG');
    await page.evaluate(() => rackwireMock.restore());
    assert.match(await page.evaluate(() => Function.prototype.toString.call(WebSocket)), /native code/);
    assert.equal(await page.evaluate(() => fetch('http://localhost:1/').catch(({ name }) => name)), 'TypeError');
    await page.close();
  });

  it('works under a strict policy, even where the page may connect to nothing', async () => {
    const policy =
      "default-src 'none'; img-src data:; script-src 'self'; worker-src 'self'; connect-src 'none'; require-trusted-types-for 'script'";
    const strict = await serve({ files, headers: { 'Content-Security-Policy': policy } });
    const context = await browser.createBrowserContext();
    const page = await open(context, `${strict.url}/served`);
    assert.equal((await ask(page, 'PLUGIN_ADD', { track_id: 'main', name: 'eq' })).data.success, true);
    assert.equal(await page.evaluate(async () => (await fetch('http://localhost:8000/health')).status), 200);
    assert.deepEqual(page.problems, []);
    await context.close();
    await strict.close();
  });

  it('the code of the guide runs, as a module', async () => {
    const guide = await readFile(new URL('../../docs/guide/mock.md', import.meta.url), 'utf8');
    const [code] = [...guide.matchAll(/^```js\n([\s\S]*?)^```/gm)].map(([, block]) => block);
    const context = await browser.createBrowserContext();
    const page = await open(context, `${server.url}/plain`);
    const said = [];
    page.on('console', (message) => said.push(message.text()));
    await page.addScriptTag({ type: 'module', content: `${code.replace("'rackwire/mock'", "'/dist/mock.js'")} globalThis.ran = true;` });
    await until(page, () => globalThis.ran);
    assert.ok(said.includes('healthy true'), said.join('\n'));
    assert.deepEqual(page.problems, []);
    await context.close();
  });

  it('with a rack on the page, what a client says is heard', async () => {
    const context = await browser.createBrowserContext();
    const page = await openRack(context, `${server.url}/sound`);
    await playAudio(page);
    const { data } = await ask(
      page,
      'PLUGIN_ADD',
      { track_id: 'track_123', name: 'Compressor', plugin_path: '/any/compressor.vst3' },
      'studio',
    );
    const plugin = { track_id: 'track_123', plugin_id: data.plugin_id };
    for (const [parameter_id, parameter_value] of [
      ['threshold', 0],
      ['makeup', 24],
    ]) {
      assert.equal((await ask(page, 'PLUGIN_PARAMETER', { ...plugin, parameter_id, parameter_value }, 'studio')).data.success, true);
    }
    await until(page, louder);
    assert.deepEqual(page.problems, []);
    await context.close();
  });

  const count = process.env.RACKWIRE_LONG ? 10_000 : 300;
  it(`${count} sockets opened and closed leave nothing behind, here or in the server`, async () => {
    const context = await browser.createBrowserContext();
    const page = await open(context, `${server.url}/served`);
    await page.evaluate(async (all) => {
      const one = () =>
        new Promise((resolve, reject) => {
          const socket = new WebSocket('ws://localhost:8000/ws');
          socket.onerror = () => reject(new Error('no connection'));
          socket.onopen = () => socket.send('{"id":"1","type":"PING"}');
          socket.onmessage = () => socket.close(1000);
          socket.onclose = ({ wasClean }) => resolve(wasClean);
        });
      for (let done = 0; done < all; done += 50) {
        const clean = await Promise.all(Array.from({ length: 50 }, one));
        if (!clean.every(Boolean)) throw new Error('a socket was not closed cleanly');
      }
    }, count);
    // queryObjects() collects garbage first.
    const prototype = await page.evaluateHandle(() => WebSocket.prototype);
    const alive = await (await page.queryObjects(prototype)).evaluate((sockets) => sockets.length);
    assert.ok(alive <= 5, `${alive} sockets are still alive`);
    const { open: left, pages, by_state } = await connections(page);
    assert.deepEqual([left, pages, by_state.DISCONNECTED, by_state.ERROR], [0, 0, count, 0]);
    assert.deepEqual(page.problems, []);
    await context.close();
  });
});
