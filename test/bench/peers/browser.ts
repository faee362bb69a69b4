/** The browser's own nodes that do the nearest job. */

import type { Contender } from '../page/contender.ts';
import { inSeries, timeRender, type Unit } from '../page/render.ts';
import { type EffectName, SAMPLE_RATE, SETTINGS } from '../settings.ts';

/** A Butterworth cut; BiquadFilterNode's Q is in dB for these two. */
const BUTTERWORTH_DB = 20 * Math.log10(Math.SQRT1_2);

function equalizer(context: BaseAudioContext): Unit {
  const eq = SETTINGS.eq;
  const sections: BiquadFilterOptions[] = [
    { type: 'highpass', frequency: eq.low_cut, Q: BUTTERWORTH_DB },
    { type: 'lowshelf', frequency: eq.low_freq, gain: eq.low_gain },
    { type: 'peaking', frequency: eq.mid_freq, gain: eq.mid_gain, Q: eq.mid_q },
    { type: 'highshelf', frequency: eq.high_freq, gain: eq.high_gain },
    { type: 'lowpass', frequency: eq.high_cut, Q: BUTTERWORTH_DB },
  ];
  return inSeries(
    sections.map((options) => {
      const filter = new BiquadFilterNode(context, options);
      return { input: filter, output: filter };
    }),
  );
}

function dynamics(context: BaseAudioContext): Unit {
  const { threshold, ratio, attack, release, knee } = SETTINGS.compressor;
  const node = new DynamicsCompressorNode(context, { threshold, ratio, attack, release, knee });
  return { input: node, output: node };
}

/** A DelayNode with a feedback gain, stereo, nothing else. */
function plainDelay(context: BaseAudioContext): Unit {
  const { time, feedback } = SETTINGS.delay;
  const delay = new DelayNode(context, { delayTime: time, maxDelayTime: 2 });
  const back = new GainNode(context, { gain: feedback });
  delay.connect(back).connect(delay);
  return { input: delay, output: delay };
}

/** Like for like: ping-pong, two filters in each loop, a sine on the time, dry and wet mixed. */
function fullDelay(context: BaseAudioContext): Unit {
  const { time, feedback, low_cut, high_cut, mod_rate, mod_depth, wet_dry } = SETTINGS.delay;
  const input = new GainNode(context);
  const output = new GainNode(context);
  const mono = new GainNode(context, { channelCount: 1, channelCountMode: 'explicit' });
  const drift = new OscillatorNode(context, { frequency: mod_rate });
  const depth = new GainNode(context, { gain: mod_depth / 2000 });
  const merger = new ChannelMergerNode(context, { numberOfInputs: 2 });
  drift.connect(depth);
  drift.start();

  const [left, right] = [0, 1].map((side) => {
    const delay = new DelayNode(context, { delayTime: time, maxDelayTime: 2 });
    const low = new BiquadFilterNode(context, { type: 'lowpass', frequency: high_cut, Q: BUTTERWORTH_DB });
    const high = new BiquadFilterNode(context, { type: 'highpass', frequency: low_cut, Q: BUTTERWORTH_DB });
    const back = new GainNode(context, { gain: feedback });
    depth.connect(delay.delayTime);
    delay.connect(low).connect(high).connect(back);
    high.connect(merger, 0, side);
    return { delay, back };
  }) as [{ delay: DelayNode; back: GainNode }, { delay: DelayNode; back: GainNode }];
  left.back.connect(right.delay);
  right.back.connect(left.delay);

  input.connect(mono).connect(left.delay);
  input.connect(new GainNode(context, { gain: Math.cos((wet_dry * Math.PI) / 2) })).connect(output);
  merger.connect(new GainNode(context, { gain: Math.sin((wet_dry * Math.PI) / 2) })).connect(output);
  return { input, output };
}

/** A stereo response of two seconds, decaying by 60 dB. */
function convolver(context: BaseAudioContext): Unit {
  const length = 2 * SAMPLE_RATE;
  const buffer = context.createBuffer(2, length, SAMPLE_RATE);
  for (const channel of [0, 1]) {
    const samples = buffer.getChannelData(channel);
    for (let frame = 0; frame < length; frame += 1) samples[frame] = (Math.random() * 2 - 1) * 10 ** ((-3 * frame) / length);
  }
  const node = new ConvolverNode(context, { buffer });
  return { input: node, output: node };
}

const BEST: Record<EffectName, (context: BaseAudioContext) => Unit> = {
  eq: equalizer,
  compressor: dynamics,
  delay: fullDelay,
  reverb: convolver,
};

const chain = (context: BaseAudioContext): Unit =>
  inSeries([BEST.eq, BEST.compressor, BEST.delay, BEST.reverb].map((build) => build(context)));

const contender = (subject: Contender['subject'], label: string, build: (context: BaseAudioContext) => Unit): Contender => ({
  subject,
  label,
  time: (seconds) => timeRender(seconds, build),
  context: 'browser',
  timeBaseline: (seconds) => timeRender(seconds, () => undefined),
});

export const contenders: readonly Contender[] = [
  contender('eq', 'browser: 5 BiquadFilterNodes', equalizer),
  contender('compressor', 'browser: DynamicsCompressorNode', dynamics),
  contender('delay', 'browser: DelayNode with feedback, plain', plainDelay),
  contender('delay', 'browser: ping-pong of DelayNodes, filters, modulation', fullDelay),
  contender('reverb', 'browser: ConvolverNode, 2 s stereo response', convolver),
  contender('chain', 'browser: EQ → compressor → delay → convolver', chain),
];
