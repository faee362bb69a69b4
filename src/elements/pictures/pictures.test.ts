import { expect } from 'chai';
import { fullValues } from '../../effects/catalogue.ts';
import { compressor } from '../../effects/compressor.ts';
import { delay } from '../../effects/delay.ts';
import { eq } from '../../effects/eq.ts';
import { reverb } from '../../effects/reverb.ts';
import { compressorPicture, outputAt, reductionAt } from './compressor.ts';
import { delayPicture, echoes, echoTime } from './delay.ts';
import { eqPicture } from './eq.ts';
import { eqResponse } from './eq-response.ts';
import { spread } from './picture.ts';
import { reverbPicture, reverbTime } from './reverb.ts';

const glass = { width: 600, height: 120 };
const frequencies = spread(300, Math.log(20), Math.log(20_000)).map(Math.exp);

/** What the browser's own filters do together, in dB. */
function browsersResponse(filters: readonly Partial<BiquadFilterOptions>[]): number[] {
  const context = new OfflineAudioContext(1, 128, 48_000);
  const total = frequencies.map(() => 0);
  for (const options of filters) {
    const filter = new BiquadFilterNode(context, options as BiquadFilterOptions);
    const magnitude = new Float32Array(frequencies.length);
    filter.getFrequencyResponse(Float32Array.from(frequencies), magnitude, new Float32Array(frequencies.length));
    for (const [at, linear] of magnitude.entries()) total[at] = (total[at] ?? 0) + 20 * Math.log10(linear);
  }
  return total;
}

/** Butterworth's Q in dB, as the browser's cuts want it. */
const BUTTERWORTH = 20 * Math.log10(Math.SQRT1_2);

describe('the equalizer’s response', () => {
  const cases: [name: string, values: Record<string, number>, filters: Partial<BiquadFilterOptions>[]][] = [
    ['low shelf', { low_freq: 150, low_gain: 9 }, [{ type: 'lowshelf', frequency: 150, gain: 9 }]],
    ['low shelf, down', { low_freq: 900, low_gain: -18 }, [{ type: 'lowshelf', frequency: 900, gain: -18 }]],
    ['bell', { mid_freq: 2500, mid_gain: 12, mid_q: 4 }, [{ type: 'peaking', frequency: 2500, gain: 12, Q: 4 }]],
    ['bell, down', { mid_freq: 9000, mid_gain: -7, mid_q: 0.3 }, [{ type: 'peaking', frequency: 9000, gain: -7, Q: 0.3 }]],
    ['high shelf', { high_freq: 11_000, high_gain: 6 }, [{ type: 'highshelf', frequency: 11_000, gain: 6 }]],
    ['low cut', { low_cut: 120 }, [{ type: 'highpass', frequency: 120, Q: BUTTERWORTH }]],
    ['high cut', { high_cut: 3400 }, [{ type: 'lowpass', frequency: 3400, Q: BUTTERWORTH }]],
    [
      'all together',
      { low_cut: 40, low_gain: 4, mid_gain: -6, mid_q: 1, high_gain: 3, high_cut: 15_000 },
      [
        { type: 'highpass', frequency: 40, Q: BUTTERWORTH },
        { type: 'lowshelf', frequency: 200, gain: 4 },
        { type: 'peaking', frequency: 1000, gain: -6, Q: 1 },
        { type: 'highshelf', frequency: 8000, gain: 3 },
        { type: 'lowpass', frequency: 15_000, Q: BUTTERWORTH },
      ],
    ],
  ];
  for (const [name, values, filters] of cases) {
    it(`is that of the browser’s own filters: ${name}`, () => {
      const expected = browsersResponse(filters);
      for (const [at, frequency] of frequencies.entries()) {
        expect(eqResponse(fullValues(eq, values), frequency), `${frequency} Hz`).to.be.closeTo(expected[at] ?? Number.NaN, 0.01);
      }
    });
  }

  it('is flat at the defaults', () => {
    for (const frequency of frequencies) expect(eqResponse(fullValues(eq), frequency)).to.be.closeTo(0, 1e-9);
  });

  it('gives each band a handle that moves its frequency and gain', () => {
    const values = fullValues(eq, { mid_freq: 1000, mid_gain: 0 });
    const middle = eqPicture.handles?.(values, glass)[1];
    // 20 Hz to 20 kHz are three decades over the glass.
    expect(middle?.x).to.be.closeTo((600 * Math.log10(50)) / 3, 1e-9);
    expect(middle?.y).to.equal(60);
    expect(middle?.move({ x: 400, y: 60 - (60 * 6) / 21 })).to.deep.equal({ mid_freq: 2000, mid_gain: 6 });
    expect(middle?.move({ x: -50, y: -50 })).to.deep.equal({ mid_freq: 100, mid_gain: 18 });
  });

  it('is said in words', () => {
    expect(eqPicture.describe(fullValues(eq))).to.equal('Frequency response: flat');
    const values = fullValues(eq, { low_gain: 5, low_freq: 80, high_gain: -2 });
    expect(eqPicture.describe(values)).to.equal('Frequency response: +5.0 dB at 80 Hz, −2.0 dB at 8.00 kHz');
  });
});

