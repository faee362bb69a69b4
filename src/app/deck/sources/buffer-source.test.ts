import { expect } from 'chai';
import { bufferOf, largestStep, rmsOf, sine } from '../testing/audio.ts';
import { BufferSource } from './buffer-source.ts';

const RATE = 48000;
const QUANTUM = 128 / RATE;
/** A sine's own largest step at 200 Hz and level 0.5 is 0.013; the start of a fade adds 0.5 / (0.002 s × rate). */
const SMOOTH = 0.5 * ((2 * Math.PI * 200) / RATE + 1 / (0.002 * RATE));

/** Renders `seconds` of a source, with actions at given times; times are rounded up to a render quantum. */
async function render(audio: AudioBuffer, seconds: number, actions: readonly [number, (source: BufferSource) => void][]) {
  const context = new OfflineAudioContext(1, seconds * RATE, RATE);
  const source = new BufferSource(context, 'file', 'test', audio);
  source.output.connect(context.destination);
  for (const [time, act] of actions) {
    if (time === 0) act(source);
    else
      void context.suspend(time).then(() => {
        act(source);
        return context.resume();
      });
  }
  return { samples: (await context.startRendering()).getChannelData(0), source, context };
}

/** A ramp: the sample's value tells its place. */
const ramp = (seconds: number) =>
  bufferOf(
    Float32Array.from({ length: seconds * RATE }, (_, index) => index / (seconds * RATE)),
    RATE,
  );
const wave = bufferOf(sine(200, 1, RATE), RATE);

describe('BufferSource', () => {
  it('is silent until played, then plays every sample from its place', async () => {
    const { samples } = await render(ramp(1), 0.6, [
      [0, (source) => source.seek(0.25)],
      [0.1, (source) => void source.play()],
    ]);
    const start = Math.ceil(0.1 / QUANTUM) * 128;
    expect(rmsOf(samples.subarray(0, start))).to.equal(0);
    const later = start + 0.2 * RATE;
    expect(samples[later]).to.be.closeTo(0.25 + 0.2, 1e-4);
  });

  it('goes on after a pause where it stood', async () => {
    let paused = 0;
    const { samples } = await render(ramp(1), 0.8, [
      [0, (source) => void source.play()],
      [
        0.2,
        (source) => {
          source.pause();
          paused = source.position;
        },
      ],
      [0.4, (source) => void source.play()],
    ]);
    expect(paused).to.be.closeTo(0.2, QUANTUM);
    expect(rmsOf(samples.subarray(0.25 * RATE, 0.4 * RATE))).to.equal(0);
    const again = Math.ceil(0.4 / QUANTUM) * 128 + 0.1 * RATE;
    expect(samples[again]).to.be.closeTo(paused + 0.1, 1e-4);
  });

  it('starts, pauses and jumps without a click, also when hurried', async () => {
    const { samples } = await render(wave, 1.2, [
      [0, (source) => void source.play()],
      [0.1, (source) => source.pause()],
      [0.104, (source) => void source.play()],
      [0.2, (source) => source.seek(0.6037)],
      [0.203, (source) => source.seek(0.1019)],
      [0.4, (source) => source.pause()],
    ]);
    expect(largestStep(samples)).to.be.below(SMOOTH * 1.6);
    expect(rmsOf(samples.subarray(0.45 * RATE))).to.equal(0);
  });

  it('loops on the sample, and counts its place within the lap', async () => {
    const { samples, source } = await render(ramp(0.25), 0.7, [[0, (it) => void it.play()]]);
    expect(samples[0.6 * RATE]).to.be.closeTo(0.1 / 0.25, 1e-3);
    expect(source.position).to.be.closeTo(0.2, QUANTUM * 2);
    expect(source.playing).to.equal(true);
  });

  it('leaves the loop at the end of the lap when it is switched off meanwhile', async () => {
    let place = 0;
    const { samples, source } = await render(ramp(0.25), 1, [
      [0, (it) => void it.play()],
      [
        0.6,
        (it) => {
          it.loop = false;
          place = it.position;
        },
      ],
    ]);
    expect(place).to.be.closeTo(0.1, QUANTUM * 2);
    expect(samples[0.74 * RATE]).to.be.above(0.9);
    expect(rmsOf(samples.subarray(0.76 * RATE))).to.equal(0);
    expect(source.loop).to.equal(false);
  });

  it('returns to the start at the end, and says so', async () => {
    let changes = 0;
    const { source } = await render(ramp(0.2), 0.5, [
      [
        0,
        (it) => {
          it.loop = false;
          it.onchange = () => changes++;
          void it.play();
        },
      ],
    ]);
    expect(changes).to.equal(1);
    expect(source.playing).to.equal(false);
    expect(source.position).to.equal(0);
  });

  it('keeps places within the file', async () => {
    const source = new BufferSource(new OfflineAudioContext(1, 128, RATE), 'file', 'test', wave);
    source.seek(99);
    expect(source.position).to.equal(1);
    source.seek(-1);
    expect(source.position).to.equal(0);
  });

  it('fades out when it is disposed of', async () => {
    const { samples } = await render(wave, 0.5, [
      [0, (source) => void source.play()],
      [0.2, (source) => source.dispose()],
    ]);
    expect(largestStep(samples)).to.be.below(SMOOTH * 1.6);
    expect(rmsOf(samples.subarray(0.25 * RATE))).to.equal(0);
  });
});
