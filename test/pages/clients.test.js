// Clients that know nothing of Rackwire, served in the page by one script before them.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { ensureLibrary } from '../../examples/build.js';
import { launch, open, until } from './support/browser.js';
import { serve } from './support/server.js';

const root = new URL('../../', import.meta.url);
const path = (relative) => fileURLToPath(new URL(relative, root));
const MOCK = '<script src="/dist/rackwire-mock.js" data-serve="ws://localhost:8000/ws http://localhost:8000 /api/"></script>';

/** A client's page as its server would send it, but for one script before all others. */
async function withMock(folder) {
  const html = await readFile(path(`${folder}index.html`), 'utf8');
  assert.match(html, /<head>/);
  return { type: 'text/html; charset=utf-8', body: html.replace('<head>', `<head>${MOCK}`) };
}

const FOLDERS = {
  React: 'build/clients/react/',
  Vue: 'build/clients/vue/',
  'plain HTML': 'test/clients/plain/',
  tools: 'test/clients/tools/',
};

const press = (page, label) =>
  page.evaluate((text) => {
    const button = [...document.querySelectorAll('button')].find(({ textContent }) => textContent.trim() === text);
    if (!button) throw new Error(`no button ${text}`);
    button.click();
  }, label);

async function addReverb(page) {
  if (await page.$('select')) {
    await page.select('select', 'reverb');
    await press(page, 'Add plugin');
  } else await press(page, 'Add Reverb');
}

/** Moves a slider as a hand would. React looks at the property itself. */
const slide = (page, id, value) =>
  page.evaluate(
    (name, to) => {
      const input = document.getElementById(name);
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(input, to);
      input.dispatchEvent(new Event('input', { bubbles: true }));
    },
    id,
    value,
  );

const isConnected = (page) => until(page, () => document.querySelector('.status')?.textContent.startsWith('Connected'));
const plugins = (page, count) => until(page, (expected) => document.querySelectorAll('.plugin').length === expected, count);
const shows = (page, id, value) =>
  until(
    page,
    (name, text) => {
      const row = [...document.querySelectorAll('.parameter')].find((one) => one.querySelector('label').textContent === name);
      return row?.querySelector('.value').textContent === text;
    },
    id,
    value,
  );
const settle = () => new Promise((resolve) => setTimeout(resolve, 300));
const count = (page) => page.evaluate(() => document.querySelectorAll('.plugin').length);

