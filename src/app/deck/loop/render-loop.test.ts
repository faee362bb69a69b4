import { expect } from 'chai';
import { frequencyNear, largestStep, peakOf, rmsOf } from '../testing/audio.ts';
import { tineNote } from './electric-piano.ts';
import { renderLoop } from './render-loop.ts';
import { bass, chords, lead } from './score.ts';
import { Stem } from './stem.ts';
import { bassString, pluckedString } from './strings.ts';
import { frequencyOf, LOOP_SECONDS, timeOf } from './time.ts';

const RATE = 48000;
const cents = (hz: number, against: number) => 1200 * Math.log2(hz / against);
const extremes = (notes: number[]) => [Math.min(...notes), Math.max(...notes)];

describe('the built-in loop', () => {
  let loop: AudioBuffer;
  let left: Float32Array;
  let right: Float32Array;
  const progress: number[] = [];

  before(async () => {
    loop = await renderLoop(RATE, (done) => progress.push(done));
    left = loop.getChannelData(0);
    right = loop.getChannelData(1);
  });

  it('lasts exactly eight bars at 96 beats per minute', () => {
    expect(LOOP_SECONDS).to.equal((8 * 4 * 60) / 96);
    expect(loop.length).to.equal(20 * RATE);
    expect(loop.numberOfChannels).to.equal(2);
  });

  it('tells its progress up to the end', () => {
    expect(progress.length).to.be.greaterThan(1);
    expect(progress).to.deep.equal([...progress].sort((a, b) => a - b));
    expect(progress.at(-1)).to.equal(1);
  });

  it('peaks below −3 dBFS and has no DC', () => {
    const peak = Math.max(peakOf(left), peakOf(right));
    expect(20 * Math.log10(peak)).to.be.within(-4, -3);
    for (const side of [left, right]) expect(Math.abs(side.reduce((sum, value) => sum + value, 0) / side.length)).to.be.below(1e-4);
  });

  it('sounds in every beat, with transients well above its level', () => {
    const beat = RATE * (60 / 96);
    for (let at = 0; at < left.length; at += beat) expect(rmsOf(left.subarray(at, at + beat)), `at ${at / RATE} s`).to.be.above(0.03);
    expect(20 * Math.log10(peakOf(left) / rmsOf(left))).to.be.above(12);
  });

  it('is stereo, and loses nothing in mono', () => {
    const side = left.map((value, index) => (value - (right[index] ?? 0)) / 2);
    const mid = left.map((value, index) => (value + (right[index] ?? 0)) / 2);
    expect(20 * Math.log10(rmsOf(side) / rmsOf(mid))).to.be.within(-24, -6);
  });

  it('has music in every octave from 40 Hz to 10 kHz', async () => {
    const share = async (hz: number) => {
      const context = new OfflineAudioContext(2, RATE * 5, RATE);
      const source = new AudioBufferSourceNode(context, { buffer: loop });
      source.connect(new BiquadFilterNode(context, { type: 'bandpass', frequency: hz, Q: 1.4 })).connect(context.destination);
      source.start();
      return 20 * Math.log10(rmsOf((await context.startRendering()).getChannelData(0)) / rmsOf(left));
    };
    for (const hz of [60, 120, 240, 480, 960, 1920, 3840, 7680]) expect(await share(hz), `${hz} Hz`).to.be.above(-30);
  });

  it('begins on the first beat: a kick, and nothing struck just before', () => {
    const rise = (at: number) => {
      const window = RATE * 0.04;
      const before = Float32Array.from({ length: window }, (_, index) => left[(at - window + index + left.length) % left.length] ?? 0);
      return rmsOf(left.subarray(at, at + window)) / rmsOf(before);
    };
    for (const bar of [0, 1, 4]) expect(rise(bar * 2.5 * RATE), `bar ${bar + 1}`).to.be.above(1.3);
  });

  it('goes over its seam as smoothly as anywhere near it', () => {
    for (const side of [left, right]) {
      const around = new Float32Array(400);
      around.set(side.subarray(-200));
      around.set(side.subarray(0, 200), 200);
      const step = Math.abs((around[200] ?? 0) - (around[199] ?? 0));
      expect(step).to.be.at.most(largestStep(around.subarray(0, 200)) * 1.5);
    }
  });

  it('is the same on every rendering, to what the browser’s nodes round', async () => {
    const again = (await renderLoop(RATE)).getChannelData(0);
    expect(again.findIndex((value, index) => Math.abs(value - (left[index] ?? 0)) > 5e-4)).to.equal(-1);
  });
});

describe('the instruments', () => {
  for (const note of extremes(lead.flat().map(([, note]) => note))) {
    it(`plucks note ${note} within 3 cents`, () => {
      const sound = pluckedString(RATE, note, 0.8, 0.6).subarray(0.05 * RATE);
      expect(Math.abs(cents(frequencyNear(sound, frequencyOf(note), RATE), frequencyOf(note)))).to.be.below(3);
    });
  }

  for (const note of extremes(bass.flat().map(([, note]) => note))) {
    it(`plays bass note ${note} within 3 cents`, () => {
      const sound = bassString(RATE, note, 0.9, 1).subarray(0.05 * RATE);
      expect(Math.abs(cents(frequencyNear(sound, frequencyOf(note), RATE), frequencyOf(note)))).to.be.below(3);
    });
  }

  for (const note of extremes(chords.flat().flatMap(({ notes }) => [...notes]))) {
    it(`strikes tine ${note} within 3 cents`, () => {
      const sound = tineNote(RATE, note, 0.7, 1);
      expect(Math.abs(cents(frequencyNear(sound, frequencyOf(note), RATE), frequencyOf(note)))).to.be.below(3);
    });
  }
});

describe('Stem', () => {
  it('puts what is past the end at the beginning', () => {
    const stem = new Stem(10, 10);
    stem.add(Float32Array.of(1, 2, 3, 4), 0.8, { pan: -1 });
    expect([...stem.left]).to.deep.equal([3, 4, 0, 0, 0, 0, 0, 0, 1, 2]);
    expect(peakOf(stem.right)).to.be.below(1e-6);
  });

  it('begins before the seam when the time is negative', () => {
    const stem = new Stem(10, 10);
    stem.add(Float32Array.of(1, 2), -0.1, { pan: -1 });
    expect(stem.left[9]).to.equal(1);
    expect(stem.left[0]).to.equal(2);
  });

  it('pans with constant power', () => {
    const stem = new Stem(1, 1);
    stem.add(Float32Array.of(1), 0, { pan: 0.3 });
    expect((stem.left[0] ?? 0) ** 2 + (stem.right[0] ?? 0) ** 2).to.be.closeTo(1, 1e-6);
    expect(stem.right[0]).to.be.above(stem.left[0] ?? 0);
  });

  it('releases by 60 dB in the time given', () => {
    const stem = new Stem(3000, 1000);
    stem.add(new Float32Array(3000).fill(1), 0, { pan: -1, hold: 1, release: 0.5 });
    expect(stem.left[1000]).to.be.closeTo(1, 0.001);
    expect(20 * Math.log10(stem.left[1500] ?? 0)).to.be.closeTo(-60, 0.5);
    expect(stem.left[2000]).to.equal(0);
  });
});

describe('timeOf', () => {
  it('swings the odd sixteenths and leaves the even ones in place', () => {
    const step = 60 / 96 / 4;
    expect(timeOf(1, 4)).to.be.closeTo(20 * step, 1e-9);
    expect(timeOf(0, 1))
      .to.be.above(step)
      .and.below(step * 1.34);
  });
});
