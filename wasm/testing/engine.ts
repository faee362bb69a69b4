/** The built engine in the page, for tests: a rack that renders whole signals, in every build that this browser takes. */

import { BLOCK_FLOATS, METER_FLOATS, RACK_BYPASS, slotRow } from '../../src/effects/block-layout.ts';
import { catalogue, findEffect, fullValues } from '../../src/effects/catalogue.ts';
import type { ParameterValues } from '../../src/effects/descriptor.ts';

interface Exports extends WebAssembly.Exports {
  rackCreate(sampleRate: number, maxFrames: number): number;
  rackDestroy(rack: number): void;
  rackInput(rack: number, channel: number): number;
  rackSidechain(rack: number, channel: number): number;
  rackOutput(rack: number, channel: number): number;
  rackRows(rack: number): number;
  rackMeters(rack: number): number;
  rackInsert(rack: number, slot: number, effect: number, position: number, fade: number): number;
  rackRemove(rack: number, slot: number): number;
  rackMove(rack: number, slot: number, position: number): number;
  rackReset(rack: number): void;
  rackProcess(rack: number, frames: number, sidechain: number): void;
  rackLatency(rack: number): number;
  memoryInUse(): number;
}

export type Stereo = readonly [left: Float32Array, right: Float32Array];

/** One instance of the engine with its memory. */
export interface Engine {
  readonly exports: Exports;
  readonly memory: WebAssembly.Memory;
}

export interface Build {
  readonly name: string;
  /** A fresh instance. `maximum` limits its memory, in pages of 64 kB. */
  instantiate(maximum?: number): Engine;
}

async function load(name: string): Promise<Build[]> {
  const bytes = await (await fetch(new URL(`./${name}.wasm`, import.meta.url))).arrayBuffer();
  if (!WebAssembly.validate(bytes)) return [];
  const module = await WebAssembly.compile(bytes);
  const instantiate = (maximum = 16384): Engine => {
    const memory = new WebAssembly.Memory({ initial: 64, maximum });
    return { memory, exports: new WebAssembly.Instance(module, { env: { memory } }).exports as Exports };
  };
  return [{ name, instantiate }];
}

/** The builds that this browser accepts, the plain SIMD build first. */
export const builds: readonly Build[] = [...(await load('rackwire-engine')), ...(await load('rackwire-engine-relaxed'))];

/** The same suite for each build. */
export function describeBuilds(title: string, suite: (build: Build) => void): void {
  for (const build of builds) describe(`${title} (${build.name})`, () => suite(build));
}

export interface RenderOptions {
  /** Frames in each quantum, fixed or by the frame it starts at; the rack's longest by default. */
  readonly quantum?: number | ((frame: number) => number);
  readonly sidechain?: Stereo;
  /** Called before the first quantum that starts at or after each frame given. */
  readonly at?: Readonly<Record<number, () => void>>;
}

export class TestRack {
  readonly engine: Engine;
  readonly pointer: number;
  readonly maxFrames: number;
  readonly #effects = new Map<number, string>();

  constructor(build: Build | Engine, sampleRate = 48000, maxFrames = 128) {
    this.engine = 'instantiate' in build ? build.instantiate() : build;
    this.maxFrames = maxFrames;
    this.pointer = this.engine.exports.rackCreate(sampleRate, maxFrames);
  }

  #view(pointer: number, floats: number): Float32Array {
    return new Float32Array(this.engine.memory.buffer, pointer, floats);
  }

  /** The parameter rows as the host writes them. */
  get rows(): Float32Array {
    return this.#view(this.engine.exports.rackRows(this.pointer), BLOCK_FLOATS);
  }

  get meters(): Float32Array {
    return this.#view(this.engine.exports.rackMeters(this.pointer), METER_FLOATS);
  }

  /** Inserts an effect, heard at once unless `fade`; parameters that are not given have their defaults. @returns the engine's answer */
  insert(slot: number, effect: string, values: ParameterValues = {}, { position = 99, fade = false } = {}): number {
    const descriptor = findEffect(effect);
    if (!descriptor) throw new Error(`expected an effect of the catalogue, got ${effect}`);
    this.#effects.set(slot, effect);
    this.rows[slotRow(slot)] = 0;
    this.set(slot, fullValues(descriptor, values));
    return this.engine.exports.rackInsert(this.pointer, slot, catalogue.indexOf(descriptor), position, fade ? 1 : 0);
  }

  set(slot: number, values: ParameterValues): void {
    const parameters = findEffect(this.#effects.get(slot) ?? '')?.parameters ?? [];
    for (const [id, value] of Object.entries(values)) {
      const index = parameters.findIndex((parameter) => parameter.id === id);
      if (index < 0) throw new Error(`expected a parameter of slot ${slot}, got ${id}`);
      this.rows[slotRow(slot) + 1 + index] = value;
    }
  }

  bypass(slot: number, on: boolean): void {
    this.rows[slotRow(slot)] = on ? 1 : 0;
  }

  bypassRack(on: boolean): void {
    this.rows[RACK_BYPASS] = on ? 1 : 0;
  }

  remove(slot: number): number {
    return this.engine.exports.rackRemove(this.pointer, slot);
  }

  move(slot: number, position: number): number {
    return this.engine.exports.rackMove(this.pointer, slot, position);
  }

  reset(): void {
    this.engine.exports.rackReset(this.pointer);
  }

  render(left: Float32Array, right: Float32Array = left, { quantum = this.maxFrames, sidechain, at = {} }: RenderOptions = {}): Stereo {
    const { exports } = this.engine;
    const output: Stereo = [new Float32Array(left.length), new Float32Array(left.length)];
    const events = Object.entries(at)
      .map(([frame, action]) => ({ frame: Number(frame), action }))
      .sort((a, b) => a.frame - b.frame);
    for (let frame = 0; frame < left.length; ) {
      while (events[0] && events[0].frame <= frame) events.shift()?.action();
      const frames = Math.min(typeof quantum === 'number' ? quantum : quantum(frame), left.length - frame);
      [left, right].forEach((channel, side) => {
        this.#view(exports.rackInput(this.pointer, side), frames).set(channel.subarray(frame, frame + frames));
        if (sidechain?.[side])
          this.#view(exports.rackSidechain(this.pointer, side), frames).set(sidechain[side].subarray(frame, frame + frames));
      });
      exports.rackProcess(this.pointer, frames, sidechain ? 1 : 0);
      output.forEach((channel, side) => {
        channel.set(this.#view(exports.rackOutput(this.pointer, side), frames), frame);
      });
      frame += frames;
    }
    return output;
  }

  destroy(): void {
    this.engine.exports.rackDestroy(this.pointer);
  }
}
