/** One round of the worklet measurement: every contender of the subjects once, each behind a baseline. */

import { contenders as browser } from '../peers/browser.ts';
import { contenders as faust } from '../peers/faust.ts';
import { contenders as rackwire } from '../peers/rackwire.ts';
import { contenders as tone } from '../peers/tone.ts';
import { contenders as worklet } from '../peers/worklet.ts';
import type { Subject } from '../settings.ts';
import type { Contender } from './contender.ts';

export interface Timing {
  readonly subject: Subject;
  readonly label: string;
  readonly ours: boolean;
  /** Nanoseconds per quantum of each render, source and destination subtracted. */
  readonly costs: readonly number[];
  /** Or why there are none, in words. */
  readonly failure?: string;
}

/** A contender renders again in the next pass until it has had its share of the clock: cheap ones are the easiest disturbed. */
const SHARE_MS = 500;

/**
 * The baseline that is subtracted is the median of all those of the round in the same context, so that one disturbed
 * baseline spoils nobody's figure.
 *
 * @param seconds of audio in each render.
 * @param passes at most.
 */
export async function measureRound(subjects: readonly Subject[], seconds: number, passes: number): Promise<Timing[]> {
  const entrants = [...rackwire, ...browser, ...tone, ...faust, ...worklet]
    .filter(({ subject }) => subjects.includes(subject))
    .map((contender) => ({ contender, totals: [] as number[], spent: 0, failure: undefined as string | undefined }));
  const baselines: Record<Contender['context'], number[]> = { browser: [], 'Tone.js': [] };
  // The first render of a page pays for more than itself.
  await entrants[0]?.contender.timeBaseline(seconds);
  for (let pass = 0; pass < passes; pass += 1)
    for (const entrant of entrants) {
      const { contender, totals, spent, failure } = entrant;
      if (failure !== undefined || spent > SHARE_MS) continue;
      baselines[contender.context].push(await contender.timeBaseline(seconds));
      const started = performance.now();
      await contender.time(seconds).then(
        (total) => totals.push(total),
        (error) => {
          entrant.failure = String(error);
        },
      );
      entrant.spent += performance.now() - started;
    }
  return entrants.map(({ contender: { subject, label, ours, context }, totals, failure }) => ({
    subject,
    label,
    ours: ours !== undefined,
    costs: totals.map((total) => total - median(baselines[context])),
    ...(failure !== undefined && { failure }),
  }));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [below, above] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return ((below ?? Number.NaN) + (above ?? Number.NaN)) / 2;
}
