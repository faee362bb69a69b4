// Builds the publishable package into dist: one module for pages without a bundler, its parts beside it, and types.
import { execFile } from 'node:child_process';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'vite';
import { buildNode } from './build-node.js';
import { buildParts, partNames, partsFolder } from './parts.js';
import { trimmedTemplates } from './trim-templates.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../', import.meta.url));
const dist = join(root, 'dist');
/** Built aside and then put in place, so that dist is never half there. */
const aside = join(root, 'build/library');

/** The modules that pages and bundlers import. */
const modules = [
  // What it loads only when it is wanted lies beside it and takes from it what they share: never a second copy of that.
  {
    entry: 'src/index.ts',
    file: 'rackwire.js',
    lazy: {
      'wire-inspector': 'rackwire-inspector.js',
      'preset-file': 'rackwire-preset-file.js',
      'elected-server': 'rackwire-elected-server.js',
    },
  },
  { entry: 'src/elements/locales/de.ts', file: 'locales/de.js' },
  { entry: 'src/mock/index.ts', file: 'mock.js' },
  // For browsers and Node alike.
  { entry: 'src/testing/index.ts', file: 'testing.js' },
  // A classic script, which runs before any module does.
  { entry: 'src/mock/classic.ts', file: 'rackwire-mock.js', format: 'iife', name: 'rackwireMock' },
];

function fail(problem) {
  throw new Error(problem);
}

async function buildModule({ entry, file, format = 'es', name, lazy }) {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    plugins: [trimmedTemplates()],
    // A classic script has no address of its own in its code; this one says where its parts are.
    ...(format === 'iife' && { define: { 'import.meta.url': 'document.baseURI' } }),
    build: {
      outDir: aside,
      emptyOutDir: false,
      target: 'es2022',
      lib: { entry: join(root, entry), name, formats: [format], fileName: () => file },
      // A page loads this file as it is, so white space goes too, which Vite leaves in libraries for bundlers to come.
      rolldownOptions: {
        ...(lazy && { preserveEntrySignatures: 'allow-extension' }),
        output: {
          ...(lazy
            ? { chunkFileNames: (chunk) => lazy[chunk.name] ?? fail(`no name for the chunk ${chunk.name}`) }
            : { codeSplitting: false }),
          minify: { compress: true, mangle: true, codegen: { removeWhitespace: true } },
        },
      },
    },
  });
}

/** The parts without their source maps, which are for development. */
async function copyPart(name) {
  const content = await readFile(join(partsFolder, name));
  const map = content.lastIndexOf('//# sourceMappingURL=');
  await writeFile(join(aside, name), name.endsWith('.js') && map > 0 ? content.subarray(0, map) : content);
}

/** Of what pages import, and of what Node does. */
async function writeTypes(project) {
  await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', project], { cwd: root }).catch((error) => {
    throw new Error(`the types could not be written:\n${error.stdout}`);
  });
}

/** Builds everything into dist; what was there is replaced only when all of it is ready. */
export async function buildLibrary() {
  // Whatever the shell says: a development build of Lit would be bundled, larger and with warnings.
  process.env.NODE_ENV = 'production';
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { recursive: true });
  await buildParts({ force: true });
  await Promise.all(partNames.map(copyPart));
  for (const module of modules) await buildModule(module);
  await buildNode(aside);
  for (const project of ['tsconfig.library.json', 'tsconfig.library-node.json']) await writeTypes(project);
  await rm(dist, { recursive: true, force: true });
  await rename(aside, dist);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildLibrary();
  console.log('built dist');
}
