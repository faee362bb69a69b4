import { expect } from 'chai';
import { findEffect, fullValues } from '../../src/effects/catalogue.ts';
import type { ParameterValues } from '../../src/effects/descriptor.ts';
import { eq } from '../../src/effects/eq.ts';
import { decibels, differenceDb, magnitudeAt, sweep } from './analysis.ts';
import { type Build, describeBuilds, TestRack } from './engine.ts';
import { impulse, noise } from './signals.ts';

type Response = (frequency: number) => number;
type Coefficients = readonly [b0: number, b1: number, b2: number, a0: number, a1: number, a2: number];

/** R. Bristow-Johnson's cookbook, straight from its text. */
function cookbook(type: BiquadFilterType, frequency: number, q: number, gain: number, sampleRate: number): Response {
  const angle = (2 * Math.PI * frequency) / sampleRate;
  const [c, s, A] = [Math.cos(angle), Math.sin(angle), 10 ** (gain / 40)];
  const alpha = s / (2 * q);
  const root = 2 * Math.sqrt(A) * alpha;
  const table: Partial<Record<BiquadFilterType, Coefficients>> = {
    highpass: [(1 + c) / 2, -(1 + c), (1 + c) / 2, 1 + alpha, -2 * c, 1 - alpha],
    lowpass: [(1 - c) / 2, 1 - c, (1 - c) / 2, 1 + alpha, -2 * c, 1 - alpha],
    peaking: [1 + alpha * A, -2 * c, 1 - alpha * A, 1 + alpha / A, -2 * c, 1 - alpha / A],
    lowshelf: [
      A * (A + 1 - (A - 1) * c + root),
      2 * A * (A - 1 - (A + 1) * c),
      A * (A + 1 - (A - 1) * c - root),
      A + 1 + (A - 1) * c + root,
      -2 * (A - 1 + (A + 1) * c),
      A + 1 + (A - 1) * c - root,
    ],
    highshelf: [
      A * (A + 1 + (A - 1) * c + root),
      -2 * A * (A - 1 + (A + 1) * c),
      A * (A + 1 + (A - 1) * c - root),
      A + 1 - (A - 1) * c + root,
      2 * (A - 1 - (A + 1) * c),
      A + 1 - (A - 1) * c - root,
    ],
  };
  const [b0, b1, b2, a0, a1, a2] = table[type] ?? [1, 0, 0, 1, 0, 0];
  const size = (x: number, y: number, z: number, w: number) =>
    Math.hypot(x + y * Math.cos(w) + z * Math.cos(2 * w), y * Math.sin(w) + z * Math.sin(2 * w));
  return (at) => size(b0, b1, b2, (2 * Math.PI * at) / sampleRate) / size(a0, a1, a2, (2 * Math.PI * at) / sampleRate);
}

/** The browser's own filter. Its Q of the cuts is in dB. */
function browserFilter(type: BiquadFilterType, frequency: number, q: number, gain: number, sampleRate: number): Response {
  const node = new OfflineAudioContext(1, 1, sampleRate).createBiquadFilter();
  node.type = type;
  node.frequency.value = frequency;
  node.Q.value = type === 'highpass' || type === 'lowpass' ? 20 * Math.log10(q) : q;
  node.gain.value = gain;
  const magnitude = new Float32Array(1);
  return (at) => {
    node.getFrequencyResponse(new Float32Array([at]), magnitude, new Float32Array(1));
    return magnitude[0] ?? 0;
  };
}

/** What the settings ask for, by either authority. */
function expected(values: ParameterValues, sampleRate: number, filter: typeof cookbook): Response {
  const set = fullValues(eq, values) as Record<string, number> & Record<'low_cut' | 'high_cut', number>;
  const at = (id: string) => Math.min(set[id] ?? 0, 0.49 * sampleRate);
  const sections = [
    filter('lowshelf', at('low_freq'), Math.SQRT1_2, set.low_gain ?? 0, sampleRate),
    filter('peaking', at('mid_freq'), set.mid_q ?? 1, set.mid_gain ?? 0, sampleRate),
    filter('highshelf', at('high_freq'), Math.SQRT1_2, set.high_gain ?? 0, sampleRate),
  ];
  if (set.low_cut > 10) sections.push(filter('highpass', at('low_cut'), Math.SQRT1_2, 0, sampleRate));
  if (set.high_cut < Math.min(24000, 0.49 * sampleRate)) sections.push(filter('lowpass', at('high_cut'), Math.SQRT1_2, 0, sampleRate));
  return (frequency) => sections.reduce((product, section) => product * section(frequency), 1);
}

