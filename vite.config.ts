import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { buildParts, partNames, partsFolder } from './scripts/parts.js';
import { isolationHeaders, servePart } from './scripts/serve-parts.js';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Builds worker, worklet and engine before anything else, serves them in development and lays them beside the modules in a build. */
function parts(): Plugin {
  return {
    name: 'rackwire-parts',
    async buildStart() {
      await buildParts();
      if (this.meta.watchMode || this.environment.mode === 'dev') return;
      const folder = this.environment.config.build.assetsDir;
      for (const name of partNames)
        this.emitFile({ type: 'asset', fileName: `${folder}/${name}`, source: await readFile(`${partsFolder}/${name}`) });
    },
    configureServer(server) {
      server.middlewares.use(servePart);
      const folders = ['src/server', 'src/store', 'src/wire', 'src/effects', 'worklets', 'wasm'].map(path);
      server.watcher.add(folders);
      server.watcher.on('change', async (file) => {
        if (!folders.some((folder) => file.startsWith(folder)) || file.includes('generated')) return;
        // A worker or worklet that runs cannot be replaced in place: rebuild the part, then start the page anew.
        const built = await buildParts().catch((error) => server.config.logger.error(String(error)));
        if (built?.length) server.ws.send({ type: 'full-reload' });
      });
    },
  };
}

/** The application: `npm start` and `npm run dev`. The library is built by scripts/build-library.js. */
export default defineConfig({
  root: path('src/app'),
  base: './',
  publicDir: path('public'),
  plugins: [parts()],
  build: { outDir: path('build/app'), emptyOutDir: true, target: 'es2022', sourcemap: true },
  server: { headers: isolationHeaders, fs: { allow: [path('.')] } },
  preview: { headers: isolationHeaders },
});
