// The example of a front end that is tested with rackwire/testing: its own suite, as its own package runs it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ensureLibrary, install } from '../../examples/build.js';
import { requireBrowser } from '../../scripts/browser.js';
import { start } from '../node/support/clients.js';

const run = promisify(execFile);
const cwd = fileURLToPath(new URL('../../examples/testing/', import.meta.url));
const runner = fileURLToPath(new URL('../../node_modules/@web/test-runner/dist/bin.js', import.meta.url));
const env = { ...process.env, CHROME_PATH: requireBrowser(), NO_COLOR: '1' };

describe('the example of a tested front end', () => {
  before(async () => {
    await ensureLibrary();
    await install('testing');
  });

  it('passes in a browser', async () => {
    const { stdout } = await run(process.execPath, [runner], { cwd, env, timeout: 60_000 });
    const [, passed, failed] = /(\d+) passed, (\d+) failed\s+Finished/.exec(stdout) ?? [];
    assert.equal(failed, '0', stdout);
    assert.ok(Number(passed) >= 10, stdout);
  });

  it('passes in Node', async () => {
    // This run's own reporting is not for the one within.
    const { NODE_TEST_CONTEXT: _, ...clean } = env;
    const { stdout } = await run(process.execPath, ['--test', '--test-reporter=tap', 'test/node.test.js'], { cwd, env: clean });
    assert.match(stdout, /^# pass 1$/m);
    assert.match(stdout, /^# fail 0$/m);
  });

  it('has in it whatever the guide says', async () => {
    const guide = await readFile(new URL('../../docs/guide/testing.md', import.meta.url), 'utf8');
    const [suite, ...blocks] = [...guide.matchAll(/^```js\n([\s\S]*?)^```/gm)].map(([, code]) => code);
    const folder = join(cwd, 'build');
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'guide.test.js'), suite);
    const { stdout } = await run(process.execPath, [runner, '--files', 'build/guide.test.js'], { cwd, env, timeout: 60_000 });
    assert.match(stdout, /1 passed, 0 failed\s+Finished/);

    // A block that imports begins a module; those behind it go on where it ended.
    const modules = [];
    for (const code of blocks) {
      if (code.startsWith('import ')) modules.push(code);
      else modules.push(`${modules.pop()}\n${code}`);
    }
    assert.equal(modules.length, 3);
    const { port } = await start();
    for (const code of modules) {
      const file = join(folder, 'guide.js');
      await writeFile(file, code.includes('record(') ? code.replaceAll('localhost:8000', `127.0.0.1:${port}`) : code);
      await run(process.execPath, [file], { cwd: folder, timeout: 20_000 });
    }
  });
});