describe('the compressor’s curve', () => {
  const hard = fullValues(compressor, { threshold: -20, ratio: 4, knee: 0 });

  it('leaves what is below the threshold and divides what is above by the ratio', () => {
    expect(outputAt(hard, -40)).to.be.closeTo(-40, 1e-9);
    expect(outputAt(hard, 0)).to.be.closeTo(-15, 1e-9);
  });

  it('bends over the knee without a step in level or slope', () => {
    const soft = { ...hard, knee: 12 };
    expect(reductionAt(soft, -26)).to.be.closeTo(0, 1e-9);
    expect(reductionAt(soft, -14)).to.be.closeTo(reductionAt(hard, -14), 1e-9);
    for (const level of [-26, -14]) {
      const slope = (from: number, to: number): number => (reductionAt(soft, to) - reductionAt(soft, from)) / (to - from);
      expect(slope(level - 1e-4, level)).to.be.closeTo(slope(level, level + 1e-4), 1e-3);
    }
  });

  it('adds make-up, and the dry part in parallel', () => {
    expect(outputAt({ ...hard, makeup: 6 }, 0)).to.be.closeTo(-9, 1e-9);
    expect(outputAt({ ...hard, wet_dry: 0 }, 0)).to.be.closeTo(0, 1e-9);
    expect(outputAt({ ...hard, wet_dry: 0.5 }, 0)).to.be.closeTo(20 * Math.log10(0.5 + 0.5 * 10 ** (-15 / 20)), 1e-9);
  });

  it('puts the dot where the curve reduces by as much', () => {
    // 6 dB of reduction at 4 : 1 are 8 dB over the threshold: −12 dBFS on a scale from −60 to +6.
    expect(compressorPicture.locate?.(hard, glass, 6).x).to.be.closeTo((48 / 66) * 600, 0.01);
  });

  it('is said in words', () => {
    expect(compressorPicture.describe(hard)).to.equal('Transfer curve: 4.0 : 1 from −20.0 dB');
  });
});

describe('decay and echoes', () => {
  it('rings from 0.3 to 6 seconds', () => {
    expect(reverbTime({ room_size: 0 })).to.equal(0.3);
    expect(reverbTime({ room_size: 1 })).to.be.closeTo(6, 1e-9);
    expect(reverbPicture.describe(fullValues(reverb, { room_size: 1, pre_delay: 0.02 }))).to.equal('Decay: 6.00 s after 20.0 ms');
  });

  it('repeats after the time, or after the note at the tempo', () => {
    expect(echoTime(fullValues(delay, { time: 0.42 }))).to.equal(0.42);
    // A dotted eighth at 120 beats a minute.
    expect(echoTime(fullValues(delay, { sync: 1, note: 6, tempo: 120 }))).to.equal(0.375);
  });

  it('fades each echo by the feedback and swings from side to side', () => {
    const values = fullValues(delay, { time: 0.5, feedback: 0.5, ping_pong: 1 });
    expect(echoes(values).slice(0, 3)).to.deep.equal([
      { time: 0.5, gain: 1, side: 'left' },
      { time: 1, gain: 0.5, side: 'right' },
      { time: 1.5, gain: 0.25, side: 'left' },
    ]);
    expect(delayPicture.describe(values)).to.equal('7 echoes from side to side, one every 500 ms');
  });
});
