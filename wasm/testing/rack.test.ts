import { expect } from 'chai';
import {
  METER_IN_PEAK_L,
  METER_IN_RMS_L,
  METER_IN_RMS_R,
  METER_OUT_PEAK_L,
  METER_OUT_PEAK_R,
  METER_OUT_RMS_R,
  SLOTS,
  slotRow,
} from '../../src/effects/block-layout.ts';
import { catalogue } from '../../src/effects/catalogue.ts';
import { decibels, differenceDb, peak } from './analysis.ts';
import { describeBuilds, TestRack } from './engine.ts';
import { noise, silence, sine } from './signals.ts';

const EFFECTS = catalogue.map(({ id }) => id);
/** Settings in which every part of every effect works. */
const BUSY = {
  reverb: { wet_dry: 0.4, room_size: 0.5 },
  compressor: { threshold: -30, makeup: 6 },
  eq: { low_gain: 6, mid_gain: -6, high_gain: 4, low_cut: 60, high_cut: 12000 },
  delay: { time: 0.02, feedback: 0.4, ping_pong: 1, mod_depth: 1 },
} as Readonly<Record<string, Record<string, number>>>;

function fullRack(build: ConstructorParameters<typeof TestRack>[0], sampleRate = 48000, maxFrames = 128): TestRack {
  const rack = new TestRack(build, sampleRate, maxFrames);
  EFFECTS.forEach((effect, slot) => {
    rack.insert(slot, effect, BUSY[effect]);
  });
  return rack;
}

