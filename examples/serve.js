// `npm run examples`: builds what is missing and serves all examples from one origin, as plain files.
import { fileURLToPath } from 'node:url';
import { preview } from 'vite';
import { buildExample, ensureLibrary } from './build.js';

await ensureLibrary();
// One server for all of them: a rack changed in one example changes in the others.
for (const example of ['react', 'vue']) await buildExample(example, { partsFolder: '/dist/' });

const server = await preview({
  root: fileURLToPath(new URL('../', import.meta.url)),
  configFile: false,
  appType: 'mpa',
  logLevel: 'error',
  build: { outDir: '.' },
  preview: { port: Number(process.env.PORT ?? 4174), strictPort: false, host: process.env.HOST },
});
const [address] = server.resolvedUrls?.local ?? [];
const pages = [
  'examples/plain/',
  'examples/plain/nodes.html',
  'examples/plain/themed.html',
  'build/examples/react/',
  'build/examples/vue/',
];
console.log(`The examples (stop them with Ctrl+C):\n${pages.map((page) => `  ${address}${page}`).join('\n')}`);
