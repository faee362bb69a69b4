// The built parts: worker, worklet and the two engine builds, in build/parts with stable names.
import { execFile } from 'node:child_process';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'vite';
import { generateParameters } from './generate-parameters.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../', import.meta.url));
export const partsFolder = join(root, 'build/parts');

const scripts = [
  { name: 'rackwire-server.js', entry: 'src/server/shared-worker.ts', sources: ['src/server', 'src/store', 'src/wire', 'src/effects'] },
  { name: 'rackwire-remote.js', entry: 'src/server/remote/part.ts', sources: ['src/server', 'src/store', 'src/wire', 'src/effects'] },
  { name: 'rackwire-worklet.js', entry: 'worklets/rackwire-worklet.ts', sources: ['worklets', 'src/effects'] },
];
const engines = [
  { name: 'rackwire-engine.wasm', features: 'simd', sources: ['wasm', 'src/effects'] },
  { name: 'rackwire-engine-relaxed.wasm', features: 'simd,relaxed-simd', sources: ['wasm', 'src/effects'] },
];
export const partNames = [...scripts, ...engines].map(({ name }) => name);

async function newest(folder) {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  const files = entries.filter(
    (entry) => entry.isFile() && !/\.test\.ts$/.test(entry.name) && !/generated/.test(entry.parentPath ?? entry.path),
  );
  const times = await Promise.all(files.map(async (entry) => (await stat(join(entry.parentPath ?? entry.path, entry.name))).mtimeMs));
  return Math.max(0, ...times);
}

/** Whether the part is missing or older than its sources or the build scripts. */
async function isStale({ name, sources }) {
  const built = await stat(join(partsFolder, name)).then(
    (info) => info.mtimeMs,
    () => 0,
  );
  const times = await Promise.all([...sources, 'scripts'].map(newest));
  return built < Math.max(...times);
}

async function buildScript({ name, entry }) {
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    build: {
      outDir: partsFolder,
      emptyOutDir: false,
      target: 'es2022',
      minify: false,
      sourcemap: true,
      // A worker and a worklet can import nothing at run time that is not there: one file each.
      lib: { entry: join(root, entry), formats: ['es'], fileName: () => name },
      rolldownOptions: {
        output: { codeSplitting: false, minify: { compress: true, mangle: true, codegen: { removeWhitespace: true } } },
      },
    },
  });
}

async function buildEngine({ name, features }) {
  const asc = join(root, 'node_modules/assemblyscript/bin/asc.js');
  const flags =
    '-O3 --noAssert --runtime minimal --importMemory --noExportMemory --initialMemory 64 --maximumMemory 16384 --use abort= --sourceMap'.split(
      ' ',
    );
  await run(process.execPath, [asc, 'wasm/index.ts', ...flags, '--enable', features, '-o', join('build/parts', name)], { cwd: root });
}

/**
 * Builds what is stale.
 *
 * @param {{ force?: boolean }} options `force` builds everything.
 * @returns {Promise<string[]>} the names that were built.
 */
export async function buildParts({ force = false } = {}) {
  await mkdir(partsFolder, { recursive: true });
  await generateParameters();
  const built = [];
  for (const part of [...scripts, ...engines]) {
    if (!force && !(await isStale(part))) continue;
    if (part.entry) await buildScript(part);
    else
      await buildEngine(part).catch((error) =>
        Promise.reject(new Error(`${part.name}: the engine did not compile\n${error.stderr ?? error}`)),
      );
    built.push(part.name);
  }
  return built;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const built = await buildParts({ force: process.argv.includes('--force') });
  await writeFile(join(partsFolder, 'README'), 'Built from src, worklets and wasm by scripts/parts.js.\n');
  console.log(built.length > 0 ? `built ${built.join(', ')}` : 'built parts are up to date');
}
