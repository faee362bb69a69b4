// Bytes of each library file as a site sends them, gzip at the default level.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { builtLibrary } from '../harness/library.js';
import { root } from '../harness/server.js';

/** In kB of 1000 bytes. */
const BUDGETS = {
  'rackwire.js': 45,
  'rackwire-server.js': 45,
  'rackwire-worklet.js': 8,
  'rackwire-engine.wasm': 20,
  'rackwire-engine-relaxed.wasm': 20,
};

export async function measure() {
  await builtLibrary();
  const folder = join(root, 'dist');
  const rows = await Promise.all(
    Object.entries(BUDGETS).map(async ([name, budget]) => ({
      name: `${name}, gzip`,
      against: 'budget',
      ours: gzipSync(await readFile(join(folder, name))).length / 1000,
      theirs: budget,
      unit: 'kB',
    })),
  );
  return { rows };
}
