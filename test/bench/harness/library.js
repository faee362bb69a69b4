import { buildLibrary } from '../../../scripts/build-library.js';

let built;

/** Builds the library into dist, once a run, so that no stale files are measured. */
export function builtLibrary() {
  built ??= buildLibrary();
  return built;
}
