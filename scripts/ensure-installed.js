// Installs the development dependencies where they are missing, so that `npm start` and `npm test` need no other step.
// Runs before any dependency exists: only Node's own modules here.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const root = new URL('../', import.meta.url);
const minimum = [20, 19];
const version = process.versions.node.split('.').map(Number);
if (version[0] < minimum[0] || (version[0] === minimum[0] && version[1] < minimum[1])) {
  console.error(`Rackwire needs Node ${minimum.join('.')} or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

const read = (path) => (existsSync(new URL(path, root)) ? JSON.parse(readFileSync(new URL(path, root), 'utf8')) : undefined);
const wanted = read('package-lock.json')?.packages ?? {};
const installed = read('node_modules/.package-lock.json')?.packages;
// Optional packages of other platforms are in the lock file only; everything that is installed must be the wanted version.
const missing = Object.entries(wanted).some(([path, entry]) => path && !entry.optional && installed?.[path]?.version !== entry.version);

if (missing) {
  console.log('Installing dependencies.');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status } = spawnSync(npm, ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error('The dependencies could not be installed: see the message of npm above.');
    process.exit(1);
  }
}
