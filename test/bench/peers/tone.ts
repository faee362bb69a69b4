/** Tone.js: its nearest effects in its own offline context, at the same settings where they have them. */

import {
  Compressor,
  connect,
  EQ3,
  FeedbackDelay,
  Freeverb,
  getContext,
  OfflineContext,
  PingPongDelay,
  Reverb,
  setContext,
  type ToneAudioNode,
} from 'tone';
import type { Contender } from '../page/contender.ts';
import { requireWork } from '../page/render.ts';
import { testSignal } from '../page/signal.ts';
import { QUANTUM, SAMPLE_RATE, SETTINGS, type Subject } from '../settings.ts';

/** Freeverb's combs are worklets of Tone's own, which must be there before the render starts. */
class ReadyContext extends OfflineContext {
  readonly whenReady = (): Promise<void> => this.workletsAreReady();
}

type Build = () => readonly ToneAudioNode[];

/**
 * Tone's contexts have no `suspend`, so that the start is part of the time; the same start is in the baseline. Its
 * clock, which ticks on the main thread, is left out.
 */
async function time(seconds: number, build: Build): Promise<number> {
  const before = getContext();
  const context = new ReadyContext(2, seconds, SAMPLE_RATE);
  setContext(context);
  try {
    const [left, right] = testSignal();
    const buffer = context.createBuffer(2, left.length, SAMPLE_RATE);
    buffer.copyToChannel(left, 0);
    buffer.copyToChannel(right, 1);
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.loop = true;
    source.start();

    const units = build();
    await Promise.all(units.map((unit) => (unit instanceof Reverb ? unit.ready : undefined)));
    await context.whenReady();
    for (const [index, unit] of units.entries()) connect(units[index - 1] ?? source, unit);
    connect(units.at(-1) ?? source, context.rawContext.destination);

    const started = performance.now();
    const rendered = await (context.rawContext as unknown as OfflineAudioContext).startRendering();
    const elapsed = performance.now() - started;
    if (units.length > 0) requireWork(rendered);
    return (elapsed * 1e6) / ((seconds * SAMPLE_RATE) / QUANTUM);
  } finally {
    setContext(before);
  }
}

const { eq, compressor, delay, reverb } = SETTINGS;
const eq3 = () => new EQ3({ low: eq.low_gain, mid: eq.mid_gain, high: eq.high_gain, lowFrequency: 400, highFrequency: 2500 });
const squeeze = () =>
  new Compressor({
    threshold: compressor.threshold,
    ratio: compressor.ratio,
    attack: compressor.attack,
    release: compressor.release,
    knee: compressor.knee,
  });
const feedbackDelay = () => new FeedbackDelay({ delayTime: delay.time, feedback: delay.feedback, wet: delay.wet_dry });
const pingPong = () => new PingPongDelay({ delayTime: delay.time, feedback: delay.feedback, wet: delay.wet_dry });
const freeverb = () => new Freeverb({ roomSize: reverb.room_size, dampening: 4000, wet: reverb.wet_dry });
const room = () => new Reverb({ decay: 2, preDelay: reverb.pre_delay, wet: reverb.wet_dry });

const contender = (subject: Subject, label: string, build: Build): Contender => ({
  subject,
  label,
  time: (seconds) => time(seconds, build),
  context: 'Tone.js',
  timeBaseline: (seconds) => time(seconds, () => []),
});

export const contenders: readonly Contender[] = [
  contender('eq', 'Tone.js: EQ3', () => [eq3()]),
  contender('compressor', 'Tone.js: Compressor', () => [squeeze()]),
  contender('delay', 'Tone.js: FeedbackDelay', () => [feedbackDelay()]),
  contender('delay', 'Tone.js: PingPongDelay', () => [pingPong()]),
  contender('reverb', 'Tone.js: Freeverb', () => [freeverb()]),
  contender('reverb', 'Tone.js: Reverb, 2 s', () => [room()]),
  contender('chain', 'Tone.js: EQ3 → Compressor → FeedbackDelay → Freeverb', () => [eq3(), squeeze(), feedbackDelay(), freeverb()]),
  contender('chain', 'Tone.js: EQ3 → Compressor → FeedbackDelay → Reverb', () => [eq3(), squeeze(), feedbackDelay(), room()]),
];
