// The benchmark runs: figures are not judged here, because machines differ, but every contender must do its work.
import { deepEqual, equal, match, ok, throws } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readOptions } from './harness/options.js';
import { formatTable, withRatio } from './harness/rows.js';
import { median, quantile } from './harness/statistics.js';
import { targetOf } from './harness/targets.js';
import { wavFile } from './harness/wav.js';

const run = promisify(execFile);

test('the command line', () => {
  const names = ['eq', 'sizes'];
  deepEqual(readOptions([], names), { only: [], quick: false, json: undefined });
  deepEqual(readOptions(['--quick', '--only', 'eq', '--json', 'out.json', '--only', 'sizes'], names), {
    only: ['eq', 'sizes'],
    quick: true,
    json: 'out.json',
  });
  throws(() => readOptions(['--only', 'flanger'], names), /one of eq, sizes, got flanger/);
  throws(() => readOptions(['--json'], names), /a value after --json/);
  throws(() => readOptions(['--json', '--quick'], names), /a value after --json/);
  throws(() => readOptions(['fast'], names), /got fast/);
});

test('medians and quantiles', () => {
  equal(median([3, 1, 2]), 2);
  equal(median([4, 1, 2, 3]), 2.5);
  equal(quantile([10, 0], 0.99), 9.9);
  throws(() => median([]), /at least one value/);
});

test('ratios and targets', () => {
  const row = { name: 'eq, SIMD, worklet', against: 'browser: 5 BiquadFilterNodes', ours: 100, theirs: 300, unit: 'ns per quantum' };
  equal(withRatio(row).ratio, 3);
  equal(targetOf(row), 2);
  equal(targetOf({ ...row, against: 'Faust: the same structure' }), 3);
  equal(targetOf({ ...row, against: 'Tone.js: EQ3' }), undefined);
  equal(targetOf({ ...row, name: 'reverb, SIMD, called directly', against: 'native C, plain' }), 1 / 1.3);
  equal(targetOf({ ...row, name: 'rackwire.js, gzip', against: 'budget' }), 1);
  match(formatTable([row]), /pass \(≥ 2\.00\)/);
  match(formatTable([{ ...row, theirs: 199 }]), /miss \(≥ 2\.00\)/);
});

test('the WAV file', () => {
  const file = wavFile([0, 1, -1], 48000);
  equal(file.length, 50);
  equal(file.toString('latin1', 0, 4) + file.toString('latin1', 8, 16), 'RIFFWAVEfmt ');
  deepEqual([file.readInt16LE(44), file.readInt16LE(46), file.readInt16LE(48)], [0, 32767, -32767]);
});

test('a quick run measures everything and writes rows of the agreed shape', { timeout: 300_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rackwire-bench-'));
  try {
    const json = join(folder, 'rows.json');
    await run(process.execPath, [fileURLToPath(new URL('run.js', import.meta.url)), '--quick', '--json', json]);
    const rows = JSON.parse(await readFile(json, 'utf8'));
    for (const row of rows) {
      deepEqual(Object.keys(row), ['name', 'against', 'ours', 'theirs', 'unit', 'ratio']);
      for (const key of ['name', 'against', 'unit']) equal(typeof row[key], 'string');
      for (const key of ['ours', 'theirs', 'ratio'])
        ok(Number.isFinite(row[key]), `${row.name} against ${row.against}: ${key} is ${row[key]}`);
    }
    for (const subject of ['eq', 'compressor', 'delay', 'reverb', 'chain'])
      for (const peer of ['browser', 'Tone.js', 'Faust'])
        ok(
          rows.some(({ name, against }) => name.startsWith(`${subject}, SIMD, worklet`) && against.startsWith(peer)),
          `${subject} was not measured against ${peer}`,
        );
    for (const peer of ['echo over a SharedWorker port', '@mswjs/interceptors', 'mock-socket', 'ws under Node', 'Rackwire under Node'])
      ok(
        rows.some(({ name, against }) => name === 'request and reply, read' && against.startsWith(peer)),
        `${peer} was not measured`,
      );
    equal(rows.find(({ name }) => name === 'knob to sound, shared memory')?.ours, 1);
  } finally {
    await rm(folder, { recursive: true });
  }
});
