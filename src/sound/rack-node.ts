import { type FromProcessor, PROCESSOR_NAME, type RackOptions, type ToProcessor } from '../../worklets/messages.ts';
import { METER_FLOATS, METER_REDUCTION, RACK_BYPASS, slotRow } from '../effects/block-layout.ts';
import { catalogue } from '../effects/catalogue.ts';
import { partUrl } from '../files/files.ts';
import type { PluginState, TrackState } from '../wire/state.ts';
import { type EngineBuild, type EngineFiles, loadEngine, supportedBuild } from './engine-module.ts';
import { canShareMemory, type ParameterBlock, PortParameterBlock, SharedParameterBlock } from './parameter-block.ts';
import { Slots } from './slots.ts';

export interface RackNodeOptions {
  /** Whether parameters and meters go through shared memory. Default: wherever the page is cross-origin isolated. */
  readonly shared?: boolean;
  /** Default: the fastest that the platform runs. */
  readonly engine?: EngineBuild;
}

/**
 * A rack as part of an audio graph: connect a source to `input` and `output` to wherever it goes. Its sound is a
 * function of the state given to `apply`.
 *
 * @example
 * const rack = await RackNode.create(context);
 * source.connect(rack.input);
 * rack.output.connect(context.destination);
 * rack.apply({ track_id: 'main', bypassed: false, plugins: [] });
 */
export class RackNode {
  readonly context: BaseAudioContext;
  /** Stereo; mono goes to both sides. */
  readonly input: AudioNode;
  readonly output: AudioNode;
  /** Resolves when the first quantum has been processed. */
  readonly running: Promise<void>;
  /** Called with a sentence when the engine cannot do as the state says; the sound goes on without it. */
  onfailure: ((reason: string) => void) | undefined;

  readonly #worklet: AudioWorkletNode;
  readonly #block: ParameterBlock;
  readonly #slots = new Slots();
  readonly #meters: Float32Array;
  readonly #sharedMeters: boolean;
  #sidechain: AudioNode | undefined;
  #metersAsked = false;
  #settling: (() => void)[] = [];
  #plugins: readonly PluginState[] = [];
  #isRunning = false;
  #resolveRunning: () => void = () => {};

  /**
   * @throws Error in words where the platform lacks AudioWorklet or WebAssembly SIMD, or a built part is not found.
   */
  static async create(
    context: BaseAudioContext,
    { shared = canShareMemory(), engine = supportedBuild() }: RackNodeOptions = {},
  ): Promise<RackNode> {
    if (!context.audioWorklet)
      throw new Error('Rackwire needs AudioWorklet, which browsers offer only to pages served by https or from localhost.');
    const [files] = await Promise.all([loadEngine(engine), addProcessor(context)]);
    return new RackNode(context, files, shared);
  }

