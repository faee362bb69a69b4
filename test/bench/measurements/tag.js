// From the tag to the first quantum that the rack has processed, in ms: the built library on a page of somebody else's.
import { builtLibrary } from '../harness/library.js';
import { median, quantile } from '../harness/statistics.js';
import { wavFile } from '../harness/wav.js';

/** First sound within a quarter second of the tag. */
const BUDGET = 250;
const VISITS = { full: 15, quick: 1 };

const PAGE = `<!doctype html>
<meta charset="utf-8"><title>Tag</title><link rel="icon" href="data:,">
<script>
  const tagged = performance.now();
  const heard = new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('expected sound at the output of the rack within 10 s, got none')), 10000);
    addEventListener('rack-error', ({ detail }) => reject(new Error(detail.message)));
    addEventListener('rack-ready', ({ target: rack }) => {
      const analyser = new AnalyserNode(rack.output.context, { fftSize: 256 });
      const samples = new Float32Array(analyser.fftSize);
      rack.output.connect(analyser);
      const listen = () => {
        analyser.getFloatTimeDomainData(samples);
        if (samples.some((sample) => sample !== 0)) resolve(performance.now() - tagged);
        else setTimeout(listen, 1);
      };
      listen();
    });
  });
</script>
<script type="module" src="/dist/rackwire.js"></script>
<audio id="player" src="/tag.wav" autoplay loop></audio>
<plugin-rack for="player" session="bench" track="main"></plugin-rack>
`;

/** Each visit has a browser context of its own: nothing cached, no worker running. */
async function visit(browser, address) {
  const context = await browser.createBrowserContext();
  try {
    const page = await context.newPage();
    await page.goto(address);
    return await page.evaluate('heard');
  } finally {
    await context.close();
  }
}

export async function measure({ browser, server, quick }) {
  await builtLibrary();
  server.add(
    '/tag.wav',
    wavFile(
      Array.from({ length: 48000 }, (_, frame) => 0.5 * Math.sin((2 * Math.PI * 440 * frame) / 48000)),
      48000,
    ),
  );
  const page = server.add('/tag.html', PAGE);
  const rows = [];
  const notes = ['first visits, nothing cached; until the sound is seen at the output, so an upper bound by some ms'];
  for (const [name, address] of [
    ['tag to first processed quantum, isolated page', page],
    ['tag to first processed quantum, page without isolation', `${page}?isolated=no`],
  ]) {
    const times = [];
    for (let count = 0; count < VISITS[quick ? 'quick' : 'full']; count += 1) times.push(await visit(browser, address));
    rows.push({ name, against: 'budget', ours: median(times), theirs: BUDGET, unit: 'ms' });
    notes.push(
      `${name}: half of ${times.length} visits between ${[0.25, 0.75].map((part) => Math.round(quantile(times, part))).join(' and ')} ms`,
    );
  }
  return { rows, notes };
}
