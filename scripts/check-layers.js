// Checks who imports whom. A layer may import from itself and from the layers it names, and from nothing else of ours.
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));

/** Lowest first. Pages reach the server by frames alone, so nothing on their side imports it or its store. */
const LAYERS = {
  'src/files': [],
  'src/effects': [],
  'src/wire': ['src/files', 'src/effects'],
  'src/store': ['src/wire', 'src/effects'],
  'src/server': ['src/store', 'src/wire', 'src/effects', 'package.json'],
  wasm: ['src/effects'],
  worklets: ['src/effects'],
  'src/client': ['src/wire', 'src/effects', 'src/files'],
  'src/mock': ['src/client', 'src/wire', 'src/files'],
  // A server of its own, in the thread of the test.
  'src/testing': ['src/mock', 'src/client', 'src/server', 'src/store', 'src/wire', 'src/effects', 'src/files'],
  'src/sound': ['src/wire', 'src/effects', 'src/files', 'worklets/messages.ts'],
  'src/elements': ['src/client', 'src/sound', 'src/wire', 'src/effects', 'src/files'],
  'src/app': ['src/elements', 'src/client', 'src/sound', 'src/wire', 'src/effects', 'src/files'],
};

const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*['"](\.[^'"]+)['"]/g;
const within = (path, place) => path === place || path.startsWith(`${place}/`);

const problems = [];
let count = 0;
for (const [layer, allowed] of Object.entries(LAYERS)) {
  const entries = await readdir(join(root, layer), { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    // Tests may reach across: they stand where the layers meet.
    if (!entry.isFile() || !/\.ts$/.test(entry.name) || /\.test\.ts$/.test(entry.name) || /\/testing$/.test(entry.parentPath ?? entry.path))
      continue;
    const file = join(entry.parentPath ?? entry.path, entry.name);
    count += 1;
    for (const [, specifier] of (await readFile(file, 'utf8')).matchAll(IMPORT)) {
      const target = relative(root, resolve(dirname(file), specifier));
      if (![layer, ...allowed].some((place) => within(target, place)))
        problems.push(`${relative(root, file)}: ${layer} may import from ${[layer, ...allowed].join(', ')}, but imports ${target}`);
    }
  }
}
for (const problem of problems) console.error(problem);
console.log(`${count} files, ${problems.length} imports across the layers`);
if (problems.length > 0) process.exitCode = 1;
