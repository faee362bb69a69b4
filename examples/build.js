// Builds the examples that need a bundler, each by its own configuration.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'vite';

const run = promisify(execFile);
const root = new URL('../', import.meta.url);
const path = (relative) => fileURLToPath(new URL(relative, root));

/** Builds the library where it is missing. In a process of its own: it sets up its tools otherwise than an application does. */
export async function ensureLibrary() {
  if (!existsSync(path('dist/rackwire.js'))) await run(process.execPath, [path('scripts/build-library.js')], { cwd: path('.') });
}

/** Lays the package into an example's node_modules, with the files that it would have from a registry. */
export async function install(example) {
  const folder = path(`examples/${example}/node_modules/rackwire/`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await cp(path('package.json'), `${folder}package.json`);
  await cp(path('dist'), `${folder}dist`, { recursive: true });
}

/**
 * Builds an example.
 *
 * @param {'react' | 'vue'} example
 * @param {{ folder?: string, partsFolder?: string }} options `folder`: where to, from the project's root;
 * `partsFolder`: the address of the parts that it shares with other applications. Default: its own.
 */
export async function buildExample(example, { folder = `build/examples/${example}`, partsFolder = '' } = {}) {
  await install(example);
  await build({
    root: path(`examples/${example}`),
    base: './',
    logLevel: 'warn',
    define: { 'import.meta.env.VITE_PARTS_FOLDER': JSON.stringify(partsFolder) },
    build: { outDir: path(folder), emptyOutDir: true },
  });
}
