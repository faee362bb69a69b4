/** The engine called directly in the page, without a worklet around it: what native code is compared with. */

import { slotRow } from '../../../src/effects/block-layout.ts';
import { catalogue, fullValues } from '../../../src/effects/catalogue.ts';
import { type EngineBuild, loadEngine } from '../../../src/sound/engine-module.ts';
import { type Engine, instantiateEngine } from '../../../worklets/engine.ts';
import { type EffectName, QUANTUM, SAMPLE_RATE, SETTINGS } from '../settings.ts';
import { testSignal } from './signal.ts';

/** Every parameter of an effect as it is measured, in wire units. */
export function valuesOf(effect: EffectName): Record<string, number> {
  const descriptor = catalogue.find(({ id }) => id === effect);
  if (!descriptor) throw new Error(`expected ${effect} in the catalogue`);
  return fullValues(descriptor, SETTINGS[effect]);
}

/** The input as bytes of float32, all of the left channel and then all of the right, in base64 for the journey. */
export const inputBytes = (): string => toBase64(testSignal());

/** A rack of one effect, or of none, that turns whole signals over. */
function createRack(
  engine: Engine,
  effect: EffectName | undefined,
): (input: readonly Float32Array[], output?: readonly Float32Array[]) => void {
  const { exports, memory } = engine;
  const rack = exports.rackCreate(SAMPLE_RATE, QUANTUM);
  if (effect) {
    const number = catalogue.findIndex(({ id }) => id === effect);
    const row = slotRow(0) + 1;
    new Float32Array(memory.buffer, exports.rackRows(rack)).set(Object.values(valuesOf(effect)), row);
    const refusal = exports.rackInsert(rack, 0, number, 0, 0);
    if (refusal) throw new Error(`expected ${effect} to be inserted, got refusal ${refusal}`);
  }
  const view = (pointer: number) => new Float32Array(memory.buffer, pointer, QUANTUM);
  const [inLeft, inRight] = [view(exports.rackInput(rack, 0)), view(exports.rackInput(rack, 1))];
  const [outLeft, outRight] = [view(exports.rackOutput(rack, 0)), view(exports.rackOutput(rack, 1))];
  return ([left, right], output) => {
    if (!left || !right) throw new Error('expected a stereo signal');
    for (let frame = 0; frame + QUANTUM <= left.length; frame += QUANTUM) {
      inLeft.set(left.subarray(frame, frame + QUANTUM));
      inRight.set(right.subarray(frame, frame + QUANTUM));
      exports.rackProcess(rack, QUANTUM, 0);
      output?.[0]?.set(outLeft, frame);
      output?.[1]?.set(outRight, frame);
    }
  };
}

/** What the effect makes of the input from silence on, in base64 as `inputBytes`. */
export async function renderEffect(effect: EffectName, build: EngineBuild): Promise<string> {
  const { module } = await loadEngine(build);
  const input = testSignal();
  const output = input.map((channel) => new Float32Array(channel.length));
  createRack(instantiateEngine(module), effect)(input, output);
  return toBase64(output);
}

/** Nanoseconds per quantum, `repeats` times over the input; an empty rack's, measured next to each, is subtracted. */
export async function timeEffect(effect: EffectName, build: EngineBuild, repeats: number): Promise<number[]> {
  const { module } = await loadEngine(build);
  const input = testSignal();
  const quanta = Math.floor(input[0].length / QUANTUM);
  const [full, empty] = [createRack(instantiateEngine(module), effect), createRack(instantiateEngine(module), undefined)];
  const output = input.map((channel) => new Float32Array(channel.length));
  const time = (run: typeof full): number => {
    const started = performance.now();
    run(input, output);
    return ((performance.now() - started) * 1e6) / quanta;
  };
  // Two passes over four seconds are more than enough for the optimising compiler.
  for (let warm = 0; warm < 2; warm += 1) for (const run of [full, empty]) time(run);
  return Array.from({ length: repeats }, () => time(full) - time(empty));
}

function toBase64([left, right]: readonly Float32Array[]): string {
  if (!left || !right) throw new Error('expected a stereo signal');
  const both = new Float32Array(left.length * 2);
  both.set(left);
  both.set(right, left.length);
  const bytes = new Uint8Array(both.buffer);
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 0x8000) parts.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
  return btoa(parts.join(''));
}
