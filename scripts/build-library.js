// Builds the publishable package into dist: one module for pages without a bundler, its parts beside it, and types.
import { execFile } from 'node:child_process';
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'vite';
import { buildParts, partNames, partsFolder } from './parts.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../', import.meta.url));
const dist = join(root, 'dist');
/** Built aside and then put in place, so that dist is never half there. */
const aside = join(root, 'build/library');

export async function buildLibrary() {
  // Whatever the shell says: a development build of Lit would be bundled, larger and with warnings.
  process.env.NODE_ENV = 'production';
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { recursive: true });
  await buildParts({ force: true });
  await Promise.all(partNames.map((name) => copyFile(join(partsFolder, name), join(aside, name))));
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: {
      outDir: aside,
      emptyOutDir: false,
      target: 'es2022',
      lib: { entry: join(root, 'src/index.ts'), formats: ['es'], fileName: () => 'rackwire.js' },
      // A page loads this file as it is, so white space goes too, which Vite leaves in libraries for bundlers to come.
      rolldownOptions: { output: { codeSplitting: false, minify: { compress: true, mangle: true, codegen: { removeWhitespace: true } } } },
    },
  });
  await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.library.json'], { cwd: root }).catch(
    (error) => {
      throw new Error(`the types could not be written:\n${error.stdout}`);
    },
  );
  await rm(dist, { recursive: true, force: true });
  await rename(aside, dist);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildLibrary();
  console.log('built dist');
}
