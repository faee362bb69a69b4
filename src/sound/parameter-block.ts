import type { ToProcessor } from '../../worklets/messages.ts';
import { BLOCK_BYTES, BLOCK_FLOATS, COUNTER, HEADER_BYTES } from '../effects/block-layout.ts';

/**
 * The page's side of a rack's parameters, laid out as `src/effects/block-layout.ts` says. `write` takes effect in the
 * next render quantum after `flush`.
 */
export interface ParameterBlock {
  /** What to hand to the processor at its birth, if anything. */
  readonly shared: SharedArrayBuffer | undefined;
  /** Sets one value by its index in the rows; values that stand already cost nothing. */
  write(index: number, value: number): void;
  /** Makes the writes since the last flush visible to the audio thread, together. */
  flush(): void;
}

/** Parameters in shared memory: a flush is one atomic increment, no message. */
export class SharedParameterBlock implements ParameterBlock {
  readonly shared = new SharedArrayBuffer(BLOCK_BYTES);
  readonly #counter = new Int32Array(this.shared);
  readonly #rows = new Float32Array(this.shared, HEADER_BYTES, BLOCK_FLOATS);
  #changed = false;

  write(index: number, value: number): void {
    if (this.#rows[index] === Math.fround(value)) return;
    this.#rows[index] = value;
    this.#changed = true;
  }

  flush(): void {
    if (!this.#changed) return;
    this.#changed = false;
    Atomics.add(this.#counter, COUNTER, 1);
  }
}

/** Parameters by message, where the page is not cross-origin isolated: a flush is one message with what changed. */
export class PortParameterBlock implements ParameterBlock {
  readonly shared = undefined;
  readonly #send: (message: ToProcessor) => void;
  readonly #rows = new Float32Array(BLOCK_FLOATS);
  readonly #changed = new Set<number>();

  constructor(send: (message: ToProcessor) => void) {
    this.#send = send;
  }

  write(index: number, value: number): void {
    if (this.#rows[index] === Math.fround(value)) return;
    this.#rows[index] = value;
    this.#changed.add(index);
  }

  flush(): void {
    if (this.#changed.size === 0) return;
    const entries = new Float32Array(this.#changed.size * 2);
    let at = 0;
    for (const index of this.#changed) {
      entries[at] = index;
      entries[at + 1] = this.#rows[index] as number;
      at += 2;
    }
    this.#changed.clear();
    this.#send({ type: 'values', entries });
  }
}

/** Whether this page may share memory with its audio thread. */
export const canShareMemory = (): boolean => globalThis.crossOriginIsolated === true && typeof SharedArrayBuffer === 'function';
