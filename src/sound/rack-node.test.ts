import { expect } from 'chai';
import { instantiateEngine } from '../../worklets/engine.ts';
import { METER_OUT_PEAK_L, slotRow } from '../effects/block-layout.ts';
import { catalogue, fullValues } from '../effects/catalogue.ts';
import type { TrackState } from '../wire/state.ts';
import { type EngineBuild, loadEngine, supportedBuild } from './engine-module.ts';
import { RackNode } from './rack-node.ts';

const RATE = 48000;
const QUANTUM = 128;

/** All four effects at settings that make each of them heard. */
const chain: TrackState = {
  track_id: 'main',
  bypassed: false,
  plugins: ['eq', 'compressor', 'delay', 'reverb'].map((effect, index) => {
    const descriptor = catalogue.find(({ id }) => id === effect);
    if (!descriptor) throw new Error(effect);
    const preset = descriptor.presets[2]?.values ?? {};
    return {
      plugin_id: `p${index}`,
      name: effect,
      plugin_path: effect,
      effect,
      bypassed: false,
      parameters: fullValues(descriptor, preset),
    };
  }),
};

const gain = (decibels: number, bypassed = false): TrackState => {
  const descriptor = catalogue.find(({ id }) => id === 'compressor');
  if (!descriptor) throw new Error('compressor');
  const parameters = fullValues(descriptor, { threshold: 0, ratio: 1, knee: 0, makeup: decibels });
  return {
    track_id: 'main',
    bypassed: false,
    plugins: [{ plugin_id: 'gain', name: 'Gain', plugin_path: 'compressor', effect: 'compressor', bypassed, parameters }],
  };
};

/** A plucked chord with noise: transients, a sustained part and something in every octave. */
function signal(context: BaseAudioContext, frames: number): AudioBuffer {
  const buffer = new AudioBuffer({ numberOfChannels: 2, length: frames, sampleRate: context.sampleRate });
  let seed = 1;
  for (const channel of [0, 1]) {
    const samples = buffer.getChannelData(channel);
    for (let frame = 0; frame < frames; frame += 1) {
      seed = (seed * 1664525 + 1013904223) >>> 0;
      const time = frame / context.sampleRate;
      const pluck = Math.exp(-8 * (time % 0.25));
      samples[frame] = pluck * (0.4 * Math.sin(2 * Math.PI * (220 + 110 * channel) * time) + 0.2 * (seed / 2 ** 31 - 1));
    }
  }
  return buffer;
}

async function render(
  track: TrackState,
  options: { shared: boolean; engine?: EngineBuild; frames?: number; quantum?: number },
  more?: (context: OfflineAudioContext, rack: RackNode) => void,
) {
  const frames = options.frames ?? RATE / 2;
  // Not in the platform's types yet.
  const hint = { renderSizeHint: options.quantum ?? QUANTUM };
  const context = new OfflineAudioContext({ numberOfChannels: 2, length: frames, sampleRate: RATE, ...hint });
  const rack = await RackNode.create(context, options);
  const source = new AudioBufferSourceNode(context, { buffer: signal(context, frames) });
  source.connect(rack.input);
  rack.output.connect(context.destination);
  source.start();
  rack.apply(track);
  await rack.settled();
  more?.(context, rack);
  const output = await context.startRendering();
  return { output, rack };
}

