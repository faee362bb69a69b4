// Native code: the engine's algorithms in C, compiled here and now with gcc.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
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
 * Compiles one effect in every style there is, with and without `-ffast-math`.
 *
 * @returns {Promise<{ style: string, fast: boolean, path: string }[]>}
 */
export async function compileEffect(compiler, effect) {
  await mkdir(folder, { recursive: true });
  const programs = [];
  for (const [style, suffix] of Object.entries(STYLES)) {
    const source = join(sources, `${effect}${suffix}.c`);
    if (!existsSync(source)) continue;
    for (const fast of [false, true]) {
      const path = join(folder, `${effect}${suffix}${fast ? '-fast' : ''}`);
      const flags = [...FLAGS, ...(fast ? ['-ffast-math'] : []), '-o', path];
      await run(compiler, [...flags, source, join(sources, 'main.c'), '-lm']);
      programs.push({ style, fast, path });
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
