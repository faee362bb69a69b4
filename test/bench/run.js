// `npm run bench`: measures Rackwire and its peers in one run; see docs/performance.md for how and for what came out.
import { writeFile } from 'node:fs/promises';
import { buildParts } from '../../scripts/parts.js';
import { launchBrowser } from './harness/browser.js';
import { readOptions } from './harness/options.js';
import { formatTable, withRatio } from './harness/rows.js';
import { startServer } from './harness/server.js';

const MEASUREMENTS = ['worklet', 'native', 'knob', 'tabs', 'tag', 'sizes', 'protocol'];
const EFFECTS = ['eq', 'compressor', 'delay', 'reverb', 'chain'];

const { only, quick, json } = readOptions(process.argv.slice(2), [...MEASUREMENTS, ...EFFECTS]);
const effects = only.filter((name) => EFFECTS.includes(name));
const measurements = only.filter((name) => MEASUREMENTS.includes(name));
// An effect alone means the measurements that are about effects.
const chosen = measurements.length > 0 ? measurements : effects.length > 0 ? ['worklet', 'native'] : MEASUREMENTS;

/** One measurement that cannot be made leaves the others standing. */
const failed = (error) => ({ rows: [], failures: [error instanceof Error ? error.message : String(error)] });

await buildParts();
const server = await startServer();
const browser = await launchBrowser();
const rows = [];
try {
  for (const name of chosen) {
    console.log(`\n${name}`);
    const { measure } = await import(`./measurements/${name}.js`);
    const {
      rows: measured,
      notes = [],
      failures = [],
    } = await measure({ browser, server, address: server.address, quick, effects }).catch(failed);
    if (measured.length > 0) console.log(formatTable(measured, { judged: !quick }));
    for (const note of notes) console.log(`  ${note}`);
    for (const failure of failures) console.error(`  failed: ${failure}`);
    if (failures.length > 0) process.exitCode = 1;
    rows.push(...measured.map(withRatio));
  }
} finally {
  await browser.close();
  await server.close();
}
if (json) {
  await writeFile(json, `${JSON.stringify(rows, undefined, 2)}\n`);
  console.log(`\n${rows.length} rows written to ${json}`);
}
