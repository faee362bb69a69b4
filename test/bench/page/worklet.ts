/** One round of the worklet measurement: every contender of the subjects once, each next to its own baseline. */

import { contenders as browser } from '../peers/browser.ts';
import { contenders as faust } from '../peers/faust.ts';
import { contenders as rackwire } from '../peers/rackwire.ts';
import { contenders as tone } from '../peers/tone.ts';
import { contenders as worklet } from '../peers/worklet.ts';
import type { Subject } from '../settings.ts';

export interface Timing {
  readonly subject: Subject;
  readonly label: string;
  readonly ours: boolean;
  /** Nanoseconds per quantum, source and destination subtracted. */
  readonly cost: number;
  /** Or why there is none, in words. */
  readonly failure?: string;
}

/** @param seconds of audio in each render. */
export async function measureRound(subjects: readonly Subject[], seconds: number): Promise<Timing[]> {
  const timings: Timing[] = [];
  // The first render of a page pays for more than itself.
  await rackwire[0]?.timeBaseline(seconds);
  for (const contender of [...rackwire, ...browser, ...tone, ...faust, ...worklet]) {
    const { subject, label } = contender;
    if (!subjects.includes(subject)) continue;
    const ours = contender.ours !== undefined;
    try {
      const baseline = await contender.timeBaseline(seconds);
      timings.push({ subject, label, ours, cost: (await contender.time(seconds)) - baseline });
    } catch (error) {
      timings.push({ subject, label, ours, cost: Number.NaN, failure: String(error) });
    }
  }
  return timings;
}
