/** Times a graph in an OfflineAudioContext, from inside the page. */

import { QUANTUM, SAMPLE_RATE } from '../settings.ts';
import { startSource, testSignal } from './signal.ts';

/** What stands between source and destination. */
export interface Unit {
  readonly input: AudioNode;
  readonly output: AudioNode;
}

export type Build = (context: OfflineAudioContext) => Unit | undefined | Promise<Unit | undefined>;

/** The part of a render, in seconds of audio, that is over before the clock starts: threads start, compilers tier up. */
const WARM_UP = 1;

/**
 * Nanoseconds per quantum of source → unit → destination; without a unit the source is connected straight through.
 *
 * @param options `transparent`: the unit is meant to let everything through.
 * @throws Error where another unit let nothing or everything through, for then nothing was measured.
 */
export async function timeRender(seconds: number, build: Build, { transparent = false } = {}): Promise<number> {
  const frames = Math.round((WARM_UP + seconds) * SAMPLE_RATE);
  const context = new OfflineAudioContext(2, frames, SAMPLE_RATE);
  const source = startSource(context);
  const unit = await build(context);
  source.connect(unit?.input ?? context.destination);
  unit?.output.connect(context.destination);

  const warm = Math.ceil((WARM_UP * SAMPLE_RATE) / QUANTUM) * QUANTUM;
  let started = 0;
  const suspended = context.suspend(warm / SAMPLE_RATE).then(() => {
    started = performance.now();
    return context.resume();
  });
  const rendered = await context.startRendering();
  const elapsed = performance.now() - started;
  await suspended;
  if (unit && !transparent) requireWork(rendered);
  return (elapsed * 1e6) / ((frames - warm) / QUANTUM);
}

/**
 * Silence at the end, or the signal untouched, means that a contender failed without a word.
 *
 * @throws Error that says which of the two.
 */
export function requireWork(rendered: { readonly length: number; getChannelData(channel: number): Float32Array }): void {
  const signal = testSignal();
  const frames = SAMPLE_RATE / 4;
  for (const channel of [0, 1] as const) {
    const samples = rendered.getChannelData(channel);
    let energy = 0;
    let difference = 0;
    for (let frame = rendered.length - frames; frame < rendered.length; frame += 1) {
      const sample = samples[frame] as number;
      const untouched = signal[channel][frame % signal[channel].length] as number;
      energy += sample ** 2;
      difference += (sample - untouched) ** 2;
    }
    const trouble = !Number.isFinite(energy)
      ? 'no finite samples'
      : energy < 1e-6
        ? 'silence'
        : difference < 1e-6
          ? 'its input'
          : undefined;
    if (trouble) throw new Error(`expected a processed signal at the end of the render, got ${trouble} in channel ${channel}`);
  }
}

/** Units one after another as one. */
export function inSeries(units: readonly Unit[]): Unit {
  const first = units[0];
  const last = units.at(-1);
  if (!first || !last) throw new Error('expected at least one unit, got none');
  for (const [index, unit] of units.slice(1).entries()) units[index]?.output.connect(unit.input);
  return { input: first.input, output: last.output };
}
