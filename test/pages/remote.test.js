// Two browsers on one remote: the server for Node, which is stopped and started while both are at work.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, newFolder, run } from '../node/support/clients.js';
import { launch, open, until } from './support/browser.js';
import { serve } from './support/server.js';

const rounds = process.env.RACKWIRE_LONG === '1' ? 50 : 3;

/** Two racks: one that is the page's own by name, and one that both share. */
const page = `<!doctype html>
<html lang="en">
  <meta charset="utf-8" />
  <link rel="icon" href="data:," />
  <title>A rack of a remote</title>
  <script type="module">
    const { allowRemotes, localSession } = await import('/dist/rackwire.js');
    const query = new URLSearchParams(location.search);
    const url = query.get('remote');
    const name = query.get('name');
    const token = query.get('token') ?? undefined;
    if (query.get('allowed') !== 'no') allowRemotes(new URL(url).origin);
    const rack = document.createElement('plugin-rack');
    Object.assign(rack, { session: 'desk', remote: url, track: 'shared', user: name, remoteToken: token });
    document.body.append(rack);
    globalThis.rack = rack;
    globalThis.words = () => rack.renderRoot.querySelector('.connection')?.textContent;
    globalThis.problem = () => rack.renderRoot.querySelector('[part=problem] p')?.textContent;
    await rack.ready;
    const { session, remoteState } = localSession('desk', name, { url, ...(token && { token }) });
    await session.ready;
    const random = (count) => Math.floor(Math.random() * count);
    /** What was acknowledged: which plugins are there, and the value that was last set in each. */
    const acknowledged = new Map();
    async function change() {
      const ids = [...acknowledged.keys()];
      const plugin_id = ids[random(ids.length)];
      const dice = random(10);
      if (ids.length < 2 || (dice === 0 && ids.length < 6)) {
        const added = await session.request('PLUGIN_ADD', { track_id: name, name: 'reverb' });
        acknowledged.set(added.plugin_id, undefined);
      } else if (dice === 1 && ids.length > 3) {
        await session.request('PLUGIN_REMOVE', { track_id: name, plugin_id });
        acknowledged.delete(plugin_id);
      } else if (dice === 2) {
        await session.request('PLUGIN_MOVE', { track_id: name, plugin_id, position: random(ids.length) });
      } else if (dice === 3) {
        await session.request('PLUGIN_BYPASS', { track_id: name, plugin_id, bypass: random(2) === 1 });
      } else if (dice === 4) {
        const [shared] = session.track('shared').plugins;
        const parameter_value = random(100) / 100;
        if (shared) await session.request('PLUGIN_PARAMETER', { track_id: 'shared', plugin_id: shared.plugin_id, parameter_id: 'wet_dry', parameter_value });
      } else {
        const parameter_value = random(1000) / 1000;
        await session.request('PLUGIN_PARAMETER', { track_id: name, plugin_id, parameter_id: 'wet_dry', parameter_value });
        acknowledged.set(plugin_id, parameter_value);
      }
    }
    let working;
    Object.assign(globalThis, {
      session,
      remoteState,
      work() {
        let isOn = true;
        const done = (async () => {
          for (let count = 0; isOn; count += 1) {
            await change();
            await new Promise((resolve) => setTimeout(resolve, 20 + random(60)));
          }
        })();
        working = () => ((isOn = false), done);
      },
      rest: () => working(),
      acknowledged: () => [...acknowledged],
      state: async () => (await session.request('SESSION_STATE_GET', {})).tracks,
      isInStep: () => remoteState()?.state === 'online' && remoteState().waiting === 0,
    });
    document.documentElement.dataset.ready = 'yes';
  </script>
</html>`;

