/** What any worklet costs in this browser: one that only copies. Nothing that runs in a worklet can be cheaper. */

import type { Contender } from '../page/contender.ts';
import { timeRender, type Unit } from '../page/render.ts';

const PROCESSOR = `registerProcessor('copy', class extends AudioWorkletProcessor {
  process([input], [output]) {
    for (let channel = 0; channel < output.length; channel += 1) if (input[channel]) output[channel].set(input[channel]);
    return true;
  }
});`;

async function copier(context: BaseAudioContext): Promise<Unit> {
  const url = URL.createObjectURL(new Blob([PROCESSOR], { type: 'text/javascript' }));
  await context.audioWorklet.addModule(url);
  URL.revokeObjectURL(url);
  const node = new AudioWorkletNode(context, 'copy', { outputChannelCount: [2] });
  return { input: node, output: node };
}

export const contenders: readonly Contender[] = [
  {
    subject: 'empty rack',
    label: 'a worklet that only copies',
    time: (seconds) => timeRender(seconds, copier, { transparent: true }),
    context: 'browser',
    timeBaseline: (seconds) => timeRender(seconds, () => undefined),
  },
];
