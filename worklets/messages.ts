/**
 * What page and processor say to each other. Nothing here travels per quantum: parameters and meters go through the
 * SharedArrayBuffers where there are any, and by `values` and `meters` where there are none.
 */

/** The suffix changes with the messages, because two builds may share one AudioContext. */
export const PROCESSOR_NAME = 'rackwire-rack-1';

/** `processorOptions` of a rack's AudioWorkletNode. */
export interface RackOptions {
  /** The compiled engine; only the first rack of an AudioContext needs it. */
  readonly module?: WebAssembly.Module;
  /** The engine's bytes, where a compiled module cannot be passed. */
  readonly bytes?: ArrayBuffer;
  /** The parameter block of `src/effects/block-layout.ts`; without it, `values` messages bring parameters. */
  readonly block?: SharedArrayBuffer;
  /** The meter block; without it, meters are sent when asked for. */
  readonly meters?: SharedArrayBuffer;
}

export type ToProcessor =
  /** Indices into the block's rows and values, alternating. */
  | { readonly type: 'values'; readonly entries: Float32Array }
  | { readonly type: 'insert'; readonly slot: number; readonly effect: number; readonly position: number; readonly fade: boolean }
  | { readonly type: 'remove'; readonly slot: number }
  | { readonly type: 'move'; readonly slot: number; readonly position: number }
  | { readonly type: 'meters' }
  /** Answered by `settled` when everything sent before has been done. */
  | { readonly type: 'settle' }
  | { readonly type: 'reset' }
  | { readonly type: 'destroy' };

export type FromProcessor =
  /** The first quantum with sound has been processed. */
  | { readonly type: 'running' }
  | { readonly type: 'meters'; readonly values: Float32Array }
  | { readonly type: 'settled' }
  /** The rack lets its input through untouched from now on, or an insert was refused; `reason` is for people. */
  | { readonly type: 'failed'; readonly reason: string };
