// The server for Node: a module and the command `rackwire`, in build/node. Everything but ws is bundled.
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../', import.meta.url));
export const nodeFolder = join(root, 'build/node');

/** Builds into `outDir`; other files that are there stay. */
export async function buildNode(outDir = nodeFolder) {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true, external: ['ws'] },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        input: { 'rackwire-node': join(root, 'src/server/node/index.ts'), 'rackwire-serve': join(root, 'src/server/node/command.ts') },
        output: { entryFileNames: '[name].js', chunkFileNames: 'rackwire-node-[name].js' },
      },
    },
  });
  // npm makes the command executable where it is installed; a checkout has to do it itself.
  await chmod(join(outDir, 'rackwire-serve.js'), 0o755);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildNode();
  console.log('built build/node');
}
