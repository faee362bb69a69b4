/**
 * The engine's instance in this AudioWorkletGlobalScope: one for every rack of an AudioContext, because each
 * WebAssembly.Memory reserves so much address space that a renderer holds only about a hundred of them.
 */

import { slotRow } from '../src/effects/block-layout.ts';
import { catalogue } from '../src/effects/catalogue.ts';
import type { RackOptions } from './messages.ts';

/** The engine's exports. Pointers are byte offsets into its memory; see `wasm/index.ts`. */
export interface EngineExports {
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

export interface Engine {
  readonly exports: EngineExports;
  readonly memory: WebAssembly.Memory;
}

/** Pages of 64 KiB: room for a few racks at once, growing to 1 GiB. */
const INITIAL_PAGES = 64;
const MAXIMUM_PAGES = 16384;
/** Quanta run before the engine goes live, so that the optimising compiler has done its work by then. */
const WARM_UP_QUANTA = 64;

/** Instantiates a compiled engine. Also used outside the worklet, where the engine renders offline or under test. */
export function instantiateEngine(module: WebAssembly.Module): Engine {
  const memory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: MAXIMUM_PAGES });
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  return { exports: instance.exports as unknown as EngineExports, memory };
}

let shared: Engine | undefined;

/**
 * The scope's engine; the first caller brings the module or its bytes.
 *
 * @throws WebAssembly.CompileError or LinkError where the platform refuses it, RangeError without memory.
 */
export function sharedEngine({ module, bytes }: RackOptions, sampleRate: number, frames: number): Engine {
  if (shared) return shared;
  const compiled = module ?? (bytes ? new WebAssembly.Module(bytes) : undefined);
  if (!compiled) throw new TypeError('expected the engine as a module or as bytes in processorOptions, got neither');
  const engine = instantiateEngine(compiled);
  warmUp(engine, sampleRate, frames);
  shared = engine;
  return engine;
}

function warmUp({ exports, memory }: Engine, sampleRate: number, frames: number): void {
  const rack = exports.rackCreate(sampleRate, frames);
  if (!rack) return;
  const rows = new Float32Array(memory.buffer, exports.rackRows(rack));
  catalogue.forEach((effect, number) => {
    effect.parameters.forEach((parameter, index) => {
      rows[slotRow(number) + 1 + index] = parameter.default;
    });
    exports.rackInsert(rack, number, number, number, 0);
  });
  for (let quantum = 0; quantum < WARM_UP_QUANTA; quantum += 1) exports.rackProcess(rack, frames, 0);
  exports.rackDestroy(rack);
}