function impulseResponse(build: Build, values: ParameterValues, sampleRate: number): Float32Array {
  const rack = new TestRack(build, sampleRate);
  rack.insert(0, 'eq', values);
  return rack.render(impulse(sampleRate > 50000 ? 131072 : 32768))[0];
}

const SETTINGS: ParameterValues[] = [
  { low_freq: 60, low_gain: 9 },
  { mid_freq: 3000, mid_gain: -12, mid_q: 4 },
  { mid_freq: 200, mid_gain: 18, mid_q: 0.3 },
  { high_freq: 12000, high_gain: -15 },
  { low_cut: 90, high_cut: 9000 },
  { low_gain: 6, mid_gain: -9, mid_q: 2, high_gain: 12, low_cut: 50, high_cut: 14000 },
];

describeBuilds('equaliser', (build) => {
  for (const sampleRate of [8000, 44100, 48000, 96000, 192000]) {
    it(`answers as the bilinear filters of the cookbook and as BiquadFilterNode within 0.1 dB at ${sampleRate} Hz`, () => {
      for (const values of SETTINGS) {
        const response = impulseResponse(build, values, sampleRate);
        const [book, browser] = [expected(values, sampleRate, cookbook), expected(values, sampleRate, browserFilter)];
        for (const frequency of sweep(20, Math.min(20000, 0.45 * sampleRate), 31)) {
          const level = decibels(magnitudeAt(response, frequency, sampleRate));
          const place = `${JSON.stringify(values)} at ${frequency.toFixed(0)} Hz`;
          expect(level, place).to.be.closeTo(decibels(book(frequency)), 0.1);
          // The node's coefficients are f32, which tells at low frequencies and high rates.
          expect(level, place).to.be.closeTo(decibels(browser(frequency)), 0.1);
        }
      }
    });
  }

  it('passes its input bit for bit when every band is flat', () => {
    const rack = new TestRack(build);
    rack.insert(0, 'eq');
    const input = noise(10000);
    expect(rack.render(input)[0]).to.deep.equal(input);
  });

  it('is bit-transparent again once a band has returned to 0 dB', () => {
    const rack = new TestRack(build);
    rack.insert(0, 'eq', { mid_gain: 12, low_cut: 200 });
    const input = noise(24000);
    const [output] = rack.render(input, input, { at: { 8000: () => rack.set(0, { mid_gain: 0, low_cut: 10 }) } });
    expect(differenceDb(output.subarray(0, 8000), input.subarray(0, 8000))).to.be.above(-40);
    expect(output.subarray(12000)).to.deep.equal(input.subarray(12000));
  });

  it('delays nothing: the first sample is answered at once', () => {
    const response = impulseResponse(build, { high_gain: 6, mid_gain: 3, low_gain: 3 }, 48000);
    expect(Math.abs(response[0] ?? 0)).to.be.above(0.9);
  });

  it('keeps left and right apart', () => {
    const rack = new TestRack(build);
    rack.insert(0, 'eq', { low_gain: 9, high_cut: 5000 });
    const [left, right] = rack.render(noise(4096), new Float32Array(4096));
    expect(left.some((value) => value !== 0)).to.equal(true);
    expect(right.every((value) => value === 0)).to.equal(true);
  });

  it('has every factory preset do what its numbers say', () => {
    for (const preset of findEffect('eq')?.presets ?? []) {
      const response = impulseResponse(build, preset.values, 48000);
      const wanted = expected(preset.values, 48000, cookbook);
      for (const frequency of sweep(30, 18000, 12))
        expect(decibels(magnitudeAt(response, frequency, 48000)), preset.name).to.be.closeTo(decibels(wanted(frequency)), 0.1);
    }
  });
});
