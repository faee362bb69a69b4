import { arrange } from './arrange.ts';
import { mixDown } from './desk.ts';

/** Milliseconds of arithmetic before the page gets its turn. */
const SLICE = 10;
const pageTurn = () => new Promise<void>((resolve) => setTimeout(resolve));

/**
 * Makes the built-in loop: eight bars of drums, bass, electric piano and a plucked lead, 20 s in F major at 96 beats
 * per minute. Takes well under a second; the page stays responsive meanwhile.
 *
 * @param rate sample rate in Hz, usually the AudioContext's own.
 * @param onProgress called with the share done, 0…1.
 */
export async function renderLoop(rate: number, onProgress?: (done: number) => void): Promise<AudioBuffer> {
  const work = arrange(rate);
  let since = performance.now();
  for (;;) {
    const step = work.next();
    if (step.done) {
      const buffer = await mixDown(step.value, rate);
      onProgress?.(1);
      return buffer;
    }
    if (performance.now() - since > SLICE) {
      onProgress?.(step.value * 0.8);
      await pageTurn();
      since = performance.now();
    }
  }
}
