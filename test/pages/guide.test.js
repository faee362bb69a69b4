// The guide's own words, tried: its code runs, and the server answers as it says.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { ensureLibrary } from '../../examples/build.js';
import { launch, open, until } from './support/browser.js';
import { addAndHear, openRack, playAudio } from './support/rack.js';
import { serve } from './support/server.js';

const guide = (name) => readFile(new URL(`../../docs/guide/${name}.md`, import.meta.url), 'utf8');
const blocks = (text, language) => [...text.matchAll(new RegExp(`^\`{3}${language}\\n([^]*?)^\`{3}`, 'gm'))].map(([, code]) => code);

/** A block that imports begins a module; those behind it go on where it ended. */
function modules(text) {
  const list = [];
  for (const code of blocks(text, 'js')) {
    if (code.startsWith('import ') || list.length === 0) list.push(code);
    else list.push(`${list.pop()}\n${code}`);
  }
  return list;
}

/** What is new each time: times, and ids that the server makes. */
const steady = (frame) =>
  JSON.parse(
    JSON.stringify(frame)
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
      .replace(/(plugin|broadcast)_[0-9a-f]{32}/g, '$1_<id>'),
  );
const bare = ({ session_id, user_id, ...frame }) => steady(frame);

/** Runs in the page: two connections, and all that came to each. */
async function connectTwo() {
  const { LocalSocket, sharedWorkerPort } = await import('/dist/rackwire.js');
  const connect = () =>
    new Promise((resolve) => {
      const socket = new LocalSocket(sharedWorkerPort);
      socket.frames = [];
      socket.onmessage = ({ data }) => socket.frames.push(JSON.parse(data));
      socket.onopen = () => {
        socket.send('{"id":"hello","type":"SESSION_STATE_GET"}');
        resolve(socket);
      };
    });
  globalThis.sockets = { '→': await connect(), '⇐': await connect() };
}

describe('guide', () => {
  let server;
  let browser;
  before(async () => {
    await ensureLibrary();
    [server, browser] = await Promise.all([serve(), launch()]);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  for (const name of ['getting-started', 'audio-nodes', 'protocol', 'client', 'undo-and-provenance', 'accessibility-and-languages']) {
    it(`the code of ${name} runs`, async () => {
      const all = modules(await guide(name));
      assert.notEqual(all.length, 0);
      for (const code of all) {
        const context = await browser.createBrowserContext();
        const page = await openRack(context, `${server.url}/examples/plain/`);
        const content = `${code.replaceAll("from 'rackwire'", "from '/dist/rackwire.js'").replaceAll("import 'rackwire'", "import '/dist/rackwire.js'")}
          globalThis.ran = true;`;
        await page.addScriptTag({ type: 'module', content });
        await until(page, () => globalThis.ran).catch((error) => page.problems.push(error.message));
        assert.deepEqual(page.problems, [], code);
        await context.close();
      }
    });
  }

  it('the server answers as the protocol says', async () => {
    const context = await browser.createBrowserContext();
    const page = await open(context, `${server.url}/examples/plain/`);
    await page.evaluate(connectTwo);
    for (const block of blocks(await guide('protocol'), 'jsonc')) {
      const parts = block.split(/^\/\/ ([→←⇐])$/m).slice(1);
      const frames = parts.flatMap((arrow, index) => (index % 2 === 0 ? [{ arrow, frame: JSON.parse(parts[index + 1]) }] : []));
      for (const { arrow, frame } of frames) {
        if (arrow === '→') {
          await page.evaluate((text) => {
            for (const { frames } of Object.values(sockets)) frames.length = 0;
            sockets['→'].send(text);
          }, JSON.stringify(frame));
          continue;
        }
        const same = ({ id, type }) => id === steady(frame).id && type === frame.type;
        const find = async () => (await page.evaluate((end) => sockets[end].frames, arrow === '⇐' ? '⇐' : '→')).map(bare).find(same);
        for (let tries = 0; tries < 100 && !(await find()); tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
        assert.deepEqual(await find(), steady(frame));
      }
    }
    await context.close();
  });

  it('pages with the two headers are isolated, and sound the same', async () => {
    const isolated = await serve({ isolated: true });
    const page = await openRack(browser, `${isolated.url}/examples/plain/`);
    assert.equal(await page.evaluate(() => crossOriginIsolated), true);
    await playAudio(page);
    await addAndHear(page);
    assert.deepEqual(page.problems, []);
    await page.close();
    await isolated.close();
  });
});