  private constructor(context: BaseAudioContext, { module, bytes }: EngineFiles, shared: boolean) {
    this.context = context;
    const meters = shared ? new SharedArrayBuffer(METER_FLOATS * 4) : undefined;
    this.#sharedMeters = meters !== undefined;
    this.#meters = meters ? new Float32Array(meters) : new Float32Array(METER_FLOATS);
    this.#block = shared ? new SharedParameterBlock() : new PortParameterBlock((message) => this.#post(message));
    const memory = { ...(this.#block.shared && { block: this.#block.shared }), ...(meters && { meters }) };
    this.#worklet = createWorklet(context, { module, ...memory }, { bytes, ...memory });
    this.#worklet.port.onmessage = ({ data }: MessageEvent<FromProcessor>) => this.#receive(data);
    this.running = new Promise((resolve) => {
      this.#resolveRunning = resolve;
    });
    // One node is both ends: nodes in between would cost as much as an effect.
    this.input = this.#worklet;
    this.output = this.#worklet;
  }

  /**
   * The key signal of compressors whose sidechain is on. Whoever asks for it means to connect something: from then on
   * such compressors listen to it rather than to their own input.
   */
  get sidechain(): AudioNode {
    this.#sidechain ??= this.#addSidechain();
    return this.#sidechain;
  }

  /** The key travels as channels 3 and 4 of the one input: a second input would cost every rack that has no key. */
  #addSidechain(): AudioNode {
    const { context } = this;
    const key = new GainNode(context, { channelCount: 2, channelCountMode: 'explicit' });
    const splitter = new ChannelSplitterNode(context, { numberOfOutputs: 2 });
    const merger = new ChannelMergerNode(context, { numberOfInputs: 4 });
    key.connect(splitter);
    splitter.connect(merger, 0, 2);
    splitter.connect(merger, 1, 3);
    this.#worklet.channelCount = 4;
    merger.connect(this.#worklet);
    return key;
  }

  /** Makes the rack equal to `track`: the one way in which a rack changes, but for `setParameter`. */
  apply(track: TrackState): void {
    const changes = this.#slots.arrange(track.plugins);
    this.#plugins = track.plugins;
    this.#block.write(RACK_BYPASS, track.bypassed ? 1 : 0);
    for (const plugin of track.plugins) this.#writeRow(plugin);
    // Parameters go first: an insert takes its values as they stand.
    this.#block.flush();
    for (const change of changes) {
      if (change.type === 'insert') {
        const effect = catalogue.findIndex(({ id }) => id === change.plugin.effect);
        this.#post({ type: 'insert', slot: change.slot, effect, position: change.position, fade: this.#isRunning });
      } else this.#post(change);
    }
  }

  /**
   * The shortcut of the tab whose user turns a knob: heard in the next render quantum. The state follows through the
   * server. Unknown plugins and parameters are ignored, because they may have gone a moment ago.
   *
   * @param value in the parameter's unit, within its range.
   */
  setParameter(plugin_id: string, parameter_id: string, value: number): void {
    const slot = this.#slots.find(plugin_id);
    const plugin = this.#plugins.find((candidate) => candidate.plugin_id === plugin_id);
    const index = catalogue.find(({ id }) => id === plugin?.effect)?.parameters.findIndex(({ id }) => id === parameter_id) ?? -1;
    if (slot === undefined || index < 0) return;
    this.#block.write(slotRow(slot) + 1 + index, value);
    this.#block.flush();
  }

  /**
   * The latest levels, by the METER_* indices of `block-layout`: linear amplitude, reduction in dB. Without shared
   * memory this also asks the processor for the next ones, so call it only while somebody looks.
   */
  readMeters(): Float32Array {
    if (!this.#sharedMeters && !this.#metersAsked) {
      this.#metersAsked = true;
      this.#post({ type: 'meters' });
    }
    return this.#meters;
  }

  /** Gain reduction of one plugin in dB, ≥ 0, as of the last `readMeters`. */
  reduction(plugin_id: string): number {
    const slot = this.#slots.find(plugin_id);
    return slot === undefined ? 0 : (this.#meters[METER_REDUCTION + slot] as number);
  }

  /** Resolves when the processor has done all that was asked before: await it before rendering offline. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#settling.push(resolve);
      this.#post({ type: 'settle' });
    });
  }

  /** Clears tails and envelopes, for example after a seek. */
  reset(): void {
    this.#post({ type: 'reset' });
  }

  /** Takes the rack out of the graph and frees its memory in the engine. It cannot be used afterwards. */
  destroy(): void {
    this.#sidechain?.disconnect();
    this.output.disconnect();
    this.#post({ type: 'destroy' });
  }

  #writeRow(plugin: PluginState): void {
    const slot = this.#slots.find(plugin.plugin_id);
    const effect = catalogue.find(({ id }) => id === plugin.effect);
    if (slot === undefined || !effect) return;
    const row = slotRow(slot);
    this.#block.write(row, plugin.bypassed ? 1 : 0);
    effect.parameters.forEach(({ id, default: fallback }, index) => {
      this.#block.write(row + 1 + index, plugin.parameters[id] ?? fallback);
    });
  }

  #receive(message: FromProcessor): void {
    if (message.type === 'running') {
      this.#isRunning = true;
      this.#resolveRunning();
    } else if (message.type === 'settled') this.#settling.shift()?.();
    else if (message.type === 'failed') this.onfailure?.(message.reason);
    else {
      this.#metersAsked = false;
      this.#meters.set(message.values);
    }
  }

  #post(message: ToProcessor): void {
    this.#worklet.port.postMessage(message);
  }
}

const prepared = new WeakMap<BaseAudioContext, Promise<void>>();

/** Loads the processor into a context once. */
function addProcessor(context: BaseAudioContext): Promise<void> {
  const known = prepared.get(context);
  if (known) return known;
  const url = partUrl('rackwire-worklet.js');
  const promise = context.audioWorklet.addModule(url).catch((cause) => {
    prepared.delete(context);
    throw new Error(`The audio worklet could not be loaded from ${url}.`, { cause });
  });
  prepared.set(context, promise);
  return promise;
}

/** A compiled module can be posted to the worklet in current browsers; where it cannot, the bytes go instead. */
function createWorklet(context: BaseAudioContext, withModule: RackOptions, withBytes: RackOptions): AudioWorkletNode {
  const create = (processorOptions: RackOptions) =>
    new AudioWorkletNode(context, PROCESSOR_NAME, {
      numberOfInputs: 1,
      numberOfOutputs: 1,
      outputChannelCount: [2],
      channelCount: 2,
      channelCountMode: 'clamped-max',
      processorOptions,
    });
  try {
    return create(withModule);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'DataCloneError') return create(withBytes);
    throw error;
  }
}
