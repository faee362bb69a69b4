/**
 * One rack in the audio graph. It moves samples and parameters; the engine does the work.
 *
 * Audio thread: `process` allocates nothing, sends nothing (but for its first quantum) and never throws. Messages,
 * which are rare, run between quanta on the same thread and may allocate inside the engine.
 */

import { BLOCK_FLOATS, COUNTER, HEADER_BYTES, METER_FLOATS } from '../src/effects/block-layout.ts';
import { type Engine, sharedEngine } from './engine.ts';
import type { FromProcessor, RackOptions, ToProcessor } from './messages.ts';

/** Newer browsers tell the quantum's size; it was always 128 before. */
const quantumFrames = (): number => (globalThis as { renderQuantumSize?: number }).renderQuantumSize ?? 128;

const REFUSALS: Record<number, string> = {
  1: 'the engine has no memory left for another plugin',
  2: 'the slot is out of range or taken',
  3: 'the engine does not know this effect',
};

export class RackProcessor extends AudioWorkletProcessor {
  readonly #engine: Engine | undefined;
  readonly #frames = quantumFrames();
  #rack = 0;
  #alive = true;
  #running = false;

  /** The page's side, where memory is shared. */
  readonly #counter: Int32Array | undefined;
  readonly #pageRows: Float32Array | undefined;
  readonly #pageMeters: Float32Array | undefined;
  #seen = -1;

  /** Views into the engine's memory, made anew when it has grown. */
  #buffer: ArrayBufferLike | undefined;
  #rows = new Float32Array(0);
  #meters = new Float32Array(0);
  #input: Float32Array[] = [];
  #sidechain: Float32Array[] = [];
  #output: Float32Array[] = [];

  constructor(options: { processorOptions: RackOptions }) {
    super();
    const given = options.processorOptions;
    this.port.onmessage = ({ data }: MessageEvent<ToProcessor>) => this.#receive(data);
    if (given.block) {
      this.#counter = new Int32Array(given.block);
      this.#pageRows = new Float32Array(given.block, HEADER_BYTES, BLOCK_FLOATS);
    }
    if (given.meters) this.#pageMeters = new Float32Array(given.meters);
    try {
      this.#engine = sharedEngine(given, sampleRate, this.#frames);
      this.#rack = this.#engine.exports.rackCreate(sampleRate, this.#frames);
      if (!this.#rack) this.#fail('the engine has no memory left for another rack');
    } catch (error) {
      this.#fail(`the engine could not be started: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const output = outputs[0];
    const input = inputs[0];
    if (!output?.[0]) return this.#alive;
    if (!this.#rack) {
      passThrough(input, output);
      return this.#alive;
    }
    try {
      this.#update();
      const frames = output[0].length;
      // Sizes come from the buffers: a quantum longer than announced goes through in pieces.
      for (let from = 0; from < frames; from += this.#frames) this.#render(input, output, from, Math.min(frames, from + this.#frames));
      if (this.#pageMeters) this.#pageMeters.set(this.#meters);
    } catch (error) {
      // A trap would silence the graph for good; the untouched input is the better sound.
      this.#rack = 0;
      passThrough(input, output);
      this.#fail(`the engine stopped: ${error instanceof Error ? error.message : String(error)}`);
    }
    if (!this.#running) {
      this.#running = true;
      this.#post({ type: 'running' });
    }
    return this.#alive;
  }

  #render(input: Float32Array[] | undefined, output: Float32Array[], from: number, to: number): void {
    const { exports } = this.#engine as Engine;
    // Channels 3 and 4 are the sidechain; they are there only where somebody has asked for it.
    const keyed = input !== undefined && input.length > 2;
    copyIn(input, 0, this.#input, from, to);
    if (keyed) copyIn(input, 2, this.#sidechain, from, to);
    exports.rackProcess(this.#rack, to - from, keyed ? 1 : 0);
    for (let channel = 0; channel < output.length; channel += 1) {
      const source = this.#output[channel];
      const target = output[channel];
      if (!source || !target) continue;
      if (from === 0 && to === target.length && source.length === target.length) target.set(source);
      else for (let frame = from; frame < to; frame += 1) target[frame] = source[frame - from] as number;
    }
  }

  /** Brings parameters up to date before a quantum or a message. */
  #update(): void {
    const engine = this.#engine as Engine;
    if (this.#buffer !== engine.memory.buffer) this.#makeViews(engine);
    if (!this.#counter || !this.#pageRows) return;
    const counter = Atomics.load(this.#counter, COUNTER);
    if (counter === this.#seen) return;
    this.#seen = counter;
    this.#rows.set(this.#pageRows);
  }

  #makeViews({ exports, memory }: Engine): void {
    const rack = this.#rack;
    const view = (pointer: number, floats: number) => new Float32Array(memory.buffer, pointer, floats);
    const pair = (at: (rack: number, channel: number) => number) => [view(at(rack, 0), this.#frames), view(at(rack, 1), this.#frames)];
    this.#buffer = memory.buffer;
    this.#rows = view(exports.rackRows(rack), BLOCK_FLOATS);
    this.#meters = view(exports.rackMeters(rack), METER_FLOATS);
    this.#input = pair(exports.rackInput);
    this.#sidechain = pair(exports.rackSidechain);
    this.#output = pair(exports.rackOutput);
  }

  #receive(message: ToProcessor): void {
    if (message.type === 'destroy') this.#destroy();
    if (message.type === 'settle') this.#post({ type: 'settled' });
    if (!this.#rack || !this.#engine) return;
    const { exports } = this.#engine;
    this.#update();
    switch (message.type) {
      case 'values': {
        const { entries } = message;
        for (let at = 0; at + 1 < entries.length; at += 2) this.#rows[entries[at] as number] = entries[at + 1] as number;
        break;
      }
      case 'insert': {
        const refusal = REFUSALS[exports.rackInsert(this.#rack, message.slot, message.effect, message.position, message.fade ? 1 : 0)];
        if (refusal) this.#fail(`a plugin could not be added: ${refusal}`);
        break;
      }
      case 'remove':
        exports.rackRemove(this.#rack, message.slot);
        break;
      case 'move':
        exports.rackMove(this.#rack, message.slot, message.position);
        break;
      case 'meters':
        this.#post({ type: 'meters', values: this.#meters.slice() });
        break;
      case 'reset':
        exports.rackReset(this.#rack);
        break;
    }
  }

  #destroy(): void {
    this.#alive = false;
    if (this.#rack && this.#engine) this.#engine.exports.rackDestroy(this.#rack);
    this.#rack = 0;
    this.port.close();
  }

  #fail(reason: string): void {
    this.#post({ type: 'failed', reason });
  }

  #post(message: FromProcessor): void {
    this.port.postMessage(message);
  }
}

/** Mono goes to both sides; no input is silence, so that tails ring on. */
function copyIn(source: Float32Array[] | undefined, first: number, target: Float32Array[], from: number, to: number): void {
  for (let channel = 0; channel < target.length; channel += 1) {
    const into = target[channel] as Float32Array;
    const samples = source?.[first + channel] ?? source?.[first];
    if (!samples) into.fill(0, 0, to - from);
    else if (from === 0 && to === samples.length && samples.length === into.length) into.set(samples);
    else for (let frame = from; frame < to; frame += 1) into[frame - from] = samples[frame] as number;
  }
}

function passThrough(input: Float32Array[] | undefined, output: Float32Array[]): void {
  for (let channel = 0; channel < output.length; channel += 1) {
    const samples = input?.[channel] ?? input?.[0];
    if (samples) output[channel]?.set(samples);
  }
}
