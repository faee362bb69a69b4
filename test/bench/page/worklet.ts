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
  /** Nanoseconds per quantum, source and destination subtracted. */
  readonly cost: number;
  /** Or why there is none, in words. */
  readonly failure?: string;
}

/**
 * The baseline that is subtracted is the median of all those of the round in the same context, so that one disturbed
 * baseline spoils nobody's figure.
 *
 * @param seconds of audio in each render.
 */
export async function measureRound(subjects: readonly Subject[], seconds: number): Promise<Timing[]> {
  const entrants = [...rackwire, ...browser, ...tone, ...faust, ...worklet].filter(({ subject }) => subjects.includes(subject));
  // The first render of a page pays for more than itself.
  await entrants[0]?.timeBaseline(seconds);
  const baselines: Record<Contender['context'], number[]> = { browser: [], 'Tone.js': [] };
  const results: { contender: Contender; total: number; failure?: string }[] = [];
  for (const contender of entrants) {
    baselines[contender.context].push(await contender.timeBaseline(seconds));
    try {
      results.push({ contender, total: await contender.time(seconds) });
    } catch (error) {
      results.push({ contender, total: Number.NaN, failure: String(error) });
    }
  }
  return results.map(({ contender: { subject, label, ours, context }, total, failure }) => ({
    subject,
    label,
    ours: ours !== undefined,
    cost: total - median(baselines[context]),
    ...(failure !== undefined && { failure }),
  }));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [below, above] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return ((below ?? Number.NaN) + (above ?? Number.NaN)) / 2;
}
