import { readFile } from 'node:fs/promises';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromeLauncher } from '@web/test-runner-chrome';
import { browserArguments, requireBrowser } from './scripts/browser.js';
import { buildParts } from './scripts/parts.js';
import { isolationHeaders, partFor } from './scripts/serve-parts.js';
import { referenceServer } from './src/mock/conformance/reference-server.js';

await buildParts();
const long = process.env.RACKWIRE_LONG === '1';

export default {
  files: ['src/**/*.test.ts', 'worklets/**/*.test.ts', 'wasm/**/*.test.ts', 'test/**/*.test.ts'],
  nodeResolve: { exportConditions: ['production', 'browser', 'default'] },
  // Files with requestAnimationFrame need the page to be in front, and two cores hold one audio thread at a time.
  concurrency: 1,
  testsFinishTimeout: long ? 3_600_000 : 300_000,
  // A long run does in full what `npm test` samples: see test/support/long.ts.
  testRunnerHtml: (framework) =>
    `<!doctype html><html lang="en" data-long="${long ? 'yes' : 'no'}"><body><script type="module" src="${framework}"></script></body></html>`,
  testFramework: { config: { timeout: long ? 1_800_000 : 20_000 } },
  browsers: [
    chromeLauncher({
      // Tests that measure memory collect what is left first.
      launchOptions: {
        executablePath: requireBrowser(),
        args: [...browserArguments, '--js-flags=--expose-gc', '--enable-precise-memory-info'],
      },
    }),
  ],
  plugins: [
    referenceServer(),
    esbuildPlugin({ ts: true, target: 'es2022', tsconfig: new URL('./tsconfig.json', import.meta.url).pathname }),
    {
      name: 'parts',
      async serve(context) {
        const part = partFor(context.url);
        if (part) return { body: await readFile(part.path), type: part.type };
      },
    },
  ],
  middleware: [
    async (context, next) => {
      // `?isolated=no` gives a page as most embedding sites serve it: without SharedArrayBuffer.
      if (!context.query.isolated) for (const [name, value] of Object.entries(isolationHeaders)) context.set(name, value);
      await next();
    },
  ],
};
