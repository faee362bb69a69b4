import { expect } from 'chai';
import { METER_REDUCTION } from '../../src/effects/block-layout.ts';
import type { ParameterValues } from '../../src/effects/descriptor.ts';
import { decibels, differenceDb, peak } from './analysis.ts';
import { describeBuilds, TestRack } from './engine.ts';
import { noise, silence, sine } from './signals.ts';

/** The soft-kneed static curve of Giannoulis, Massberg and Reiss (2012), eq. 4: output level for input level, dB. */
function staticCurve(level: number, threshold: number, ratio: number, knee: number): number {
  const over = level - threshold;
  if (2 * over < -knee) return level;
  if (knee > 0 && 2 * Math.abs(over) <= knee) return level + ((1 / ratio - 1) * (over + knee / 2) ** 2) / (2 * knee);
  return threshold + over / ratio;
}

const amplitude = (level: number): number => 10 ** (level / 20);

/** A signal of one level, then another, then the first again, each for a second; alternating sign, so that its peak is its level. */
function levels(low: number, high: number): Float32Array {
  return Float32Array.from(
    { length: 144000 },
    (_, frame) => amplitude(frame >= 48000 && frame < 96000 ? high : low) * (frame % 2 ? -1 : 1),
  );
}

describeBuilds('compressor', (build) => {
  it('holds its static curve on a 1 kHz sine within 0.2 dB', () => {
    for (const [threshold, ratio, knee] of [
      [-20, 4, 6],
      [-30, 2, 0],
      [-12, 20, 24],
      [-40, 8, 12],
    ] as const) {
      for (let level = -60; level <= 0; level += 4) {
        const rack = new TestRack(build);
        rack.insert(0, 'compressor', { threshold, ratio, knee, attack: 0.003, release: 0.5 });
        const [output] = rack.render(sine(96000, 1000, 48000, amplitude(level)));
        const settled = decibels(peak(output.subarray(91200)));
        expect(settled, `${level} dB into ${threshold} dB, ${ratio}:1, knee ${knee}`).to.be.closeTo(
          staticCurve(level, threshold, ratio, knee),
          0.2,
        );
      }
    }
  });

  for (const [attack, release] of [
    [0.003, 0.1],
    [0.05, 0.3],
    [0.0005, 0.6],
  ] as const) {
    it(`covers 63 % of the way in dB in ${attack} s up and, its attack included, ${release} s down`, () => {
      const rack = new TestRack(build);
      rack.insert(0, 'compressor', { threshold: -40, ratio: 20, knee: 0, attack, release });
      const input = levels(-80, -6);
      const [output] = rack.render(input);
      const reduction = Array.from(output, (value, frame) => -decibels(value / (input[frame] ?? 1)));
      const full = (34 * 19) / 20;
      const way = 1 - Math.exp(-1);
      const up = reduction.findIndex((value, frame) => frame >= 48000 && value >= full * way) - 48000;
      const down = reduction.findIndex((value, frame) => frame >= 96000 && value <= full * (1 - way)) - 96000;
      expect(up / 48000 / attack).to.be.within(0.9, 1.1);
      expect(down / 48000 / (release + attack)).to.be.within(0.95, 1.05);
    });
  }

  it('follows the equations of the paper frame by frame', () => {
    const [threshold, ratio, knee, attack, release] = [-30, 6, 8, 0.0002, 0.005];
    const rack = new TestRack(build);
    rack.insert(0, 'compressor', { threshold, ratio, knee, attack, release });
    // Bursts of noise, so that both stages are always on their way somewhere.
    const input = noise(24000, 1).map((value, frame) => value * (frame % 700 < 300 ? 0.8 : 0.02));
    const [output] = rack.render(input);
    const [alphaA, alphaR] = [Math.exp(-1 / (attack * 48000)), Math.exp(-1 / (release * 48000))];
    let [held, reduction] = [0, 0];
    const wanted = input.map((value) => {
      const level = Math.max(-120, decibels(value));
      const gain = level - staticCurve(level, threshold, ratio, knee);
      held = Math.max(gain, alphaR * held + (1 - alphaR) * gain);
      reduction = alphaA * reduction + (1 - alphaA) * held;
      return value * amplitude(-reduction);
    });
    expect(differenceDb(output, wanted)).to.be.below(-70);
  });

  it('passes its input at a ratio of 1, and at a mix of 0', () => {
    for (const neutral of [{ ratio: 1 }, { wet_dry: 0 }] as ParameterValues[]) {
      const rack = new TestRack(build);
      rack.insert(0, 'compressor', { threshold: -60, ...neutral });
      const input = noise(9600);
      expect(differenceDb(rack.render(input)[0], input)).to.be.below(-120);
    }
  });

  it('adds make-up gain and mixes the untouched signal in', () => {
    const input = sine(48000, 1000, 48000, 0.01);
    const rack = new TestRack(build);
    rack.insert(0, 'compressor', { threshold: 0, knee: 0, makeup: 12 });
    expect(decibels(peak(rack.render(input)[0])) - decibels(0.01)).to.be.closeTo(12, 0.01);
    rack.insert(1, 'compressor', { threshold: 0, knee: 0, makeup: 12, wet_dry: 0.5 });
    const parallel = decibels((1 + amplitude(12)) / 2);
    expect(decibels(peak(rack.render(input)[0])) - decibels(0.01)).to.be.closeTo(12 + parallel, 0.01);
  });

  it('reduces both channels by the louder one', () => {
    const rack = new TestRack(build);
    rack.insert(0, 'compressor', { threshold: -40, ratio: 20 });
    const [, right] = rack.render(sine(48000, 1000, 48000, 0.5), sine(48000, 1000, 48000, 0.001));
    expect(decibels(peak(right.subarray(43200))) - decibels(0.001)).to.be.below(-25);
  });

  it('listens to the sidechain when asked to, and to itself when there is none', () => {
    const quiet = sine(48000, 440, 48000, 0.001);
    const loud = sine(48000, 60, 48000, 0.8);
    const settled = (sidechain: number, key: boolean) => {
      const rack = new TestRack(build);
      rack.insert(0, 'compressor', { threshold: -40, ratio: 20, sidechain });
      const [output] = rack.render(quiet, quiet, key ? { sidechain: [loud, loud] } : {});
      return decibels(peak(output.subarray(43200))) - decibels(0.001);
    };
    expect(settled(1, true)).to.be.below(-25);
    expect(settled(0, true)).to.be.closeTo(0, 0.01);
    expect(settled(1, false)).to.be.closeTo(0, 0.01);
  });

  it('reports its gain reduction, and none once it is bypassed or gone', () => {
    const rack = new TestRack(build);
    rack.insert(3, 'compressor', { threshold: -40, ratio: 4, knee: 0, release: 2 });
    const reduction = () => rack.meters[METER_REDUCTION + 3] ?? -1;
    rack.render(sine(96000, 1000, 48000, 1));
    expect(reduction()).to.be.closeTo(30, 0.3);
    rack.bypass(3, true);
    rack.render(sine(4800, 1000, 48000, 1));
    expect(reduction()).to.equal(0);
    rack.bypass(3, false);
    rack.render(sine(48000, 1000, 48000, 1));
    expect(reduction()).to.be.above(20);
    rack.remove(3);
    rack.render(silence(4800));
    expect(reduction()).to.equal(0);
  });
});