/** The engine called directly, quantum by quantum, with the same state. */
async function direct(track: TrackState, build: EngineBuild, frames: number): Promise<Float32Array[]> {
  const { module } = await loadEngine(build);
  const { exports, memory } = instantiateEngine(module);
  const rack = exports.rackCreate(RATE, QUANTUM);
  const rows = new Float32Array(memory.buffer, exports.rackRows(rack));
  track.plugins.forEach((plugin, slot) => {
    const effect = catalogue.findIndex(({ id }) => id === plugin.effect);
    catalogue[effect]?.parameters.forEach(({ id }, index) => {
      rows[slotRow(slot) + 1 + index] = plugin.parameters[id] as number;
    });
    exports.rackInsert(rack, slot, effect, slot, 0);
  });
  const buffer = signal({ sampleRate: RATE } as BaseAudioContext, frames);
  const output = [new Float32Array(frames), new Float32Array(frames)];
  for (let from = 0; from < frames; from += QUANTUM) {
    for (const channel of [0, 1])
      new Float32Array(memory.buffer, exports.rackInput(rack, channel), QUANTUM).set(
        buffer.getChannelData(channel).subarray(from, from + QUANTUM),
      );
    exports.rackProcess(rack, QUANTUM, 0);
    for (const channel of [0, 1])
      output[channel]?.set(
        new Float32Array(memory.buffer, exports.rackOutput(rack, channel), QUANTUM).subarray(0, Math.min(QUANTUM, frames - from)),
        from,
      );
  }
  return output;
}

const peak = (samples: Float32Array, from = 0, to = samples.length): number =>
  samples.subarray(from, to).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);

function difference(one: Float32Array, other: Float32Array): number {
  return one.reduce((most, sample, index) => Math.max(most, Math.abs(sample - (other[index] as number))), 0);
}

const builds: EngineBuild[] = supportedBuild() === 'relaxed' ? ['simd', 'relaxed'] : ['simd'];

