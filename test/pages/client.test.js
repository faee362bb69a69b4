// connect() against a real WebSocket server: the client in a page, the server's core behind `ws` in Node.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SignJWT } from 'jose';
import { ensureLibrary } from '../../examples/build.js';
import { launch, open, until } from './support/browser.js';
import { remote } from './support/remote.js';
import { serve } from './support/server.js';

const PAGE = { type: 'text/html', body: '<!doctype html><title>client</title><link rel="icon" href="data:,">' };
const SECRET = 'a secret of at least thirty-two bytes';

/** The most that fall into any second of `times`. */
function busiest(frames, count) {
  let most = 0;
  for (const [index, { at }] of frames.entries()) {
    let sum = 0;
    for (const frame of frames.slice(index)) if (frame.at < at + 1000) sum += count(frame);
    most = Math.max(most, sum);
  }
  return most;
}

describe('connect() to a WebSocket server', () => {
  let site;
  let browser;
  let server;
  before(async () => {
    await ensureLibrary();
    [site, browser] = await Promise.all([serve({ files: { '/client.html': PAGE } }), launch()]);
  });
  after(async () => {
    await browser?.close();
    await site?.close();
    await server?.close();
  });

  /** A page with a session; `events` holds what it was told. */
  async function join(address, options = {}) {
    const page = await open(browser, `${site.url}/client.html`);
    await page.evaluate(
      async (url, more) => {
        const { connect } = await import('/dist/rackwire.js');
        globalThis.session = connect(url, { session: 'studio', ...more });
        globalThis.events = [];
        session.watch((event) => events.push(event));
        await session.ready;
        globalThis.value = (id) => session.track('main').plugins[0]?.parameters[id];
      },
      address,
      options,
    );
    return page;
  }
  const isOpen = (page) => until(page, () => session.state.kind === 'open');
  /** Errors that a page told, but for those of the browser about a server that is away. */
  const problems = (page) => page.problems.filter((problem) => !problem.includes('WebSocket'));

  it('two pages stay in step, come back after an outage, merge what was set meanwhile, and tell conflicts', async () => {
    server = await remote();
    const [ada, bob] = [
      await join(server.url, { user: 'ada', retry: { first: 1200 } }),
      await join(server.url, { user: 'bob', retry: { first: 3600 } }),
    ];
    const plugin_id = await ada.evaluate(
      async () => (await session.request('PLUGIN_ADD', { track_id: 'main', name: 'Room', plugin_path: 'reverb' })).plugin_id,
    );
    const set = (page, id, to) =>
      page.evaluate((plugin, name, number) => session.setParameter('main', plugin, name, number), plugin_id, id, to);
    const shows = (page, id, to) => until(page, (name, number) => value(name) === number, id, to);
    await set(ada, 'damping', 0.6);
    await shows(bob, 'damping', 0.6);
    assert.deepEqual(await until(bob, () => session.others.length === 1 && session.others.map(({ user_id }) => user_id)), ['ada']);

    await server.off();
    await until(ada, () => session.state.kind === 'lost');
    await set(ada, 'damping', 0.1);
    await set(ada, 'width', 0.2);
    // Each page reckons the other's times from its own round trips, which a busy machine makes uneven.
    await new Promise((resolve) => setTimeout(resolve, 500));
    await set(bob, 'damping', 0.9);
    const bypassed = ada.evaluate(
      (plugin) => session.request('PLUGIN_BYPASS', { track_id: 'main', plugin_id: plugin, bypass: true }),
      plugin_id,
    );
    await server.on();
    await Promise.all([isOpen(ada), isOpen(bob)]);
    assert.equal((await bypassed).success, true);
    // She comes back first, and her value is sent; his was set after hers, and stays.
    for (const page of [ada, bob]) {
      await shows(page, 'width', 0.2);
      await shows(page, 'damping', 0.9);
      await until(page, () => session.track('main').plugins[0].bypassed);
    }
    const conflicts = (page) => page.evaluate(() => events.filter(({ kind }) => kind === 'conflict'));
    assert.deepEqual(await conflicts(ada), []);
    const conflict = {
      kind: 'conflict',
      track_id: 'main',
      plugin_id,
      parameter_id: 'damping',
      mine: 0.9,
      theirs: 0.1,
      kept: 'mine',
      changed_by: 'ada',
    };
    assert.deepEqual(await conflicts(bob), [conflict]);

    // Requests that waited went out at once, the values once they had been merged.
    const undone = await ada.evaluate(async () => (await session.undo(3)).undone.map(({ type }) => type));
    assert.ok(undone.includes('PLUGIN_BYPASS'), undone.join());
    await until(bob, () => session.track('main').plugins[0].bypassed === false);
    assert.deepEqual([...problems(ada), ...problems(bob)], []);
    await ada.close();
    await bob.close();
    await server.close();
    server = undefined;
  });

  it('four knobs of each of four plugins, dragged for five seconds, meet no limit', async () => {
    server = await remote();
    const page = await join(server.url);
    server.received.length = 0;
    const last = await page.evaluate(async () => {
      const plugins = [];
      for (let index = 0; index < 4; index += 1)
        plugins.push((await session.request('PLUGIN_ADD', { track_id: 'main', name: `${index}`, plugin_path: 'reverb' })).plugin_id);
      const started = performance.now();
      let travel = 0;
      while (performance.now() < started + 5000) {
        travel = Math.abs(Math.sin(performance.now() / 300));
        for (const plugin of plugins)
          for (const id of ['damping', 'room_size', 'width', 'wet_dry']) session.setParameter('main', plugin, id, travel);
        await new Promise((resolve) => setTimeout(resolve, 4));
      }
      return travel;
    });
    await new Promise((resolve) => setTimeout(resolve, 700));
    const values = ({ type, data }) => (type === 'PLUGIN_PARAMETER_BATCH' ? data.parameters.length : type === 'PLUGIN_PARAMETER' ? 1 : 0);
    const ids = [...new Set(server.received.map(({ data }) => data?.plugin_id).filter(Boolean))];
    assert.equal(ids.length, 4);
    const counts = {
      messages: busiest(server.received, () => 1),
      batches: busiest(server.received, ({ type }) => (type === 'PLUGIN_PARAMETER_BATCH' ? 1 : 0)),
      values: Math.max(
        ...ids.map((id) =>
          busiest(
            server.received.filter(({ data }) => data?.plugin_id === id),
            values,
          ),
        ),
      ),
    };
    assert.ok(counts.messages <= 100 && counts.batches <= 20 && counts.values <= 50, JSON.stringify(counts));
    assert.deepEqual(
      server.sent.filter(({ type }) => type === 'ERROR'),
      [],
    );
    assert.deepEqual(await page.evaluate(() => events.filter(({ kind }) => kind === 'refused')), []);
    const stored = await page.evaluate(async () => (await session.request('SESSION_STATE_GET', {})).tracks[0].plugins);
    for (const { parameters } of stored) for (const id of ['damping', 'room_size', 'width', 'wet_dry']) assert.equal(parameters[id], last);
    await page.close();
    await server.close();
    server = undefined;
  });

  it('a token is sent, renewed before it expires, and a refused one told', async () => {
    const key = new TextEncoder().encode(SECRET);
    const token = (seconds, secret = key) =>
      new SignJWT({ permissions: ['plugin:read', 'plugin:write', 'plugin:add'], session_id: 'hers' })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject('ada')
        .setExpirationTime(`${seconds}s`)
        .sign(secret);
    server = await remote(async (load) => ({ auth: (await load('/src/server/gates/jwt.ts')).jwt({ secret: SECRET }) }));
    const page = await open(browser, `${site.url}/client.html`);
    await page.exposeFunction('askForToken', () => token(31));
    const found = await page.evaluate(async (url) => {
      const { connect } = await import('/dist/rackwire.js');
      globalThis.session = connect(url, { token: () => askForToken() });
      await session.ready;
      await session.request('PLUGIN_ADD', { track_id: 'main', name: 'Room', plugin_path: 'reverb' });
      return [session.client.user, session.client.session];
    }, server.url);
    assert.deepEqual(found, ['ada', 'hers']);
    const auths = () => server.received.filter(({ type }) => type === 'AUTH').length;
    const started = performance.now();
    while (auths() < 2 && performance.now() < started + 8000) await new Promise((resolve) => setTimeout(resolve, 50));
    assert.ok(auths() >= 2, 'it was renewed');
    assert.equal(await page.evaluate(() => session.state.kind), 'open');
    const words = await page.evaluate(
      async (url, wrong) => {
        const { connect } = await import('/dist/rackwire.js');
        return connect(url, { token: wrong }).ready.then(
          () => 'it was let in',
          (error) => error.message,
        );
      },
      server.url,
      await token(60, new TextEncoder().encode('another secret of thirty-two bytes')),
    );
    assert.match(words, /token/);
    assert.deepEqual(problems(page), []);
    await page.close();
  });

  it('the inspector comes when it is asked for, and shares what is there already', async () => {
    const page = await join('local');
    const requests = [];
    page.on('request', (request) => requests.push(new URL(request.url()).pathname));
    const types = await page.evaluate(async () => {
      const { loadInspector, setLocale, setTranslations } = await import('/dist/rackwire.js');
      const { logOf } = await loadInspector();
      const inspector = document.createElement('wire-inspector');
      inspector.source = session;
      document.body.append(inspector);
      await new Promise(requestAnimationFrame);
      await session.request('PING', undefined);
      setTranslations('de', { Wire: 'Leitung' });
      setLocale('de');
      await inspector.updateComplete;
      return [inspector.renderRoot.querySelector('h2').textContent, ...logOf(session.client).entries.map(({ type }) => type)];
    });
    assert.deepEqual(types, ['Leitung', 'PING', 'PONG']);
    assert.deepEqual(requests, ['/dist/rackwire-inspector.js']);
    assert.deepEqual(page.problems, []);
    await page.close();
  });
});
