// Writes wasm/generated/parameters.ts from the effect descriptors, so that no parameter index is ever typed twice.
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

const root = new URL('../', import.meta.url);

/** The descriptors are TypeScript; Vite's module runner reads them without a build step of our own. */
async function readDescriptors() {
  // A development server sets it for the whole process, and a build that follows would bundle development code.
  const mode = process.env.NODE_ENV;
  const vite = await createServer({
    root: fileURLToPath(root),
    configFile: false,
    server: { middlewareMode: true, ws: false },
    appType: 'custom',
    logLevel: 'error',
    optimizeDeps: { noDiscovery: true },
  });
  try {
    const [{ catalogue }, layout, { NOTE_BEATS }] = await Promise.all(
      ['catalogue', 'block-layout', 'delay'].map((name) => vite.ssrLoadModule(`/src/effects/${name}.ts`)),
    );
    return { catalogue, layout, NOTE_BEATS };
  } finally {
    await vite.close();
    if (mode === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = mode;
  }
}

const number = (value) => (Number.isInteger(value) ? `${value}.0` : String(value));
const list = (values) => `[${values.map(number).join(', ')}]`;

export async function generateParameters() {
  const { catalogue, layout, NOTE_BEATS } = await readDescriptors();
  const lines = ['// Generated from src/effects by scripts/generate-parameters.js. Changes here are lost.', ''];
  for (const name of ['SLOTS', 'ROW', 'BLOCK_FLOATS', 'RACK_BYPASS', ...Object.keys(layout).filter((key) => key.startsWith('METER_'))]) {
    lines.push(`export const ${name}: i32 = ${layout[name]};`);
  }
  lines.push('', `export const EFFECTS: i32 = ${catalogue.length};`);
  catalogue.forEach((effect, number) => {
    const prefix = effect.id.toUpperCase();
    if (effect.parameters.length >= layout.ROW)
      throw new Error(
        `${effect.id} has ${effect.parameters.length} parameters, but a row holds ${layout.ROW - 1}: raise ROW in src/effects/block-layout.ts`,
      );
    lines.push('', `export const EFFECT_${prefix}: i32 = ${number};`);
    effect.parameters.forEach(({ id }, index) => {
      lines.push(`export const ${prefix}_${id.toUpperCase()}: i32 = ${index + 1};`);
    });
    for (const [bound, pick] of [
      ['MIN', (p) => p.min],
      ['MAX', (p) => p.max],
      ['DEFAULT', (p) => p.default],
    ]) {
      lines.push(
        `/** By index in the slot's row; [0] is bypass. */`,
        `export const ${prefix}_${bound}: StaticArray<f32> = ${list([bound === 'MAX' ? 1 : 0, ...effect.parameters.map(pick)])};`,
      );
    }
  });
  lines.push(
    '',
    "/** Quarter notes for each choice of the delay's note parameter. */",
    `export const NOTE_BEATS: StaticArray<f32> = ${list(NOTE_BEATS)};`,
    '',
  );
  await mkdir(new URL('wasm/generated/', root), { recursive: true });
  await writeFile(new URL('wasm/generated/parameters.ts', root), lines.join('\n'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await generateParameters();
