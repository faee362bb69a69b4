import { expect } from 'chai';
import { databaseName, deleteDatabases } from '../../store/testing/database.ts';
import type { TrackState } from '../../wire/state.ts';
import type { Server } from '../server.ts';
import { TestClient } from '../testing/connect.ts';
import { Browser, Net, type Page, REMOTE_URL } from '../testing/remote.ts';
import { startServer } from '../testing/start.ts';

const demo = { session_id: 'demo' };

/** Waits until looking gives what is expected. */
async function eventually(look: () => unknown, expected: unknown): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    if (JSON.stringify(await look()) === JSON.stringify(expected)) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(JSON.stringify(await look())).to.equal(JSON.stringify(expected));
}

describe('a session of a remote', () => {
  let remote: Server;
  let net: Net;
  let there: TestClient;
  const browsers: Browser[] = [];

  beforeEach(async () => {
    remote = await startServer();
    net = new Net(remote);
    there = new TestClient(remote);
    await there.request('SESSION_STATE_GET', {}, demo);
  });
  afterEach(async () => {
    for (const browser of browsers.splice(0)) await browser.close();
    await remote.close(1001, '');
  });
  after(deleteDatabases);

  const browser = async (name = databaseName(), by = net): Promise<Browser> => {
    const made = new Browser(await startServer({ name }), by);
    browsers.push(made);
    return made;
  };
  const open = async (page: Page) => {
    await page.tracks();
    await page.until(({ state }) => state === 'online');
    return page;
  };
  const tracksThere = async () => (await there.request('SESSION_STATE_GET', {}, demo)).tracks;
  /** Waits until nothing waits and all are in the same state, which it gives. */
  const agree = async (...pages: Page[]): Promise<readonly TrackState[]> => {
    await eventually(async () => {
      const here = await Promise.all(pages.map((page) => page.tracks()));
      const states = new Set([...here, await tracksThere()].map((tracks) => JSON.stringify(tracks)));
      const isQuiet = pages.every((page) => page.states.at(-1)?.state === 'online' && page.states.at(-1)?.waiting === 0);
      return isQuiet && states.size === 1 ? 1 : { states: [...states], told: pages.map((page) => page.states.at(-1)) };
    }, 1);
    return tracksThere();
  };
  const set = (page: Page | TestClient, plugin_id: string, parameter_id: string, parameter_value: number) =>
    page.request(
      'PLUGIN_PARAMETER',
      { track_id: 'main', plugin_id, parameter_id, parameter_value },
      'envelope' in page ? page.envelope : demo,
    );
  const valueIn = (tracks: readonly TrackState[], parameter_id: string) => tracks[0]?.plugins[0]?.parameters[parameter_id];

  it('is mirrored, and what changes there is told here in frames that every client knows', async () => {
    const { plugin_id } = await there.add('reverb', 'main', demo);
    const page = await open((await browser()).page());
    expect(await page.tracks()).to.deep.equal(await tracksThere());
    page.takeTypes();
    await set(there, plugin_id, 'wet_dry', 0.125);
    await eventually(async () => valueIn(await page.tracks(), 'wet_dry'), 0.125);
    expect(page.frames.find(({ type }) => type === 'PLUGIN_PARAMETER')?.data).to.include({ plugin_id, parameter_value: 0.125 });
    expect(page.frames.some(({ type }) => type === 'PLUGIN_STATE_UPDATE')).to.equal(true);
    await there.add('eq', 'main', demo);
    await eventually(async () => (await page.tracks())[0]?.plugins.map(({ effect }) => effect), ['reverb', 'eq']);
  });

  it('takes every kind of change there, with the same ids', async () => {
    const page = await open((await browser()).page());
    const { plugin_id } = await page.add('reverb', 'main', page.envelope);
    const other = await page.add('compressor', 'main', page.envelope);
    await set(page, plugin_id, 'wet_dry', 0.25);
    await page.request('PLUGIN_MOVE', { ...other, position: 0 }, page.envelope);
    await page.request('PLUGIN_BYPASS', { ...other, bypass: true }, page.envelope);
    await page.request('RACK_BYPASS', { track_id: 'main', bypass: true }, page.envelope);
    const tracks = await agree(page);
    expect(tracks[0]).to.include({ bypassed: true });
    expect(tracks[0]?.plugins.map((plugin) => [plugin.plugin_id, plugin.bypassed])).to.deep.equal([
      [other.plugin_id, true],
      [plugin_id, false],
    ]);
    expect(tracks[0]?.plugins[1]?.parameters.wet_dry).to.equal(0.25);
    await page.request('PLUGIN_REMOVE', other, page.envelope);
    await page.request('UNDO', {}, page.envelope);
    await page.request('PLUGIN_PRESET', { track_id: 'main', plugin_id, preset_data: { wet_dry: 0.5, damping: 0.1 } }, page.envelope);
    const plugins = [{ effect: 'delay', bypassed: true, parameters: { wet_dry: 0.125 } }];
    await page.request('RACK_LOAD', { track_id: 'second', plugins }, page.envelope);
    expect((await agree(page))[0]?.plugins).to.have.length(2);
  });

  it('has one connection for all pages and sessions, and none when the last has gone', async () => {
    const made = await browser();
    const pages = [made.page(), made.page(), made.page('other')];
    await Promise.all(pages.map(open));
    expect(net.connections).to.equal(1);
    for (const page of pages) page.close();
    expect(net.urls).to.deep.equal([REMOTE_URL]);
    await open(made.page());
    expect(net.connections).to.equal(2);
  });

  it('works on without it, says so, and catches up in order', async () => {
    const [one, two] = await Promise.all([browser(), browser()]);
    const page = await open(one.page());
    const other = await open(two.page());
    net.down();
    expect(await page.until(({ state }) => state === 'offline')).to.include({ waiting: 0, remote: REMOTE_URL });
    const { plugin_id } = await page.add('reverb', 'main', page.envelope);
    for (let value = 0; value < 20; value += 1) await set(page, plugin_id, 'wet_dry', value / 100);
    await other.add('eq', 'main', other.envelope);
    // Twenty values of one parameter are one change.
    expect((await page.until(({ waiting }) => waiting === 2)).state).to.equal('offline');
    expect(await tracksThere()).to.deep.equal([]);
    net.up();
    const tracks = await agree(page, other);
    expect(tracks[0]?.plugins.map(({ effect }) => effect).sort()).to.deep.equal(['eq', 'reverb']);
    expect(tracks[0]?.plugins.find((plugin) => plugin.plugin_id === plugin_id)?.parameters.wet_dry).to.equal(0.19);
  });

  it('keeps what waits across a restart', async () => {
    const name = databaseName();
    const first = await browser(name);
    const page = await open(first.page());
    const { plugin_id } = await page.add('reverb', 'main', page.envelope);
    await agree(page);
    net.down();
    await page.until(({ state }) => state === 'offline');
    await set(page, plugin_id, 'wet_dry', 0.45);
    await page.add('eq', 'main', page.envelope);
    await first.close();
    browsers.splice(browsers.indexOf(first), 1);
    const again = (await browser(name)).page();
    await again.tracks();
    expect(await again.until(({ state }) => state === 'offline')).to.include({ waiting: 2 });
    expect(valueIn(await again.tracks(), 'wet_dry')).to.equal(0.45);
    net.up();
    const tracks = await agree(again);
    expect(tracks[0]?.plugins.map(({ effect }) => effect)).to.deep.equal(['reverb', 'eq']);
    expect(valueIn(tracks, 'wet_dry')).to.equal(0.45);
  });

  it('makes nothing twice where an answer was lost', async () => {
    const page = await open((await browser()).page());
    for (const type of ['PLUGIN_ADD', 'PLUGIN_PARAMETER', 'PLUGIN_MOVE', 'PLUGIN_REMOVE', 'PLUGIN_BYPASS']) {
      let losses = 0;
      net.loses = (frame) => frame.type === type && frame.id.startsWith('remote_') && losses++ === 0;
      const before = net.connections;
      const { plugin_id } = await page.add('reverb', 'main', page.envelope);
      await set(page, plugin_id, 'wet_dry', 0.75);
      const kept = await page.add('eq', 'main', page.envelope);
      await page.request('PLUGIN_MOVE', { ...kept, position: 0 }, page.envelope);
      await page.request('PLUGIN_BYPASS', { ...kept, bypass: true }, page.envelope);
      await page.request('PLUGIN_REMOVE', { track_id: 'main', plugin_id }, page.envelope);
      await eventually(() => net.connections, before + 1);
      const tracks = await agree(page);
      expect(
        tracks[0]?.plugins.map((plugin) => plugin.plugin_id),
        type,
      ).to.deep.equal([kept.plugin_id]);
      await page.request('PLUGIN_REMOVE', kept, page.envelope);
      await agree(page);
      net.received.length = 0;
    }
  });

  it('does not bring back what was added, then removed there, while the answer was lost', async () => {
    const page = await open((await browser()).page());
    let isLost = false;
    net.loses = (frame) => {
      if (frame.type !== 'PLUGIN_ADD' || !frame.id.startsWith('remote_') || isLost) return false;
      isLost = true;
      net.down();
      return true;
    };
    const added = await page.add('reverb', 'main', page.envelope);
    await page.until(({ state }) => state === 'offline');
    await there.request('PLUGIN_REMOVE', added, demo);
    net.up();
    expect((await agree(page))[0]?.plugins).to.deep.equal([]);
  });

  describe('where both have turned one knob', () => {
    let page: Page;
    let plugin_id: string;
    beforeEach(async () => {
      ({ plugin_id } = await there.add('reverb', 'main', demo));
      page = await open((await browser()).page());
    });
    const pause = () => new Promise((resolve) => setTimeout(resolve, 30));

    it('the value that was set there later stays, and it is told', async () => {
      net.down();
      await page.until(({ state }) => state === 'offline');
      await set(page, plugin_id, 'wet_dry', 0.1);
      await set(page, plugin_id, 'damping', 0.6);
      await pause();
      await set(there, plugin_id, 'wet_dry', 0.9);
      net.up();
      const tracks = await agree(page);
      expect(valueIn(tracks, 'wet_dry')).to.equal(0.9);
      expect(valueIn(tracks, 'damping')).to.equal(0.6);
      const [conflict] = page.states.flatMap(({ conflicts = [] }) => conflicts);
      expect(conflict).to.deep.include({ plugin_id, parameter_id: 'wet_dry', mine: 0.1, theirs: 0.9, kept: 'theirs' });
      expect(conflict?.reason).to.contain('wet_dry was set to 0.1 here and to 0.9 at the remote');
    });

    it('the value that was set here later stays', async () => {
      net.down();
      await page.until(({ state }) => state === 'offline');
      await set(there, plugin_id, 'wet_dry', 0.9);
      await pause();
      await set(page, plugin_id, 'wet_dry', 0.1);
      net.up();
      expect(valueIn(await agree(page), 'wet_dry')).to.equal(0.1);
      expect(page.states.flatMap(({ conflicts = [] }) => conflicts)[0]).to.include({ kept: 'mine' });
    });

    it('the later of two who were both away stays, whoever comes back first', async () => {
      const nets = [net, new Net(remote)] as const;
      const pages = [page, await open((await browser(undefined, nets[1])).page())] as const;
      for (const [first, second] of [
        [0, 1],
        [1, 0],
      ] as const) {
        for (const each of nets) each.down();
        await Promise.all(pages.map((each) => each.until(({ state }) => state === 'offline')));
        await set(pages[0], plugin_id, 'wet_dry', 0.2);
        await pause();
        await set(pages[1], plugin_id, 'wet_dry', 0.3);
        // Long enough ago that the time goes with the value.
        await new Promise((resolve) => setTimeout(resolve, 1100));
        nets[first].up();
        await agree(pages[first]);
        nets[second].up();
        expect(valueIn(await agree(...pages), 'wet_dry'), `${first} first`).to.equal(0.3);
        await set(pages[0], plugin_id, 'wet_dry', 0.5);
        await agree(...pages);
      }
    });
  });

  it('contacts no address that the page does not allow, and says so', async () => {
    const made = await browser();
    for (const url of ['ws://elsewhere.example/ws', 'https://remote.example/ws', 'ws://me:secret@remote.example/ws', 'nonsense']) {
      const page = made.page('demo', { url });
      expect(page.closedWith?.code).to.equal(1008);
      expect(page.closedWith?.reason).to.match(/does not allow|expected remote/);
    }
    expect(net.urls).to.deep.equal([]);
  });

  it('says in words what it refuses, and takes the state as it is there', async () => {
    const { plugin_id } = await there.add('reverb', 'main', demo);
    const page = await open((await browser()).page());
    net.down();
    await page.until(({ state }) => state === 'offline');
    await set(page, plugin_id, 'wet_dry', 0.4);
    await there.request('PLUGIN_REMOVE', { track_id: 'main', plugin_id }, demo);
    net.up();
    expect((await agree(page))[0]?.plugins).to.deep.equal([]);
    expect(page.states.flatMap(({ conflicts = [] }) => conflicts)[0]).to.include({ plugin_id, kept: 'theirs' });
  });
});
