// The engine called directly, next to native code of the same algorithms, whose sound is checked to be the same.
import { callInPage, openPage } from '../harness/browser.js';
import { median } from '../harness/statistics.js';
import { compileEffect, FLAGS, findCompiler, runEffect, toFloats, VARIANTS, writeInput } from '../peers/native.js';

const EFFECTS = ['eq', 'compressor', 'delay', 'reverb'];
const BUILDS = { SIMD: 'simd', 'relaxed SIMD': 'relaxed' };
const ROUNDS = { full: 9, quick: 1 };
/** Passes over the four-second signal in each round. */
const PASSES = { full: 7, quick: 1 };
const SAMPLE_RATE = 48000;
/** Level of the difference, relative to the sound, above which the work is not the same work. */
const ALIKE_DB = -80;
const MODULE = '/test/bench/page/direct.ts';

/** Level of a − b in dB relative to a. */
function difference(a, b) {
  let signal = 0;
  let error = 0;
  for (let at = 0; at < a.length; at += 1) {
    signal += a[at] ** 2;
    error += (a[at] - b[at]) ** 2;
  }
  return 10 * Math.log10(error / signal);
}

async function measureEffect(effect, { page, input, compiler, quick }) {
  const values = await callInPage(page, MODULE, 'valuesOf', effect);
  const reference = toFloats(Buffer.from(await callInPage(page, MODULE, 'renderEffect', effect, 'simd'), 'base64'));
  const programs = await compileEffect(compiler, effect);
  const passes = PASSES[quick ? 'quick' : 'full'];
  const native = programs.map((program) => ({ ...program, times: [], alike: 0 }));
  const ours = Object.entries(BUILDS).map(([label, build]) => ({ label, build, times: [] }));
  for (let round = 0; round < ROUNDS[quick ? 'quick' : 'full']; round += 1) {
    for (const program of native) {
      const { times, output } = await runEffect(program.path, input, SAMPLE_RATE, passes, values);
      program.times.push(...times);
      program.alike = difference(reference, output);
    }
    for (const engine of ours) engine.times.push(...(await callInPage(page, MODULE, 'timeEffect', effect, engine.build, passes)));
  }
  return { native: native.map((program) => ({ ...program, cost: median(program.times) })), ours };
}

const describe = ({ style, variant, cost, alike }) =>
  `${style}, ${variant} ${Math.round(cost)} ns (${Math.round(alike)} dB off the engine)`;

/** Who stands in the table: both styles as the machine can do them, and the better one within what WebAssembly offers. */
const PEERS = {
  native: ({ style }) => `native C, ${style}`,
  'wasm-like': ({ style }) => `C with 128-bit vectors and no FMA, ${style}`,
};

/** The fastest program of a variant that did the same work. */
const best = (programs, wanted) =>
  programs.filter(({ variant, alike }) => variant === wanted && alike <= ALIKE_DB).sort((a, b) => a.cost - b.cost)[0];

const contenders = (programs) =>
  [
    ...['plain', 'vectors'].map((wanted) =>
      best(
        programs.filter(({ style }) => style === wanted),
        'native',
      ),
    ),
    best(programs, 'wasm-like'),
  ].filter((program) => program !== undefined);

export async function measure({ browser, address, quick, effects }) {
  const compiler = await findCompiler();
  if (!compiler) return { rows: [], notes: ['No gcc or cc on this machine, so the comparison with native code is left out.'] };
  const page = await openPage(browser, `${address}/blank.html`);
  const input = await writeInput(await callInPage(page, MODULE, 'inputBytes'));
  const rows = [];
  const notes = [];
  const failures = [];
  for (const effect of EFFECTS) {
    if (effects.length > 0 && !effects.includes(effect)) continue;
    const { native, ours } = await measureEffect(effect, { page, input, compiler, quick });
    notes.push(`${effect}: ${native.map(describe).join('; ')}`);
    if (!best(native, 'native')) {
      failures.push(`${effect}: no native program came within ${ALIKE_DB} dB of the engine, so there is nothing to compare`);
      continue;
    }
    for (const peer of contenders(native)) {
      for (const { label, times } of ours)
        rows.push({
          name: `${effect}, ${label}, called directly`,
          against: PEERS[peer.variant](peer),
          ours: median(times),
          theirs: peer.cost,
          unit: 'ns per quantum',
        });
    }
  }
  await page.close();
  if (rows.length > 0)
    notes.unshift(
      `${compiler} ${FLAGS.join(' ')}; ours less an empty rack, both with the signal copied in and out`,
      ...Object.entries(VARIANTS).flatMap(([variant, flags]) => (flags.length > 0 ? [`${variant}: also ${flags.join(' ')}`] : [])),
    );
  return { rows, notes, failures };
}