describe('rack node', () => {
  for (const shared of [true, false]) {
    describe(shared ? 'with shared memory' : 'by port', () => {
      for (const engine of builds) {
        it(`renders through the real worklet what the ${engine} engine gives when called directly`, async () => {
          const { output } = await render(chain, { shared, engine });
          const expected = await direct(chain, engine, output.length);
          for (const channel of [0, 1]) {
            expect(peak(output.getChannelData(channel))).to.be.greaterThan(0.1);
            expect(difference(output.getChannelData(channel), expected[channel] as Float32Array)).to.equal(0);
          }
        });
      }

      it('follows a parameter while it runs', async () => {
        const { output } = await render(gain(0), { shared }, (context, rack) => {
          void context.suspend(0.25).then(async () => {
            rack.setParameter('gain', 'makeup', 12);
            // A message needs a turn of the audio thread's loop; shared memory does not.
            await new Promise((resolve) => setTimeout(resolve, shared ? 0 : 50));
            void context.resume();
          });
        });
        const input = signal({ sampleRate: RATE } as BaseAudioContext, output.length).getChannelData(0);
        const samples = output.getChannelData(0);
        const ratio = (at: number): number => (samples[at] as number) / (input[at] as number);
        expect(ratio(6002)).to.be.closeTo(1, 1e-4);
        expect(ratio(18000)).to.be.closeTo(10 ** (12 / 20), 0.01);
      });

      it('shows levels', async () => {
        const { rack } = await render(gain(6), { shared });
        rack.readMeters();
        await new Promise((resolve) => setTimeout(resolve, 100));
        expect(rack.readMeters()[METER_OUT_PEAK_L]).to.be.greaterThan(0.05);
      });

      it('adds, moves, removes and bypasses while it runs', async () => {
        const context = new AudioContext({ sampleRate: RATE });
        const rack = await RackNode.create(context, { shared });
        const failures: string[] = [];
        rack.onfailure = (reason) => failures.push(reason);
        const source = new ConstantSourceNode(context, { offset: 0.1 });
        const tap = new AnalyserNode(context, { fftSize: 256 });
        source.connect(rack.input);
        rack.output.connect(tap).connect(context.destination);
        source.start();
        await context.resume();
        const level = async (): Promise<number> => {
          await new Promise((resolve) => setTimeout(resolve, 150));
          const samples = new Float32Array(256);
          tap.getFloatTimeDomainData(samples);
          return samples[255] as number;
        };
        await rack.running;
        expect(await level()).to.be.closeTo(0.1, 1e-6);
        rack.apply(gain(6));
        expect(await level()).to.be.closeTo(0.1 * 10 ** (6 / 20), 1e-3);
        rack.apply(gain(6, true));
        expect(await level()).to.be.closeTo(0.1, 1e-6);
        rack.apply({ ...chain, plugins: [...gain(6).plugins, ...chain.plugins] });
        rack.apply({ ...chain, plugins: [...chain.plugins, ...gain(6).plugins] });
        await level();
        rack.apply({ ...gain(6), bypassed: true });
        expect(await level()).to.be.closeTo(0.1, 1e-6);
        rack.apply({ ...gain(6), plugins: [] });
        expect(await level()).to.be.closeTo(0.1, 1e-6);
        expect(failures).to.deep.equal([]);
        rack.destroy();
        await context.close();
      });
    });
  }

  it('renders the same whatever the size of the quantum', async () => {
    const { output: expected } = await render(chain, { shared: true, engine: 'simd' });
    for (const quantum of [64, 256, 500]) {
      const { output } = await render(chain, { shared: true, engine: 'simd', quantum });
      for (const channel of [0, 1])
        expect(difference(output.getChannelData(channel), expected.getChannelData(channel)), `quanta of ${quantum}`).to.be.below(1e-5);
    }
  });

  it('hears a parameter in the very next render quantum', async () => {
    const at = 40 * QUANTUM;
    const { output } = await render(gain(0), { shared: true }, (context, rack) => {
      void context.suspend(at / RATE).then(() => {
        rack.setParameter('gain', 'makeup', 24);
        void context.resume();
      });
    });
    const input = signal({ sampleRate: RATE } as BaseAudioContext, output.length).getChannelData(0);
    const samples = output.getChannelData(0);
    const changed = samples.findIndex(
      (sample, frame) => Math.abs(sample - (input[frame] as number)) > 1e-4 * Math.abs(input[frame] as number),
    );
    expect(changed).to.be.within(at, at + QUANTUM - 1);
  });

  it('lets a compressor whose sidechain is on listen to its own input where nobody gave a key', async () => {
    const frames = RATE / 4;
    const context = new OfflineAudioContext({ numberOfChannels: 2, length: frames, sampleRate: RATE });
    const rack = await RackNode.create(context);
    const loud = new ConstantSourceNode(context, { offset: 1 });
    loud.connect(rack.input);
    rack.output.connect(context.destination);
    loud.start();
    const [plugin] = gain(0).plugins;
    if (!plugin) throw new Error('no plugin');
    rack.apply({ ...gain(0), plugins: [{ ...plugin, parameters: { ...plugin.parameters, threshold: -20, ratio: 4, sidechain: 1 } }] });
    await rack.settled();
    const samples = (await context.startRendering()).getChannelData(0);
    expect(20 * Math.log10(samples[frames - 1] as number)).to.be.closeTo(-15, 0.2);
  });

  it('hears a mono source on both sides, and keys a compressor from the sidechain input', async () => {
    const frames = RATE / 2;
    const context = new OfflineAudioContext({ numberOfChannels: 2, length: frames, sampleRate: RATE });
    const rack = await RackNode.create(context);
    const quiet = new ConstantSourceNode(context, { offset: 0.01 });
    const key = new ConstantSourceNode(context, { offset: 1 });
    quiet.connect(rack.input);
    key.connect(rack.sidechain);
    rack.output.connect(context.destination);
    quiet.start();
    key.start(0.25);
    const [plugin] = gain(0).plugins;
    if (!plugin) throw new Error('no plugin');
    rack.apply({ ...gain(0), plugins: [{ ...plugin, parameters: { ...plugin.parameters, threshold: -20, ratio: 4, sidechain: 1 } }] });
    await rack.settled();
    const output = await context.startRendering();
    for (const channel of [0, 1]) {
      const samples = output.getChannelData(channel);
      expect(samples[RATE / 4 - 200]).to.be.closeTo(0.01, 1e-5);
      // 0 dB against a threshold of −20 dB at 4:1 is 15 dB of reduction.
      expect(20 * Math.log10((samples[frames - 1] as number) / 0.01)).to.be.closeTo(-15, 0.2);
    }
  });
});
