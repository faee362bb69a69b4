// `npm test`: everything that must hold, in the order in which a failure is cheapest to see. Ends with one plain line.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { requireBrowser } from './browser.js';

const root = fileURLToPath(new URL('../', import.meta.url));
const long = process.argv.includes('--long');
const bin = (name, path) => [process.execPath, `node_modules/${name}/${path}`];
const totals = { passed: 0, failed: 0 };

function run(command, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env: { ...process.env, NO_COLOR: '1', ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      process.stdout.write(chunk);
    });
    child.on('close', (code) => resolve({ ok: code === 0, output }));
  });
}

/** A step without tests of its own counts as one. */
async function check(name, command, args, count = () => undefined) {
  const started = performance.now();
  console.log(`\n— ${name}`);
  const { ok, output } = await run(command, args, long ? { RACKWIRE_LONG: '1' } : {});
  const counted = count(output) ?? { passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
  // A runner that fails without a failed test (a crash, a file that does not load) must not look green.
  if (!ok && counted.failed === 0) counted.failed = 1;
  totals.passed += counted.passed;
  totals.failed += counted.failed;
  console.log(`— ${name}: ${counted.passed} passed, ${counted.failed} failed in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

const numbers = (pattern) => (output) => {
  const found = [...output.matchAll(pattern)].at(-1);
  return found ? { passed: Number(found[1]), failed: Number(found[2]) } : undefined;
};
const suites = numbers(/(\d+) passed, (\d+) failed/g);
const nodeTests = (output) => {
  const of = (word) => Number(new RegExp(`^# ${word} (\\d+)`, 'm').exec(output)?.[1] ?? 0);
  return { passed: of('pass'), failed: of('fail') + of('cancelled') };
};

requireBrowser();
await check('build of the library', process.execPath, ['scripts/build-library.js']);
for (const project of ['tsconfig.json', 'tsconfig.worker.json', 'tsconfig.node.json', 'worklets/tsconfig.json']) {
  await check(`types (${project})`, ...withArgs(bin('typescript', 'bin/tsc'), ['-p', project]));
}
await check('lint and format', ...withArgs(bin('@biomejs/biome', 'bin/biome'), ['ci', '--error-on-warnings']));
await check('layers', process.execPath, ['scripts/check-layers.js']);
await check('promises and their tests', process.execPath, ['scripts/check-coverage.js']);
await check('package (publint)', ...withArgs(bin('publint', 'src/cli.js'), ['--strict']));
await check('suites in the browser', ...withArgs(bin('@web/test-runner', 'dist/bin.js'), []), suites);
await check('under Node', process.execPath, ['--test', '--test-reporter=tap', '--test-concurrency=1', 'test/node/'], nodeTests);
await check(
  'across pages',
  process.execPath,
  ['--test', '--test-reporter=tap', '--test-concurrency=1', 'test/pages/', 'test/bench/'],
  nodeTests,
);

console.log(`\n${totals.passed} passed, ${totals.failed} failed`);
if (totals.failed > 0) process.exitCode = 1;

function withArgs([command, ...first], more) {
  return [command, [...first, ...more]];
}
