// Each effect and the chain in the real worklet, against the browser's own nodes, Tone.js and Faust.
import { callInPage, openPage } from '../harness/browser.js';
import { median, quantile } from '../harness/statistics.js';

const SUBJECTS = ['eq', 'compressor', 'delay', 'reverb', 'chain', 'empty rack'];
const ROUNDS = { full: 7, quick: 1 };
/** Seconds of audio in each render, and the most renders of one contender in a round. */
const EXTENT = { full: [60, 6], quick: [1, 1] };

const UNIT = 'ns per quantum';

/**
 * Every contender's costs over all rounds. Each round has a page of its own, so that no memory or compiled code is
 * inherited from the one before.
 */
async function collect({ browser, address, quick, effects }) {
  const subjects = SUBJECTS.filter((subject) => effects.length === 0 || effects.includes(subject) || subject === 'empty rack');
  const all = new Map();
  const failures = new Map();
  for (let round = 0; round < ROUNDS[quick ? 'quick' : 'full']; round += 1) {
    const page = await openPage(browser, `${address}/blank.html`);
    const timings = await callInPage(page, '/test/bench/page/worklet.ts', 'measureRound', subjects, ...EXTENT[quick ? 'quick' : 'full']);
    await page.close();
    for (const { subject, label, ours, costs, failure } of timings) {
      const key = `${subject}|${label}`;
      if (failure) failures.set(key, `${subject}, ${label}: ${failure}`);
      else all.set(key, { subject, label, ours, costs: [...(all.get(key)?.costs ?? []), ...costs] });
    }
  }
  return { contenders: [...all.values()].map((entry) => ({ ...entry, cost: median(entry.costs) })), failures: [...failures.values()] };
}

/** How far the rounds lay apart: on a busy machine a median alone says too little. */
const spread = ({ subject, label, cost, costs }) => {
  const [low, middle, high] = [quantile(costs, 0.25), cost, quantile(costs, 0.75)].map((value) => Math.round(value).toLocaleString('en'));
  return `${subject}, ${label}: ${middle} (${low}–${high})`;
};

/**
 * What each of our effects adds to a rack that is there already: its cost less the empty rack's. A node of the browser's is
 * added to a graph that is there already, too; the worklet itself is paid once for any number of effects.
 */
const added = (ours) =>
  ours
    .filter(({ subject }) => !['chain', 'empty rack'].includes(subject))
    .flatMap((effect) => {
      const rack = ours.find(({ subject, label }) => subject === 'empty rack' && label === effect.label);
      return rack ? [{ ...effect, cost: effect.cost - rack.cost }] : [];
    });

const rowsOf = (ours, peers, where) =>
  peers.flatMap((peer) =>
    ours
      .filter(({ subject }) => subject === peer.subject)
      .map(({ subject, label, cost }) => ({
        name: `${subject}, ${label}, ${where}`,
        against: peer.label,
        ours: cost,
        theirs: peer.cost,
        unit: UNIT,
      })),
  );

/** @returns {Promise<import('../harness/rows.js').Measured>} */
export async function measure(bench) {
  const { contenders, failures } = await collect(bench);
  const ours = contenders.filter((contender) => contender.ours);
  const peers = contenders.filter((contender) => !contender.ours);
  const rows = [
    ...rowsOf(ours, peers, 'worklet'),
    ...rowsOf(
      added(ours),
      peers.filter(({ label }) => label.startsWith('browser')),
      'added to a rack',
    ),
  ];
  const notes = bench.quick ? [] : [`median of all renders in ${UNIT}, and between what half of them lie:`, ...contenders.map(spread)];
  return { rows, notes, failures };
}
