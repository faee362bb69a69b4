import { expect } from 'chai';
import { NOTE_BEATS } from '../../src/effects/delay.ts';
import type { ParameterValues } from '../../src/effects/descriptor.ts';
import { decibels, differenceDb, magnitudeAt, peak, power } from './analysis.ts';
import { type Build, describeBuilds, TestRack } from './engine.ts';
import { impulse, noise, silence, sine } from './signals.ts';

/** All wet, no filters: what comes out is the echoes alone. */
const BARE = { wet_dry: 1, low_cut: 20, high_cut: 20000 };

function echoes(signal: Float32Array, sampleRate = 48000): [seconds: number, level: number][] {
  return Array.from(signal, (value, frame): [number, number] => [frame / sampleRate, value]).filter(([, value]) => Math.abs(value) > 1e-6);
}

function render(build: Build, values: ParameterValues, left: Float32Array, right = left, sampleRate = 48000) {
  const rack = new TestRack(build, sampleRate);
  rack.insert(0, 'delay', values);
  return rack.render(left, right);
}

describeBuilds('delay', (build) => {
  for (const sampleRate of [8000, 44100, 48000, 96000, 192000]) {
    it(`repeats after the time set, each echo lower by the feedback, at ${sampleRate} Hz`, () => {
      const [left, right] = render(
        build,
        { ...BARE, time: 0.1, feedback: 0.5 },
        impulse(sampleRate / 2),
        silence(sampleRate / 2),
        sampleRate,
      );
      const heard = echoes(left, sampleRate);
      expect(heard.map(([, level]) => level)).to.deep.equal([1, 0.5, 0.25, 0.125]);
      heard.forEach(([seconds], index) => {
        expect(seconds).to.be.closeTo(0.1 * (index + 1), 0.5 / sampleRate + 1e-9);
      });
      expect(peak(right)).to.be.below(1e-15);
    });
  }

  it('takes times from a millisecond to two seconds', () => {
    for (const time of [0.001, 0.0125, 2]) {
      const [[seconds = 0] = []] = echoes(render(build, { ...BARE, time, feedback: 0 }, impulse(100000))[0]);
      expect(seconds).to.be.closeTo(time, 1 / 96000);
    }
  });

  it('bounces between the sides in ping-pong, the mean of both inputs first on the left', () => {
    const [left, right] = render(build, { ...BARE, time: 0.1, feedback: 0.5, ping_pong: 1 }, impulse(24000), silence(24000));
    expect(echoes(left)).to.deep.equal([
      [0.1, 0.5],
      [0.3, 0.125],
    ]);
    expect(echoes(right)).to.deep.equal([
      [0.2, 0.25],
      [0.4, 0.0625],
    ]);
  });

  it('follows the tempo in every note length, the longest included', () => {
    NOTE_BEATS.forEach((beats, note) => {
      for (const tempo of [40, 133.3]) {
        const seconds = (beats * 60) / tempo;
        const [left] = render(
          build,
          { ...BARE, sync: 1, note, tempo, feedback: 0, time: 0.5 },
          impulse(Math.ceil(seconds * 8000) + 200),
          undefined,
          8000,
        );
        expect(echoes(left, 8000)[0]?.[0]).to.be.closeTo(seconds, 1 / 16000 + 1e-6);
      }
    });
  });

  it('filters what it repeats, one pole at each end', () => {
    const [response] = render(build, { wet_dry: 1, feedback: 0, time: 0.01, low_cut: 300, high_cut: 2200 }, impulse(16384));
    // One-pole low-passes with their −3 dB point exactly at f: a² / (1 − 2b·cos ω + b²), b = 1 − a.
    const lowPass = (cut: number, frequency: number): readonly [number, number] => {
      const c = 1 - Math.cos((2 * Math.PI * cut) / 48000);
      const a = Math.sqrt(c * (c + 2)) - c;
      const w = (2 * Math.PI * frequency) / 48000;
      const [re, im] = [1 - (1 - a) * Math.cos(w), (1 - a) * Math.sin(w)];
      return [(a * re) / (re * re + im * im), (-a * im) / (re * re + im * im)];
    };
    for (const frequency of [40, 120, 300, 800, 2200, 6000, 15000]) {
      const high = lowPass(2200, frequency);
      const low = lowPass(300, frequency);
      const wanted = Math.hypot(...high) * Math.hypot(1 - low[0], low[1]);
      expect(decibels(magnitudeAt(response, frequency, 48000)), `${frequency} Hz`).to.be.closeTo(decibels(wanted), 0.1);
    }
  });

  it('bends the pitch by its modulation as the formula says', () => {
    const frames = 96000;
    const [output] = render(build, { ...BARE, time: 0.02, feedback: 0, mod_depth: 1, mod_rate: 2 }, sine(frames, 1000, 48000, 1));
    const wanted = Float32Array.from({ length: frames }, (_, frame) => {
      const seconds = frame / 48000;
      return Math.sin(2 * Math.PI * 1000 * (seconds - 0.02 - 0.001 * Math.sin(2 * Math.PI * 2 * seconds)));
    });
    expect(differenceDb(output.subarray(4800), wanted.subarray(4800))).to.be.below(-70);
  });

  it('keeps its power at every mix and is exactly dry at 0', () => {
    const input = noise(96000);
    expect(render(build, { wet_dry: 0 }, input)[0]).to.deep.equal(input);
    for (const wet_dry of [0.25, 0.5, 0.75]) {
      const [output] = render(build, { ...BARE, wet_dry, time: 0.1, feedback: 0 }, input);
      expect(10 * Math.log10(power(output.subarray(9600)) / power(input.subarray(9600)))).to.be.closeTo(0, 0.3);
    }
  });

  it('moves to a new time without a sweep, and ends exactly there', () => {
    const rack = new TestRack(build);
    rack.insert(0, 'delay', { ...BARE, time: 0.1, feedback: 0 });
    const input = noise(48000);
    const [output] = rack.render(input, input, {
      at: { 9600: () => rack.set(0, { time: 0.35 }), 10240: () => rack.set(0, { time: 0.025 }) },
    });
    // Two crossfades of 50 ms later, only the newest wish is heard.
    expect(differenceDb(output.subarray(20000), input.subarray(20000 - 1200, 48000 - 1200))).to.be.below(-120);
  });

  it('stays bounded at full feedback with the deepest modulation', () => {
    const [output] = render(build, { ...BARE, time: 0.001, feedback: 0.98, mod_depth: 5, mod_rate: 8 }, noise(480000, 1));
    expect(peak(output)).to.be.within(0.1, 50);
  });

  it('falls silent with reset', () => {
    const rack = new TestRack(build);
    rack.insert(0, 'delay', { ...BARE, feedback: 0.9 });
    // Longer than the line, so that no part of it is silent by itself.
    rack.render(noise(336000));
    rack.reset();
    expect(peak(rack.render(silence(96000))[0])).to.be.below(1e-15);
  });
});