describe('clients served in the page', () => {
  let server;
  let browser;
  before(async () => {
    await ensureLibrary();
    for (const client of ['react', 'vue']) {
      await build({
        root: path(`test/clients/${client}`),
        base: './',
        logLevel: 'warn',
        build: { outDir: path(`build/clients/${client}`), emptyOutDir: true },
      });
    }
    const files = Object.fromEntries(
      await Promise.all(Object.values(FOLDERS).map(async (folder) => [`/${folder}`, await withMock(folder)])),
    );
    [server, browser] = await Promise.all([serve({ files }), launch()]);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const openClient = (context, name, query = '') => open(context, `${server.url}/${FOLDERS[name]}${query}`);

  for (const [name, query] of [
    ['React', '?steady'],
    ['Vue', ''],
    ['plain HTML', ''],
  ]) {
    it(`${name}: two pages stay in step in all that they can do`, async () => {
      const context = await browser.createBrowserContext();
      const [one, other] = [await openClient(context, name, query), await openClient(context, name, query)];
      const both = [one, other];
      for (const page of both) await isConnected(page);
      await addReverb(one);
      for (const page of both) await plugins(page, 1);
      if (name === 'React') for (const page of both) await press(page, 'Configure');
      for (const page of both) await shows(page, 'wet_dry', '0.500');

      await slide(other, 'wet_dry', '0.8');
      for (const page of both) await shows(page, 'wet_dry', '0.800');
      // High frequencies go from 1,000 to 20,000 Hz, and sliders to 1: refused, and the client lives on.
      await slide(one, 'high_freq', '0.5');
      await press(one, 'Load preset');
      for (const page of both) await shows(page, 'wet_dry', '0.250');
      await press(other, 'Bypass');
      for (const page of both) await until(page, () => document.querySelector('.plugin.bypassed'));
      await press(one, 'Enable');
      for (const page of both) await until(page, () => !document.querySelector('.plugin.bypassed'));
      // Its handler of presets takes what came for the whole; asking again brings the rest.
      for (const page of both) {
        await press(page, 'Refresh');
        await shows(page, 'high_freq', '8000.000');
        await shows(page, 'damping', '0.500');
      }
      await addReverb(other);
      for (const page of both) await plugins(page, 2);
      await press(one, 'Remove');
      for (const page of both) await plugins(page, 1);
      await settle();
      assert.deepEqual([await count(one), await count(other)], [1, 1]);
      assert.deepEqual([...one.problems, ...other.problems], []);
      await context.close();
    });
  }

  it('React with a socket for each render: no plugin is added or shown twice, and none is turned away', async () => {
    const context = await browser.createBrowserContext();
    const both = [await openClient(context, 'React'), await openClient(context, 'React')];
    for (const page of both) {
      await page.evaluate(() => {
        globalThis.sent = 0;
        const { send } = WebSocket.prototype;
        WebSocket.prototype.send = function (data) {
          sent += 1;
          send.call(this, data);
        };
      });
    }
    // What is pressed while it has no socket, it drops, and what comes then, it misses: but nothing is there twice.
    for (let turn = 0; turn < 4; turn += 1) {
      const page = both[turn % 2];
      const before = await page.evaluate(() => globalThis.sent);
      await until(
        page,
        (former) => {
          if (globalThis.sent === former) document.querySelector('button').click();
          return globalThis.sent > former;
        },
        before,
      );
      await settle();
    }
    const total = (await Promise.all(both.map((page) => page.evaluate(() => globalThis.sent)))).reduce((sum, one) => sum + one);
    assert.ok(total >= 4);
    const there = await both[0].evaluate(
      () =>
        new Promise((resolve) => {
          const socket = new WebSocket('ws://localhost:8000/ws');
          socket.onopen = () => socket.send(JSON.stringify({ id: 'all', type: 'SESSION_STATE_GET', session_id: 'session_react' }));
          socket.onmessage = ({ data }) => {
            const frame = JSON.parse(data);
            if (frame.id === 'all') resolve(frame.data.tracks.flatMap(({ plugins }) => plugins.map(({ plugin_id }) => plugin_id)));
          };
        }),
    );
    assert.equal(there.length, total);
    for (const page of both) {
      const shown = await page.evaluate(() => [...document.querySelectorAll('.plugin')].map(({ id }) => id));
      assert.equal(new Set(shown).size, shown.length);
      assert.deepEqual(
        shown.filter((id) => !there.includes(id)),
        [],
      );
      assert.deepEqual(page.problems, []);
    }
    await context.close();
  });

  it('a page that leaks twenty sockets neither adds a plugin twice nor is turned away', async () => {
    const context = await browser.createBrowserContext();
    const [leaky, other] = [await openClient(context, 'plain HTML'), await openClient(context, 'plain HTML')];
    for (const page of [leaky, other]) await isConnected(page);
    // Twenty more of its own kind, each of which does with what it hears what the first one does.
    await leaky.evaluate(() => {
      globalThis.leaked = Array.from({ length: 20 }, () => {
        const more = new PluginSocket(socket.url);
        more.handlers = socket.handlers;
        more.connect();
        return more;
      });
    });
    await until(leaky, () => leaked.every(({ ws }) => ws.readyState === WebSocket.OPEN));
    await addReverb(leaky);
    for (const page of [leaky, other]) await plugins(page, 1);
    await addReverb(other);
    for (const page of [leaky, other]) await plugins(page, 2);
    await settle();
    assert.deepEqual([await count(leaky), await count(other)], [2, 2]);
    assert.equal(await leaky.evaluate(() => leaked.every(({ ws }) => ws.readyState === WebSocket.OPEN)), true);
    assert.deepEqual([...leaky.problems, ...other.problems], []);
    await context.close();
  });

  it('a plain page finds its plugins again after a reload, by asking the server for them', async () => {
    const context = await browser.createBrowserContext();
    const page = await openClient(context, 'plain HTML');
    await isConnected(page);
    await addReverb(page);
    await plugins(page, 1);
    const id = await page.evaluate(() => plugins[0].id);
    await page.reload();
    await isConnected(page);
    assert.equal(await page.evaluate(async (plugin) => (await fetch(`/api/plugins/${plugin}`)).ok, id), true);
    await context.close();
  });

  describe('tools around a socket', () => {
    let context;
    let page;
    before(async () => {
      context = await browser.createBrowserContext();
      page = await openClient(context, 'tools');
      await page.evaluate(async () => {
        globalThis.frames = [];
        globalThis.pool = new SocketPool();
        globalThis.ws = pool.get('ws://localhost:8000/ws');
        ws.addEventListener('message', ({ data }) => frames.push(JSON.parse(data)));
        globalThis.monitor = new PerformanceMonitor();
        globalThis.inspector = new SocketInspector();
        monitor.start(ws);
        inspector.inspect(ws);
        globalThis.ask = async (type, data) => {
          const id = `${type}_${Math.random()}`;
          ws.send(JSON.stringify({ id, type, data: { track_id: 'track_1', ...data } }));
          while (!frames.some((frame) => frame.id === id)) await new Promise((resolve) => setTimeout(resolve, 5));
          return frames.find((frame) => frame.id === id);
        };
        await new Promise((resolve) => ws.addEventListener('open', resolve));
        globalThis.plugin_id = (await ask('PLUGIN_ADD', { name: 'Reverb', plugin_path: 'reverb', plugin_id: '' })).data.plugin_id;
      });
    });
    after(async () => {
      assert.deepEqual(page.problems, []);
      await context.close();
    });

    it('debouncer: of a hundred values the last is set', async () => {
      const [sent, value] = await page.evaluate(async () => {
        const before = monitor.metrics.messageCount;
        const debouncer = new ParameterDebouncer(50, (plugin, parameter_id, parameter_value) =>
          ask('PLUGIN_PARAMETER', { plugin_id: plugin, parameter_id, parameter_value }),
        );
        for (let step = 1; step <= 100; step += 1) debouncer.update(plugin_id, 'wet_dry', step / 100);
        await new Promise((resolve) => setTimeout(resolve, 150));
        const messages = monitor.metrics.messageCount - before;
        return [messages, (await ask('PLUGIN_PARAMETERS_GET', { plugin_id })).data.parameters.wet_dry];
      });
      assert.deepEqual([sent, value], [1, 1]);
    });

    it('batcher: ten at once, and the rest after its time', async () => {
      const replies = await page.evaluate(async () => {
        const asked = [];
        const batcher = new ParameterBatcher(10, 100, (plugin, parameters) =>
          asked.push(ask('PLUGIN_PARAMETER_BATCH', { plugin_id: plugin, parameters })),
        );
        for (let step = 1; step <= 13; step += 1) batcher.add(plugin_id, step % 2 ? 'damping' : 'room_size', step / 20);
        await new Promise((resolve) => setTimeout(resolve, 200));
        return (await Promise.all(asked)).map(({ type, data }) => [type, data.parameters.length, data.success]);
      });
      assert.deepEqual(replies, [
        ['PLUGIN_PARAMETER_BATCH', 10, true],
        ['PLUGIN_PARAMETER_BATCH', 3, true],
      ]);
    });

    it('pool: an open socket is used again, others give way', async () => {
      const seen = await page.evaluate(async () => {
        const small = new SocketPool(2);
        const first = small.get('ws://localhost:8000/ws?1');
        await new Promise((resolve) => first.addEventListener('open', resolve));
        const again = small.get('ws://localhost:8000/ws?1') === first;
        small.get('ws://localhost:8000/ws?2');
        small.get('ws://localhost:8000/ws?3');
        const states = [first.readyState, small.sockets.size];
        small.closeAll();
        return [again, ...states];
      });
      assert.deepEqual(seen, [true, 2, 2]);
    });

    it('monitor: every message is answered and timed', async () => {
      const metrics = await page.evaluate(async () => {
        await ask('PING');
        return monitor.metrics;
      });
      assert.equal(metrics.answered, metrics.messageCount);
      assert.ok(metrics.maxLatency > 0 && metrics.totalLatency >= metrics.maxLatency);
    });

    it('inspector: sees what goes and comes, in order', async () => {
      const last = await page.evaluate(async () => {
        inspector.messages.length = 0;
        ask('PLUGIN_BYPASS', { plugin_id, bypass: true });
        await ask('PING');
        return inspector.messages.map(({ direction, type }) => `${direction} ${type}`);
      });
      assert.deepEqual(last, [
        'outgoing PLUGIN_BYPASS',
        'outgoing PING',
        'incoming PLUGIN_BYPASS',
        'incoming PLUGIN_STATE_UPDATE',
        'incoming PONG',
      ]);
    });

    it('verification: a plugin is there, another is not', async () => {
      assert.deepEqual(await page.evaluate(async () => [await verifyPluginExists(plugin_id), await verifyPluginExists('other')]), [
        true,
        false,
      ]);
      // The browser writes nothing of a missing one, because nothing was missing on the network.
      assert.deepEqual(page.problems, []);
    });

    it('recovery: after a loss it connects anew, and its plugins are as they were', async () => {
      const found = await page.evaluate(async () => {
        const manager = new RecoveryManager('ws://localhost:8000/ws', { delay: 100, envelope: { session_id: 'recovery' } });
        const first = await manager.connect();
        const known = async () => {
          while (manager.states.size === 0) await new Promise((resolve) => setTimeout(resolve, 5));
          return [...manager.states.keys()][0];
        };
        manager.send('PLUGIN_ADD', { track_id: 'track_1', name: 'Reverb', plugin_path: 'reverb', plugin_id: '' });
        const id = await known();
        manager.send('PLUGIN_PARAMETER', { track_id: 'track_1', plugin_id: id, parameter_id: 'damping', parameter_value: 0.9 });
        while (manager.states.get(id).parameters.damping !== 0.9) await new Promise((resolve) => setTimeout(resolve, 5));
        // What a newer build of the server says when it wants to take over: this one closes all its connections.
        const lost = new Promise((resolve) => first.addEventListener('close', ({ code }) => resolve(code)));
        new BroadcastChannel('rackwire-store').postMessage({ want: '99.0.0' });
        const code = await lost;
        while (!manager.recovered.includes('PLUGIN_PRESET')) await new Promise((resolve) => setTimeout(resolve, 20));
        const response = await fetch(`http://localhost:8000/api/plugins/${id}`);
        return [code, manager.ws !== first, (await response.json()).parameters.damping];
      });
      assert.deepEqual(found, [1012, true, 0.9]);
    });
  });
});
