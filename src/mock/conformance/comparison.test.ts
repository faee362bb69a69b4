import { expect } from 'chai';
import { cases, runCase } from './cases/index.ts';
import { type Contender, interceptors, mockSocket } from './contenders.ts';

const guide = new URL('../../../docs/guide/mock.md', import.meta.url);

/** The cases that a contender fails, and how. */
async function failures(contender: Contender): Promise<Map<string, string>> {
  const failed = new Map<string, string>();
  const arena = await contender.start();
  for (const each of cases) {
    await runCase(each, arena).catch((error) => {
      failed.set(each.name, error.message);
    });
  }
  arena.stop();
  return failed;
}

/** What these two are for is more than sockets; only their WebSocket is measured here. */
describe('WebSocket: what others differ in', () => {
  // What they throw in timers of their own says that they fail, and is no failure of this test.
  const { onerror } = window;
  before(() => {
    window.onerror = () => true;
  });
  after(() => {
    window.onerror = onerror;
  });

  it('is what the guide says', async () => {
    const failed = [await failures(mockSocket), await failures(interceptors)];
    const rows = cases
      .filter(({ name }) => failed.some((names) => names.has(name)))
      .map(({ name }) => `| ${[name, ...failed.map((names) => (names.has(name) ? 'differs' : 'the same'))].join(' | ')} |`);
    const written = (await (await fetch(guide)).text()).match(/^\| .*(?:differs|the same) *\|$/gm) ?? [];
    const plain = (row: string) => row.replace(/ +/g, ' ');
    const reasons = failed.flatMap((names) => [...names].map(([name, message]) => `${name}: ${message}`));
    expect(written.map(plain), `the guide's table should be\n${rows.join('\n')}\nbecause\n${reasons.join('\n')}\n`).to.deep.equal(rows);
  }).timeout(240_000);
});
