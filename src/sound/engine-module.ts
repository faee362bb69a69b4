import { partUrl } from '../files/files.ts';

/**
 * A module whose one function uses `f32x4.relaxed_madd`: only engines with relaxed SIMD accept it.
 * (module (func (result v128) three zero vectors, f32x4.relaxed_madd))
 */
const RELAXED_PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0, 65, 0, 253, 15, 65, 0, 253, 15, 65, 0, 253, 15, 253,
  133, 2, 11,
]);
/** (module (func (result v128) i32.const 0, i8x16.splat)) */
const SIMD_PROBE = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11]);

export type EngineBuild = 'simd' | 'relaxed';

/** The engine as a rack's processor takes it. */
export interface EngineFiles {
  readonly build: EngineBuild;
  readonly module: WebAssembly.Module;
  readonly bytes: ArrayBuffer;
}

/**
 * The fastest build that this platform runs.
 *
 * @throws Error where there is no WebAssembly SIMD at all.
 */
export function supportedBuild(): EngineBuild {
  if (WebAssembly.validate(RELAXED_PROBE)) return 'relaxed';
  if (WebAssembly.validate(SIMD_PROBE)) return 'simd';
  throw new Error('Rackwire needs WebAssembly SIMD, which this browser lacks: use one from 2023 or later.');
}

const loading = new Map<EngineBuild, Promise<EngineFiles>>();

/** Fetches and compiles the engine, once a page; a failure is not remembered. */
export function loadEngine(build: EngineBuild = supportedBuild()): Promise<EngineFiles> {
  const known = loading.get(build);
  if (known) return known;
  const promise = fetchEngine(build);
  loading.set(build, promise);
  promise.catch(() => loading.delete(build));
  return promise;
}

async function fetchEngine(build: EngineBuild): Promise<EngineFiles> {
  const url = partUrl(build === 'relaxed' ? 'rackwire-engine-relaxed.wasm' : 'rackwire-engine.wasm');
  const response = await fetch(url).catch((cause) => {
    throw new Error(`The engine could not be fetched from ${url}.`, { cause });
  });
  if (!response.ok) throw new Error(`The engine was expected at ${url}, which answered ${response.status} ${response.statusText}.`);
  const bytes = await response.arrayBuffer();
  return { build, bytes, module: await WebAssembly.compile(bytes) };
}
