import { expect } from 'chai';
import type { ParameterValues } from '../../src/effects/descriptor.ts';
import { bandAround, decaySeconds, differenceDb, echoDensity, flatness, peak, power, powerSpectrum } from './analysis.ts';
import { type Build, describeBuilds, type Stereo, TestRack } from './engine.ts';
import { impulse, noise, silence } from './signals.ts';

/** The room alone, with nothing that colours it. */
const ROOM = { wet_dry: 1, damping: 0, pre_delay: 0, high_freq: 20000, low_freq: 20, width: 1 };
/** The decay that a size asks for, as the descriptor's text says it. */
const decayOf = (size: number): number => 0.3 * 20 ** size;

function render(build: Build, values: ParameterValues, left: Float32Array, right = left, sampleRate = 48000): Stereo {
  const rack = new TestRack(build, sampleRate);
  rack.insert(0, 'reverb', values);
  return rack.render(left, right);
}

const roomResponse = (build: Build, values: ParameterValues, seconds: number, sampleRate = 48000): Stereo =>
  render(build, { ...ROOM, ...values }, impulse(Math.round(seconds * sampleRate)), undefined, sampleRate);

const onset = (signal: Float32Array): number => signal.findIndex((value) => Math.abs(value) > 1e-5);

describeBuilds('reverb', (build) => {
  for (const [sampleRate, room_size] of [
    [48000, 0],
    [48000, 0.3],
    [48000, 0.7],
    [48000, 1],
    [8000, 0.5],
    [44100, 0.5],
    [192000, 0.5],
  ] as const) {
    it(`decays in the time set within 10 % (size ${room_size}, ${sampleRate} Hz)`, () => {
      const wanted = decayOf(room_size);
      for (const side of roomResponse(build, { room_size }, wanted + 0.3, sampleRate)) {
        // The octave around 1 kHz, after the sound has arrived.
        expect(decaySeconds(bandAround(side.subarray(onset(side)), 1000, sampleRate), sampleRate) / wanted).to.be.within(0.9, 1.1);
      }
    });
  }

  it('lets damping shorten the decay at 5 kHz to 10^−damping of that at low frequencies', () => {
    for (const damping of [0.3, 0.7, 1]) {
      const [left] = roomResponse(build, { room_size: 0.7, damping }, 2.6);
      const tail = left.subarray(onset(left));
      // Narrow and steep, lest what leaks in from lower frequencies outlast the band itself.
      const low = decaySeconds(bandAround(tail, 180, 48000, 4, 4), 48000);
      const high = decaySeconds(bandAround(tail, 5000, 48000, 4, 4), 48000);
      expect(low / decayOf(0.7)).to.be.within(0.9, 1.1);
      expect(high / low / 10 ** -damping).to.be.within(0.85, 1.15);
    }
  });

  it('is dense within 100 ms in every room', () => {
    for (const room_size of [0, 0.3, 0.7, 1]) {
      for (const side of roomResponse(build, { room_size }, 0.4)) {
        const tail = side.subarray(onset(side));
        const density = [0.08, 0.1, 0.12, 0.14].map((seconds) => echoDensity(tail, seconds, 48000));
        expect(density.reduce((sum, value) => sum + value) / density.length, `size ${room_size}`).to.be.within(0.9, 1.1);
      }
    }
  });

  it('has no metallic peaks: the tail is as flat as Gaussian noise', () => {
    const window = 2048;
    const [left] = roomResponse(build, { room_size: 0.7 }, 2.2);
    // Undo the decay, so that the late part counts as much as the early.
    const spectra = Array.from({ length: 44 }, (_, part) => {
      const start = 9600 + part * window;
      const stretch = left.slice(start, start + window).map((value, frame) => {
        const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * frame) / window);
        return value * hann * 10 ** ((3 * (start + frame)) / 48000 / decayOf(0.7));
      });
      return powerSpectrum(stretch);
    });
    for (const [low, high] of [
      [200, 800],
      [800, 3200],
      [3200, 8000],
    ] as const) {
      const bins = spectra.map((spectrum) => spectrum.subarray(Math.round((low / 48000) * window), Math.round((high / 48000) * window)));
      const single = bins.reduce((sum, powers) => sum + flatness(powers), 0) / bins.length;
      const average = Float64Array.from(bins[0] ?? [], (_, bin) => bins.reduce((sum, powers) => sum + (powers[bin] ?? 0), 0));
      const mean = average.reduce((sum, value) => sum + value, 0) / average.length;
      expect(single, `one stretch from ${low} Hz`).to.be.within(0.5, 0.65);
      // A mode that rings on stays in its bin through all stretches; noise averages out, to 0.99 for 44 of them.
      expect(flatness(average), `all stretches from ${low} Hz`).to.be.above(0.9);
      expect(10 * Math.log10(Math.max(...average) / mean), `highest bin from ${low} Hz`).to.be.below(5);
    }
  });

  it('loses nothing but the stereo picture in mono', () => {
    const input = noise(192000);
    const [left, right] = render(build, ROOM, input).map((side) => side.subarray(96000)) as [Float32Array, Float32Array];
    const mono = left.map((value, frame) => (value + (right[frame] ?? 0)) / 2);
    // Two uncorrelated channels of equal power: 3 dB below either, not a cancellation.
    expect(10 * Math.log10(power(mono) / power(left))).to.be.closeTo(-3, 1);
    expect(10 * Math.log10(power(left) / power(right))).to.be.closeTo(0, 0.5);
  });

  it('is mono at width 0, at the same power', () => {
    const input = noise(192000);
    const wide = render(build, ROOM, input);
    const narrow = render(build, { ...ROOM, width: 0 }, input);
    expect(differenceDb(narrow[0], narrow[1])).to.be.below(-120);
    expect(10 * Math.log10(power(narrow[0].subarray(96000)) / power(wide[0].subarray(96000)))).to.be.closeTo(0, 1);
  });

  it('is as loud wet as dry, within 3 dB, for noise within its band', () => {
    const inBand = (seed: number) => bandAround(noise(240000, 1, seed), 1000, 48000);
    const [left, right] = [inBand(1), inBand(2)];
    for (const room_size of [0, 0.3, 0.7, 1]) {
      const output = render(build, { wet_dry: 1, room_size }, left, right);
      expect(10 * Math.log10(power(output[0].subarray(144000)) / power(left.subarray(144000))), `size ${room_size}`).to.be.within(-3, 3);
    }
  });

  it('waits for the pre-delay, to the frame', () => {
    const [near] = roomResponse(build, { pre_delay: 0 }, 0.3);
    const [far] = roomResponse(build, { pre_delay: 0.125 }, 0.425);
    expect(onset(far)).to.equal(onset(near) + 6000);
    expect(peak(far.subarray(0, 6000))).to.be.below(1e-15);
  });

  it('limits the band of the room', () => {
    const open = roomResponse(build, { room_size: 0.3 }, 1)[0];
    const limited = roomResponse(build, { room_size: 0.3, high_freq: 2000, low_freq: 500 }, 1)[0];
    const change = (frequency: number) =>
      10 * Math.log10(power(bandAround(limited, frequency, 48000)) / power(bandAround(open, frequency, 48000)));
    expect(change(60)).to.be.below(-15);
    expect(change(1000)).to.be.within(-4, 0);
    expect(change(12000)).to.be.below(-12);
  });

  it('is exactly dry at a mix of 0', () => {
    const input = noise(48000);
    expect(render(build, { wet_dry: 0 }, input)[0]).to.deep.equal(input);
  });

  it('falls silent with reset', () => {
    const rack = new TestRack(build);
    rack.insert(0, 'reverb', { room_size: 1, wet_dry: 1 });
    rack.render(noise(48000));
    expect(peak(rack.render(silence(4800))[0])).to.be.above(0.01);
    rack.reset();
    expect(peak(rack.render(silence(48000))[0])).to.be.below(1e-12);
  });

  it('gives both channels of a mono source a room of their own', () => {
    const [left, right] = roomResponse(build, {}, 1);
    const product = left.reduce((sum, value, frame) => sum + value * (right[frame] ?? 0), 0) / left.length;
    expect(Math.abs(product) / Math.sqrt(power(left) * power(right))).to.be.below(0.2);
  });
});
