// Native code: the engine's algorithms in C, compiled here and now with gcc.
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { root } from '../harness/server.js';

const run = promisify(execFile);
const sources = fileURLToPath(new URL('../native/', import.meta.url));
const folder = join(root, 'build/bench-native');

/** `plain` leaves vectors to the compiler; `vectors` spells them out with GCC's vector extension. */
const STYLES = { plain: '', vectors: '-vectors' };
export const FLAGS = ['-O3', '-march=native', '-std=gnu11'];

/** `native` is what we are measured against. The others tell what it gains by loose arithmetic and by wider vectors than WebAssembly has. */
export const VARIANTS = {
  native: [],
  'fast-math': ['-ffast-math'],
  'wasm-like': ['-mprefer-vector-width=128', '-ffp-contract=off'],
};

/** @returns {Promise<string | undefined>} the compiler's name, gcc before cc. */
export async function findCompiler() {
  for (const name of ['gcc', 'cc']) {
    const found = await run(name, ['--version']).then(
      () => true,
      () => false,
    );
    if (found) return name;
  }
  return undefined;
}

/**
 * Compiles one effect in every style and variant there is; a variant whose flags this compiler does not know is left out.
 *
 * @returns {Promise<{ style: string, variant: string, path: string }[]>}
 */
export async function compileEffect(compiler, effect) {
  await mkdir(folder, { recursive: true });
  const programs = [];
  for (const [style, suffix] of Object.entries(STYLES)) {
    const source = join(sources, `${effect}${suffix}.c`);
    for (const [variant, more] of Object.entries(VARIANTS)) {
      const path = join(folder, `${effect}${suffix}-${variant}`);
      const compiled = run(compiler, [...FLAGS, ...more, '-o', path, source, join(sources, 'main.c'), '-lm']);
      if (variant === 'native') await compiled;
      const known = await compiled.then(
        () => true,
        () => false,
      );
      if (known) programs.push({ style, variant, path });
    }
  }
  return programs;
}

/** Writes the signal that every program reads; gives its path. */
export async function writeInput(base64) {
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'input.f32');
  await writeFile(path, Buffer.from(base64, 'base64'));
  return path;
}

/**
 * Runs a compiled effect.
 *
 * @param {Record<string, number>} values every parameter in wire units.
 * @returns {Promise<{ times: number[], output: Float32Array }>} nanoseconds per quantum of each pass, and the first pass's sound.
 */
export async function runEffect(path, input, sampleRate, repeats, values) {
  const words = Object.entries(values).map(([id, value]) => `${id}=${value}`);
  const { stdout } = await run(path, [input, `${path}.f32`, String(sampleRate), String(repeats), ...words]);
  return { times: stdout.trim().split('\n').map(Number), output: toFloats(await readFile(`${path}.f32`)) };
}

/** @param {Buffer} bytes */
export const toFloats = (bytes) => new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
