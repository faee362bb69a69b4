import { expect } from 'chai';
import { catalogue, findEffect, fullValues, resolveEffect } from './catalogue.ts';
import type { Parameter } from './descriptor.ts';
import { fromTravel, parseValueText, snap, toTravel, validationError, valueText } from './value.ts';

const parameter = (effect: string, id: string): Parameter => {
  const found = findEffect(effect)?.parameters.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`no ${id} in ${effect}`);
  return found;
};

describe('catalogue', () => {
  it('finds an effect by the base name of its path, else by its name, in any case', () => {
    expect(resolveEffect('/path/to/reverb.vst3', 'Anything')?.id).to.equal('reverb');
    expect(resolveEffect('C:\\VST3\\Comp.dll', '')?.id).to.equal('compressor');
    expect(resolveEffect('/path/to/unknown.vst3', 'Equalizer')?.id).to.equal('eq');
    expect(resolveEffect('', 'nothing of ours')).to.equal(undefined);
    expect(resolveEffect('__proto__', 'constructor')).to.equal(undefined);
  });

  for (const effect of catalogue) {
    it(`declares ${effect.id} soundly: unique ids, defaults and presets within their ranges`, () => {
      const ids = effect.parameters.map(({ id }) => id);
      expect(new Set(ids).size).to.equal(ids.length);
      for (const declared of effect.parameters) expect(validationError(declared, declared.default), declared.id).to.equal(undefined);
      for (const preset of effect.presets) {
        expect(ids).to.include.members(Object.keys(preset.values));
        const values = fullValues(effect, preset.values);
        for (const declared of effect.parameters)
          expect(validationError(declared, values[declared.id]), `${preset.name} ${declared.id}`).to.equal(undefined);
      }
    });
  }
});

describe('parameter values', () => {
  const threshold = parameter('compressor', 'threshold');
  const frequency = parameter('eq', 'mid_freq');

  it('refuses what is no value and says range, unit and what came', () => {
    expect(validationError(threshold, -12.5)).to.equal(undefined);
    expect(validationError(threshold, 3)).to.equal('expected a number from -60 to 0 dB, got 3');
    expect(validationError(threshold, '0.5')).to.equal('expected a number from -60 to 0 dB, got the text "0.5"');
    expect(validationError(threshold, Number.NaN)).to.contain('got NaN');
    expect(validationError(threshold, null)).to.contain('got null');
    expect(validationError(parameter('delay', 'note'), 1.5))
      .to.contain('a whole number from 0 to 13')
      .and.contain('got 1.5');
  });

  it('maps travel to value and back over the whole range of every parameter', () => {
    for (const effect of catalogue) {
      for (const declared of effect.parameters) {
        expect(fromTravel(declared, 0), declared.id).to.equal(declared.min);
        expect(fromTravel(declared, 1), declared.id).to.equal(declared.max);
        expect(snap(declared, fromTravel(declared, toTravel(declared, declared.default)))).to.be.closeTo(
          declared.default,
          (declared.max - declared.min) / 900,
        );
      }
    }
    expect(fromTravel(frequency, 0.5)).to.be.closeTo(1000, 1);
  });

  it('shows values as an engineer reads them', () => {
    expect(valueText(threshold, -20)).to.equal('−20.0 dB');
    expect(valueText(parameter('compressor', 'makeup'), 3)).to.equal('+3.0 dB');
    expect(valueText(parameter('compressor', 'knee'), 6)).to.equal('6.0 dB');
    expect(valueText(frequency, 1250)).to.equal('1.25 kHz');
    expect(valueText(parameter('compressor', 'attack'), 0.003)).to.equal('3.00 ms');
    expect(valueText(parameter('eq', 'low_cut'), 10)).to.equal('Off');
    expect(valueText(parameter('delay', 'note'), 6)).to.equal('1/8.');
  });

  it('reads what a person types, with or without a unit', () => {
    expect(parseValueText(frequency, '2.5k')).to.equal(2500);
    expect(parseValueText(frequency, '440 Hz')).to.equal(440);
    expect(parseValueText(threshold, '−6,5 dB')).to.equal(-6.5);
    expect(parseValueText(parameter('reverb', 'wet_dry'), '30')).to.equal(0.3);
    expect(parseValueText(parameter('reverb', 'pre_delay'), '12ms')).to.equal(0.012);
    expect(parseValueText(parameter('eq', 'high_cut'), 'off')).to.equal(24000);
    expect(parseValueText(threshold, '12 Hz')).to.equal(undefined);
    expect(parseValueText(threshold, 'loud')).to.equal(undefined);
    expect(parseValueText(threshold, '40')).to.equal(undefined);
  });
});
