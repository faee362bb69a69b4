/** Ours: a rack in the real worklet, through the sound layer as an application uses it. */

import { findEffect, fullValues } from '../../../src/effects/catalogue.ts';
import type { EngineBuild } from '../../../src/sound/engine-module.ts';
import { RackNode } from '../../../src/sound/rack-node.ts';
import type { TrackState } from '../../../src/wire/state.ts';
import type { Contender } from '../page/contender.ts';
import { timeRender, type Unit } from '../page/render.ts';
import { effectsOf, SETTINGS, SUBJECTS, type Subject } from '../settings.ts';

/** A rack with the subject's effects at the shared settings. */
export function trackOf(subject: Subject): TrackState {
  const plugins = effectsOf(subject).map((id) => {
    const effect = findEffect(id);
    if (!effect) throw new Error(`expected ${id} in the catalogue`);
    return { plugin_id: id, name: id, plugin_path: id, effect: id, bypassed: false, parameters: fullValues(effect, SETTINGS[id]) };
  });
  return { track_id: 'main', bypassed: false, plugins };
}

async function build(context: OfflineAudioContext, engine: EngineBuild, subject: Subject): Promise<Unit> {
  const rack = await RackNode.create(context, { engine });
  rack.apply(trackOf(subject));
  return { input: rack.input, output: rack.output };
}

const contender = (subject: Subject, ours: 'SIMD' | 'relaxed SIMD'): Contender => ({
  subject,
  ours,
  label: ours,
  time: (seconds) =>
    timeRender(seconds, (context) => build(context, ours === 'SIMD' ? 'simd' : 'relaxed', subject), {
      transparent: subject === 'empty rack',
    }),
  context: 'browser',
  timeBaseline: (seconds) => timeRender(seconds, () => undefined),
});

export const contenders: readonly Contender[] = SUBJECTS.flatMap((subject) => [
  contender(subject, 'SIMD'),
  contender(subject, 'relaxed SIMD'),
]);
