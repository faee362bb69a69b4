import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './server.js';

let built;

/** Builds the library into dist, once a run, so that no stale files are measured; gives the folder. */
export function buildLibrary() {
  built ??= promisify(execFile)(process.execPath, [join(root, 'scripts/build-library.js')], { cwd: root }).then(
    () => join(root, 'dist'),
    (error) => Promise.reject(new Error(`the library could not be built:\n${error.stderr || error.message}`)),
  );
  return built;
}
