/** Knob to sound: in which quantum after a parameter was set does the output first differ? */

import { RackNode } from '../../../src/sound/rack-node.ts';
import { trackOf } from '../peers/rackwire.ts';
import { EFFECTS, type EffectName, QUANTUM, SAMPLE_RATE } from '../settings.ts';
import { startSource } from './signal.ts';

/** A knob of each effect that acts on what sounds at that moment, and where it is turned to. */
const KNOBS: Record<EffectName, readonly [parameter: string, value: number]> = {
  eq: ['high_gain', 12],
  compressor: ['makeup', 12],
  delay: ['wet_dry', 0.8],
  reverb: ['wet_dry', 0.8],
};

const LENGTH = 400;
/** The quantum before which the knob is turned; 400 quanta are about a second. */
const TURNED = 200;

async function render(effect: EffectName, shared: boolean, turn: boolean): Promise<Float32Array> {
  const context = new OfflineAudioContext(2, LENGTH * QUANTUM, SAMPLE_RATE);
  const rack = await RackNode.create(context, { shared, engine: 'simd' });
  rack.apply(trackOf(effect));
  startSource(context).connect(rack.input);
  rack.output.connect(context.destination);
  const suspended = context.suspend((TURNED * QUANTUM) / SAMPLE_RATE).then(() => {
    const [parameter, value] = KNOBS[effect];
    if (turn) rack.setParameter(effect, parameter, value);
    return context.resume();
  });
  const rendered = await context.startRendering();
  await suspended;
  return rendered.getChannelData(0);
}

/**
 * The most quanta that any effect needs, 1 being the very next.
 *
 * @param shared whether parameters go through shared memory, or by messages.
 */
export async function measureKnob(shared: boolean): Promise<number> {
  let most = 0;
  for (const effect of EFFECTS) {
    const [still, turned] = [await render(effect, shared, false), await render(effect, shared, true)];
    const first = turned.findIndex((sample, frame) => sample !== still[frame]);
    if (first < 0) throw new Error(`expected ${effect} to sound different after its knob was turned, but nothing changed`);
    most = Math.max(most, Math.floor(first / QUANTUM) - TURNED + 1);
  }
  return most;
}
