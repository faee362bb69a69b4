import { SAMPLE_RATE } from '../settings.ts';

/** Seconds before the signal repeats. */
const LENGTH = 4;

/**
 * Stereo noise that swells and fades four times a second between about −40 and −8 dBFS, so that compressors move and
 * no contender meets silence or denormals. The same every time.
 */
export function testSignal(frames = LENGTH * SAMPLE_RATE): [left: Float32Array<ArrayBuffer>, right: Float32Array<ArrayBuffer>] {
  let seed = 0x2545f491;
  const noise = (): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) | 0;
    return seed / 2 ** 31;
  };
  const left = new Float32Array(frames);
  const right = new Float32Array(frames);
  for (let frame = 0; frame < frames; frame += 1) {
    const level = 0.01 + 0.4 * Math.sin((Math.PI * 4 * frame) / SAMPLE_RATE) ** 2;
    const middle = noise();
    left[frame] = level * (middle + 0.5 * noise()) * 0.66;
    right[frame] = level * (middle + 0.5 * noise()) * 0.66;
  }
  return [left, right];
}

/** The signal as a looping source, started. */
export function startSource(context: BaseAudioContext): AudioBufferSourceNode {
  const [left, right] = testSignal();
  const buffer = context.createBuffer(2, left.length, SAMPLE_RATE);
  buffer.copyToChannel(left, 0);
  buffer.copyToChannel(right, 1);
  const source = new AudioBufferSourceNode(context, { buffer, loop: true });
  source.start();
  return source;
}