describe('two browsers on one remote', () => {
  let site;
  let browser;
  let folder;
  let host;
  let port = 0;
  let address;

  const start = async (env) => {
    host = await run(['serve', '--port', String(port), '--data', folder], env);
    port = host.port || port;
    address = `ws://127.0.0.1:${port}/ws`;
  };
  const stop = async (signal) => {
    host.child.kill(signal);
    await host.ended;
  };
  const visit = (context, name, more = '') =>
    open(context, `${site.url}/remote.html?name=${name}&remote=${encodeURIComponent(address)}${more}`);
  /** Waits as long as the longest pause between attempts may be. */
  const inStep = (each) => each.waitForFunction(() => isInStep(), { polling: 20, timeout: 45_000 });
  /** Asks the remote itself. */
  const stateThere = async () => {
    const client = new Client(port);
    await client.opened;
    const { data } = await client.ask('SESSION_STATE_GET', {}, { session_id: 'desk' });
    client.socket.close();
    return data.tracks;
  };

  before(async () => {
    folder = await newFolder();
    [site, browser] = await Promise.all([serve({ files: { '/remote.html': { type: 'text/html; charset=utf-8', body: page } } }), launch()]);
  });
  after(async () => {
    host?.child.kill('SIGKILL');
    await browser?.close();
    await site?.close();
  });

  it(`end in one state with it, with each change that was acknowledged in it once, however often it goes away (${rounds} times)`, async () => {
    await start();
    const contexts = await Promise.all([browser.createBrowserContext(), browser.createBrowserContext()]);
    const pages = await Promise.all(contexts.map((context, index) => visit(context, `desk_${index}`)));
    for (const each of pages) await until(each, () => document.documentElement.dataset.ready && isInStep());
    await pages[0].evaluate(() => rack.addPlugin('reverb'));
    await until(pages[1], () => rack.state.plugins.length === 1);
    const away = [];
    for (let round = 0; round < rounds; round += 1) {
      for (const each of pages) await each.evaluate(() => work());
      await pause(Math.random() * 600);
      await stop(Math.random() < 0.5 ? 'SIGKILL' : 'SIGTERM');
      await until(pages[0], () => remoteState().state === 'offline' && remoteState().waiting > 0);
      await until(pages[0], () => /^Working offline: (1 change waits|[0-9]+ changes wait)$/.test(words()));
      away.push(await pages[0].evaluate(() => remoteState().waiting));
      await pause(Math.random() * 400);
      await start();
      // Work goes on while what waited is sent.
      await pause(Math.random() * 800);
      await Promise.all(pages.map((each) => each.evaluate(() => rest())));
      let states = [];
      for (let attempt = 0; attempt < 100; attempt += 1) {
        for (const each of pages) await inStep(each);
        states = [...(await Promise.all(pages.map((each) => each.evaluate(() => state())))), await stateThere()];
        if (states.every((state) => JSON.stringify(state) === JSON.stringify(states[2]))) break;
        await pause(50);
      }
      assert.deepEqual(states[0], states[2], `the first browser and the remote in round ${round}`);
      assert.deepEqual(states[1], states[2], `the second browser and the remote in round ${round}`);
      for (const [index, each] of pages.entries()) {
        const acknowledged = new Map(await each.evaluate(() => acknowledged()));
        const { plugins } = states[2].find(({ track_id }) => track_id === `desk_${index}`);
        assert.deepEqual(plugins.map(({ plugin_id }) => plugin_id).sort(), [...acknowledged.keys()].sort(), `round ${round}`);
        for (const { plugin_id, parameters } of plugins) {
          const value = acknowledged.get(plugin_id);
          if (typeof value === 'number') assert.equal(parameters.wet_dry, value, `round ${round}`);
        }
      }
    }
    assert.ok(Math.max(...away) > 0);
    // One connection for each browser, whatever it shows.
    for (const each of pages) assert.equal(await each.evaluate(() => words()), 'Connected');
    await Promise.all(contexts.map((context) => context.close()));
    await stop('SIGTERM');
  });

  it('what waits is there after a reload, and is sent when the remote is back', async () => {
    await start();
    const context = await browser.createBrowserContext();
    const first = await visit(context, 'late');
    await until(first, () => document.documentElement.dataset.ready && isInStep());
    await stop('SIGTERM');
    await until(first, () => remoteState().state === 'offline');
    const plugin_id = await first.evaluate(async () => (await session.request('PLUGIN_ADD', { track_id: 'late', name: 'eq' })).plugin_id);
    await first.close();
    const again = await visit(context, 'late');
    await until(again, () => document.documentElement.dataset.ready && words() === 'Working offline: 1 change waits');
    await start();
    await until(again, () => isInStep());
    const track = (await stateThere()).find(({ track_id }) => track_id === 'late');
    assert.deepEqual(
      track.plugins.map((plugin) => plugin.plugin_id),
      [plugin_id],
    );
    await context.close();
    await stop('SIGTERM');
  });

  it('no address is contacted that the page does not allow', async () => {
    await start();
    const context = await browser.createBrowserContext();
    const refused = await visit(context, 'nobody', '&allowed=no');
    await until(refused, () => /the page does not allow the remote ws:\/\/127\.0\.0\.1/.test(globalThis.problem?.() ?? ''));
    await context.close();
    await stop('SIGTERM');
  });

  it('a token that is refused is told in words, and work goes on', async () => {
    await start({ RACKWIRE_JWT_SECRET: 'a secret that is long enough for HS256' });
    const context = await browser.createBrowserContext();
    const refused = await visit(context, 'stranger', '&token=nonsense');
    await until(refused, () => document.documentElement.dataset.ready && /^Working offline, refused: .*Token/.test(words() ?? ''));
    await refused.evaluate(() => rack.addPlugin('eq'));
    await until(refused, () => /1 change waits$/.test(words()) && rack.state.plugins.length === 1);
    await context.close();
    await stop('SIGTERM');
  });
});