describeBuilds('rack', (build) => {
  it('copies its input when it is empty, and has no latency', () => {
    const rack = new TestRack(build);
    const input = noise(5000);
    expect(rack.render(input)[0]).to.deep.equal(input);
    expect(rack.engine.exports.rackLatency(rack.pointer)).to.equal(0);
  });

  it('refuses what cannot be done, by number', () => {
    const rack = new TestRack(build);
    const { exports } = rack.engine;
    expect(rack.insert(0, 'eq')).to.equal(0);
    expect(rack.insert(0, 'eq'), 'taken').to.equal(2);
    expect(exports.rackInsert(rack.pointer, SLOTS, 0, 0, 0), 'out of range').to.equal(2);
    expect(exports.rackInsert(rack.pointer, -1, 0, 0, 0), 'out of range').to.equal(2);
    expect(exports.rackInsert(rack.pointer, 1, catalogue.length, 0, 0), 'unknown').to.equal(3);
    expect(rack.remove(1)).to.equal(2);
    expect(rack.move(1, 0)).to.equal(2);
  });

  it('says so when memory runs out, and goes on', () => {
    const engine = build.instantiate(128);
    const rack = new TestRack(engine);
    const answers = Array.from({ length: SLOTS }, (_, slot) => rack.insert(slot, 'delay', { wet_dry: 0 }));
    expect(answers).to.include(0).and.to.include(1);
    const input = noise(1280);
    expect(rack.render(input)[0]).to.deep.equal(input);
    rack.destroy();
    expect(engine.exports.memoryInUse()).to.equal(0);
    expect(engine.exports.rackCreate(48000, 1 << 24), 'a rack that does not fit').to.equal(0);
  });

  it('is bit-transparent while a slot, or the whole rack, is bypassed', () => {
    const input = noise(9600);
    for (const effect of EFFECTS) {
      const rack = new TestRack(build);
      rack.insert(0, effect, BUSY[effect]);
      rack.bypass(0, true);
      expect(rack.render(input)[0].subarray(2400), effect).to.deep.equal(input.subarray(2400));
    }
    const rack = fullRack(build);
    rack.bypassRack(true);
    expect(rack.render(input)[0]).to.deep.equal(input);
  });

  it('comes out of a bypass with clean tails', () => {
    const rack = new TestRack(build);
    rack.insert(0, 'delay', { time: 0.5, feedback: 0.9, wet_dry: 1 });
    rack.render(noise(48000));
    rack.bypass(0, true);
    rack.render(silence(4800));
    rack.bypass(0, false);
    expect(peak(rack.render(silence(96000))[0])).to.be.below(1e-12);
  });

  it('processes in the order of the chain, also after overlapping moves', () => {
    // Quiet → +24 dB → compressor differs from compressor → +24 dB.
    const input = sine(48000, 1000, 48000, 0.05);
    const build3 = (order: readonly number[], moves: readonly (readonly [number, number])[] = []) => {
      const rack = new TestRack(build);
      const add = [
        () => rack.insert(0, 'eq', { low_freq: 1000, low_gain: 18, high_freq: 1000, high_gain: 18 }),
        () => rack.insert(1, 'compressor', { threshold: -20, ratio: 20, knee: 0, release: 1 }),
        () => rack.insert(2, 'compressor', { threshold: 0, ratio: 1, makeup: 12 }),
      ];
      for (const slot of order) add[slot]?.();
      for (const [slot, position] of moves) rack.move(slot, position);
      return rack.render(input)[0].subarray(43200);
    };
    const straight = peak(build3([0, 1, 2]));
    const late = peak(build3([1, 0, 2]));
    expect(decibels(late / straight)).to.be.above(10);
    expect(peak(build3([1, 0, 2], [[1, 1]])) / straight).to.be.closeTo(1, 0.01);
    expect(
      peak(
        build3(
          [2, 1, 0],
          [
            [2, 2],
            [0, 0],
          ],
        ),
      ) / straight,
      'a reversal',
    ).to.be.closeTo(1, 0.01);
    expect(
      peak(
        build3(
          [0, 1, 2],
          [
            [0, 2],
            [0, 0],
          ],
        ),
      ) / straight,
      'there and back',
    ).to.be.closeTo(1, 0.01);
    const crossing = build3(
      [0, 1, 2],
      [
        [0, 2],
        [1, 1],
      ],
    );
    expect(peak(crossing) / peak(build3([2, 1, 0])), 'both waiting to move').to.be.closeTo(1, 0.01);
  });

  describe('switches without a click', () => {
    /**
     * The largest step that the slope before it does not announce, x[n] − 2·x[n−1] + x[n−2]: a click shows in full, while the
     * slope of a signal that merely grows does not count as one.
     */
    const steps = (signal: Float32Array, from: number, to: number): number => {
      let most = 0;
      for (let frame = from; frame < to; frame += 1)
        most = Math.max(most, Math.abs((signal[frame] ?? 0) - 2 * (signal[frame - 1] ?? 0) + (signal[frame - 2] ?? 0)));
      return most;
    };
    const CHANGE = 48000;
    const END = 120000;
    const input = sine(END, 100);

    /** No step during the change may exceed the largest of the steady sound before and after by more than 0.001 (−60 dB) of the peak. */
    function expectNoClick(rack: TestRack, change: () => void, name: string): void {
      for (const output of rack.render(input, input, { at: { [CHANGE]: change } })) {
        const steady = Math.max(steps(output, CHANGE - 9600, CHANGE), steps(output, END - 9600, END));
        expect(steps(output, CHANGE, CHANGE + 24000), name).to.be.at.most(
          steady + 0.001 * Math.max(peak(output.subarray(CHANGE - 9600)), 0.5),
        );
      }
    }

    for (const effect of EFFECTS) {
      it(`${effect}: insert, remove, move, bypass on and off`, () => {
        const inserted = new TestRack(build);
        expectNoClick(inserted, () => inserted.insert(0, effect, BUSY[effect], { fade: true }), 'insert');
        const removed = new TestRack(build);
        removed.insert(0, effect, BUSY[effect]);
        expectNoClick(removed, () => removed.remove(0), 'remove');
        const replaced = new TestRack(build);
        replaced.insert(0, effect, BUSY[effect]);
        expectNoClick(
          replaced,
          () => {
            replaced.remove(0);
            replaced.insert(0, 'eq', { low_gain: -6 }, { fade: true });
          },
          'replace in the same slot',
        );
        const moved = fullRack(build);
        expectNoClick(moved, () => moved.move(EFFECTS.indexOf(effect), 3), 'move');
        for (const on of [true, false]) {
          const bypassed = new TestRack(build);
          bypassed.insert(0, effect, BUSY[effect]);
          bypassed.bypass(0, !on);
          expectNoClick(bypassed, () => bypassed.bypass(0, on), `bypass ${on}`);
        }
      });

      it(`${effect}: every parameter from end to end, and every preset after every other`, () => {
        const descriptor = catalogue.find(({ id }) => id === effect);
        for (const parameter of descriptor?.parameters ?? []) {
          for (const [from, to] of [
            [parameter.min, parameter.max],
            [parameter.max, parameter.min],
          ] as const) {
            const rack = new TestRack(build);
            rack.insert(0, effect, { ...BUSY[effect], [parameter.id]: from });
            expectNoClick(rack, () => rack.set(0, { [parameter.id]: to }), `${parameter.id} ${from} → ${to}`);
          }
        }
        for (const preset of descriptor?.presets ?? []) {
          const rack = new TestRack(build);
          rack.insert(0, effect, BUSY[effect]);
          expectNoClick(rack, () => rack.set(0, preset.values), preset.name);
        }
      });
    }

    it('the whole rack: bypass on and off', () => {
      for (const on of [true, false]) {
        const rack = fullRack(build);
        rack.bypassRack(!on);
        expectNoClick(rack, () => rack.bypassRack(on), `bypass ${on}`);
      }
    });
  });

  for (const effect of EFFECTS) {
    it(`${effect}: stays finite, within one quantum, whatever comes in`, () => {
      const denormal = Float32Array.from({ length: 128 }, () => 1e-40);
      for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e30, -3.4e38, 1e-40]) {
        const rack = new TestRack(build);
        rack.insert(0, effect, BUSY[effect]);
        rack.render(noise(1280));
        const dirty = noise(1280);
        dirty[200] = bad;
        dirty.fill(bad, 640, 768);
        for (const side of rack.render(dirty)) expect(side.every(Number.isFinite), `${bad}`).to.equal(true);
        const after = rack.render(noise(48000), undefined, { sidechain: [dirty.subarray(0, 0), denormal.subarray(0, 0)] });
        for (const side of after) expect(peak(side), `${bad}`).to.be.below(2000);
      }
    });

    it(`${effect}: does not care how the frames are cut`, () => {
      const input = noise(24000);
      const events = (rack: TestRack) => ({
        4096: () => rack.set(0, BUSY[effect] ?? {}),
        8192: () => rack.bypass(0, true),
        12288: () => rack.bypass(0, false),
      });
      const render = (quantum: number | ((frame: number) => number)) => {
        const rack = new TestRack(build, 48000, 4096);
        rack.insert(0, effect);
        // Changes arrive where all the cuts below have a limit.
        const limited = (frame: number) => Math.min(typeof quantum === 'number' ? quantum : quantum(frame), 4096 - (frame % 4096));
        return rack.render(input, input, { quantum: limited, at: events(rack) })[0];
      };
      const reference = render(128);
      for (const quantum of [1, 3, 32, 100, 256, 441, 1024, 2048])
        expect(differenceDb(render(quantum), reference), `${quantum}`).to.be.below(-100);
      expect(
        differenceDb(
          render((frame) => 1 + ((frame * 7) % 61)),
          reference,
        ),
        'uneven',
      ).to.be.below(-100);
    });

    it(`${effect}: works from 8 to 192 kHz`, () => {
      for (const sampleRate of [8000, 11025, 22050, 44100, 88200, 192000]) {
        const rack = new TestRack(build, sampleRate);
        rack.insert(0, effect, BUSY[effect]);
        const [left] = rack.render(noise(sampleRate / 2));
        expect(left.every(Number.isFinite)).to.equal(true);
        expect(peak(left), `${sampleRate} Hz`).to.be.within(0.05, 3);
      }
    });

    it(`${effect}: keeps the last good value of a parameter that is no number, and limits the others`, () => {
      const input = noise(9600);
      const render = (spoil: (rack: TestRack, row: number) => void) => {
        const rack = new TestRack(build);
        rack.insert(0, effect, BUSY[effect]);
        spoil(rack, slotRow(0) + 1);
        return rack.render(input)[0];
      };
      const parameters = catalogue.find(({ id }) => id === effect)?.parameters ?? [];
      const good = render(() => undefined);
      expect(render((rack, row) => rack.rows.fill(Number.NaN, row, row + parameters.length))).to.deep.equal(good);
      const highest = render((rack) => rack.set(0, Object.fromEntries(parameters.map(({ id, max }) => [id, max]))));
      expect(render((rack, row) => rack.rows.fill(1e9, row, row + parameters.length))).to.deep.equal(highest);
    });
  }

  it('takes a quantum of no frames', () => {
    const rack = fullRack(build);
    rack.engine.exports.rackProcess(rack.pointer, 0, 0);
    rack.engine.exports.rackProcess(rack.pointer, -5, 0);
    expect(rack.render(noise(128))[0].every(Number.isFinite)).to.equal(true);
  });

  it('meters peak and RMS before and after, and lets the peak fall by 24 dB a second', () => {
    const rack = new TestRack(build);
    rack.insert(0, 'compressor', { threshold: 0, knee: 0, makeup: 6 });
    rack.render(sine(96000, 1000, 48000, 0.25), silence(96000));
    const meter = (index: number) => decibels(rack.meters[index] ?? 0);
    expect(meter(METER_IN_PEAK_L)).to.be.closeTo(decibels(0.25), 0.1);
    expect(meter(METER_IN_RMS_L)).to.be.closeTo(decibels(0.25 * Math.SQRT1_2), 0.1);
    expect(meter(METER_OUT_PEAK_L)).to.be.closeTo(decibels(0.25) + 6, 0.1);
    expect(rack.meters[METER_IN_RMS_R]).to.equal(0);
    expect(rack.meters[METER_OUT_PEAK_R]).to.equal(0);
    expect(rack.meters[METER_OUT_RMS_R]).to.equal(0);
    rack.render(silence(24000));
    expect(meter(METER_IN_PEAK_L)).to.be.closeTo(decibels(0.25) - 12, 0.1);
    // 300 ms on the square: 0.5 s take 10·log₁₀(e^(−0.5/0.3)) dB.
    expect(meter(METER_IN_RMS_L)).to.be.closeTo(decibels(0.25 * Math.SQRT1_2) - 7.24, 0.2);
    rack.reset();
    expect(rack.meters.every((value) => value === 0)).to.equal(true);
  });

  it('returns all memory, however often effects come and go', () => {
    const engine = build.instantiate();
    const { exports, memory } = engine;
    expect(exports.memoryInUse()).to.equal(0);
    const rack = new TestRack(engine);
    const empty = exports.memoryInUse();
    const cycle = (count: number) => {
      for (let turn = 0; turn < count; turn += 1) {
        const slot = turn % SLOTS;
        expect(rack.insert(slot, EFFECTS[turn % EFFECTS.length] ?? '', {}, { position: turn % 5, fade: turn % 3 > 0 })).to.equal(0);
        if (turn % 7 === 0) rack.move(slot, 0);
        if (turn % 2) exports.rackProcess(rack.pointer, 128, 0);
        expect(rack.remove(slot)).to.equal(0);
      }
      rack.render(silence(4800));
    };
    cycle(500);
    const size = memory.buffer.byteLength;
    cycle(9500);
    expect(exports.memoryInUse()).to.equal(empty);
    expect(memory.buffer.byteLength).to.equal(size);
    const full = fullRack(engine);
    full.destroy();
    rack.destroy();
    expect(exports.memoryInUse()).to.equal(0);
  });

  it('joins freed memory again, in whatever order it is freed', () => {
    const engine = build.instantiate();
    const { exports, memory } = engine;
    const racks = Array.from({ length: 24 }, () => exports.rackCreate(48000, 8192));
    const size = memory.buffer.byteLength;
    const inUse = exports.memoryInUse();
    for (const parity of [1, 0]) for (let index = parity; index < racks.length; index += 2) exports.rackDestroy(racks[index] ?? 0);
    // One as large as all of them together: 24 times the frames.
    exports.rackDestroy(exports.rackCreate(48000, 24 * 8192));
    expect(inUse).to.be.above(24 * 8192 * 40);
    expect(memory.buffer.byteLength).to.equal(size);
    expect(exports.memoryInUse()).to.equal(0);
  });

  it('serves many racks from one instance, each on its own', () => {
    const engine = build.instantiate();
    const racks = Array.from({ length: 8 }, (_, index) => {
      const rack = new TestRack(engine, 48000, 128);
      rack.insert(0, 'compressor', { threshold: 0, knee: 0, makeup: index });
      return rack;
    });
    const input = sine(4800, 1000, 48000, 0.1);
    racks.forEach((rack, index) => {
      expect(decibels(peak(rack.render(input)[0]) / 0.1)).to.be.closeTo(index, 0.01);
    });
  });
});
