import type { Stems } from './arrange.ts';
import type { Stem } from './stem.ts';
import { LOOP_SECONDS } from './time.ts';

/** Highest sample of the finished loop, linear: −3.5 dBFS leaves room for an equaliser's boost. */
export const PEAK = 10 ** (-3.5 / 20);

/** Seconds that the desk hears before the part that is kept, so that its filters have settled at the seam. */
const RUN_IN = 0.5;

/** Auto-pan of the electric piano: whole turns in the loop, so that it meets itself at the seam; share of the level moved. */
const PAN_TURNS = 16;
const PAN_DEPTH = 0.34;

/**
 * Mixes the stems: filters per track, the electric piano's slow auto-pan, and a level. There is no reverb, echo or
 * compressor in it on purpose: those are for the listener to add.
 *
 * @param rate sample rate in Hz.
 * @returns a stereo buffer of exactly the loop's length that repeats without a seam; peak is {@link PEAK}.
 */
export async function mixDown(stems: Stems, rate: number): Promise<AudioBuffer> {
  const frames = stems.drums.left.length;
  const runIn = Math.round(RUN_IN * rate);
  const context = new OfflineAudioContext(2, frames + runIn, rate);
  const filter = (type: BiquadFilterType, frequency: number, gain = 0, Q = 0.7) =>
    new BiquadFilterNode(context, { type, frequency, gain, Q });
  const play = (stem: Stem): AudioNode => {
    const buffer = new AudioBuffer({ numberOfChannels: 2, length: frames, sampleRate: rate });
    buffer.copyToChannel(stem.left, 0);
    buffer.copyToChannel(stem.right, 1);
    const source = new AudioBufferSourceNode(context, { buffer, loop: true });
    source.start(0, (frames - runIn) / rate);
    return source;
  };
  const chain = (...nodes: AudioNode[]) => {
    for (const [index, node] of nodes.entries()) node.connect(nodes[index + 1] ?? master);
  };

  const master = filter('highpass', 24);
  master.connect(context.destination);
  chain(play(stems.drums), filter('peaking', 60, -1.5, 1), new GainNode(context, { gain: 1 }));
  chain(play(stems.bass), filter('peaking', 110, 1.5, 0.8), filter('peaking', 850, 4), new GainNode(context, { gain: 0.85 }));
  chain(play(stems.lead), filter('highpass', 220), filter('peaking', 2600, 2), new GainNode(context, { gain: 1.05 }));

  const keys = filter('highpass', 120);
  chain(play(stems.keys), filter('peaking', 280, -2.5, 0.8), filter('peaking', 1300, 4, 0.6), keys);
  keys.disconnect();
  autoPan(context, keys, master);

  const rendered = await context.startRendering();
  return settled(rendered, runIn, frames);
}

/** Moves level from one side to the other and back with a sine. */
function autoPan(context: BaseAudioContext, from: AudioNode, to: AudioNode): void {
  const split = new ChannelSplitterNode(context, { numberOfOutputs: 2 });
  const merge = new ChannelMergerNode(context, { numberOfInputs: 2 });
  const turn = new OscillatorNode(context, { frequency: PAN_TURNS / LOOP_SECONDS });
  from.connect(split);
  for (const [channel, depth] of [PAN_DEPTH, -PAN_DEPTH].entries()) {
    const side = new GainNode(context, { gain: 1 });
    turn.connect(new GainNode(context, { gain: depth })).connect(side.gain);
    split.connect(side, channel).connect(merge, 0, channel);
  }
  turn.start();
  merge.connect(to);
}

/** Drops the run-in and brings the peak to {@link PEAK}. */
function settled(rendered: AudioBuffer, runIn: number, frames: number): AudioBuffer {
  const channels = [0, 1].map((channel) => rendered.getChannelData(channel).slice(runIn));
  let peak = 0;
  for (const samples of channels) for (const value of samples) peak = Math.max(peak, Math.abs(value));
  const gain = peak > 0 ? PEAK / peak : 0;
  const buffer = new AudioBuffer({ numberOfChannels: 2, length: frames, sampleRate: rendered.sampleRate });
  channels.forEach((samples, channel) => {
    buffer.copyToChannel(
      samples.map((value) => value * gain),
      channel,
    );
  });
  return buffer;
}
