import { expect } from 'chai';
import { reverb } from '../effects/reverb.ts';
import type { Preset } from '../wire/state.ts';
import { presetFileName, readPresetFile, writePresetFile } from './preset-file.ts';

const file = (content: unknown, name = 'room.json'): File =>
  new File([typeof content === 'string' ? content : JSON.stringify(content)], name, { type: 'application/json' });
const plate: Preset = { kind: 'effect', effect: 'reverb', name: 'Vocal Plate', factory: false, parameters: { damping: 0.2, width: 1 } };
const rack: Preset = {
  kind: 'rack',
  effect: 'rack',
  name: 'Strip',
  factory: false,
  plugins: [{ effect: 'eq', name: 'Tone', bypassed: true, parameters: { low_gain: 3 } }, { effect: 'delay' }],
};
const base = { format: 'rackwire-preset', version: 1, effect: 'reverb', name: 'Room', parameters: { damping: 0.2 } };

describe('preset files', () => {
  it('give back what was written, an effect’s and a rack’s', async () => {
    expect(await readPresetFile(file(writePresetFile(plate)), 'reverb')).to.deep.equal({
      effect: 'reverb',
      name: 'Vocal Plate',
      parameters: plate.parameters,
    });
    expect(await readPresetFile(file(writePresetFile(rack)), 'rack')).to.deep.equal({
      effect: 'rack',
      name: 'Strip',
      plugins: rack.plugins,
    });
  });

  it('have names that every system takes', () => {
    expect(presetFileName({ name: 'A/B: "½" <x>', effect: 'reverb' })).to.equal('A_B_ _½_ _x_.reverb.json');
  });

  const problems: [content: unknown, words: string, effect?: string][] = [
    ['', 'expected a preset file (JSON), got something else'],
    ['{"format":', 'expected a preset file (JSON), got something else'],
    ['null', 'expected a preset, got none'],
    ['[]', 'expected a preset, got none'],
    [{ ...base, format: 'other' }, 'expected a Rackwire preset'],
    [{ ...base, version: '1' }, 'expected a version number'],
    [{ ...base, version: 2 }, 'expected version 1 of the format, got 2: it was written by a newer Rackwire'],
    [{ ...base, effect: 3 }, 'expected an effect'],
    [{ ...base, name: '' }, 'expected a name'],
    [{ ...base, name: 5 }, 'expected a name'],
    [{ ...base, name: 'x'.repeat(201) }, 'expected a name of at most 200 characters'],
    [{ ...base, parameters: [1] }, 'expected the parameters as an object'],
    [{ ...base, parameters: { damping: '0.2' } }, 'expected numbers for the parameters'],
    [{ ...base, parameters: { damping: null } }, 'expected numbers for the parameters'],
    [{ ...base, parameters: undefined }, 'expected parameters, got none'],
    [{ ...base, parameters: { damping: 7 } }, 'damping: expected a number from 0 to 1, got 7'],
    [{ ...base, parameters: { wobble: 1 } }, `${reverb.name} has no parameter wobble`],
    [`{"format":"rackwire-preset","version":1,"effect":"reverb","name":"x","parameters":{"__proto__":1}}`, 'has no parameter __proto__'],
    [{ ...base, effect: 'delay' }, 'expected a preset for Reverb, got one for Delay'],
    [{ ...base, effect: 'rack' }, 'expected a list of plugins, got none', 'rack'],
    [{ ...base, effect: 'rack', plugins: {} }, 'expected plugins as a list', 'rack'],
    [{ ...base, effect: 'rack', plugins: ['eq'] }, 'expected plugins as objects', 'rack'],
    [{ ...base, effect: 'rack', plugins: [{ effect: 'eq' }, { effect: 'fuzz' }] }, 'plugin 2: expected one of', 'rack'],
    [{ ...base, effect: 'rack', plugins: [{ effect: 'eq', name: 1 }] }, 'expected the name of a plugin as text', 'rack'],
    [{ ...base, effect: 'rack', plugins: [{ effect: 'eq', bypassed: 1 }] }, 'expected bypassed as true or false', 'rack'],
    [{ ...base, effect: 'rack', plugins: [{ effect: 'eq', parameters: { mid_q: -1 } }] }, 'plugin 1 (Equalizer): mid_q: expected', 'rack'],
    [' '.repeat(1024 * 1024 + 1), 'expected a preset file of at most 1048576 bytes, got 1048577'],
  ];
  for (const [content, words, effect = 'reverb'] of problems) {
    it(`are refused by name: ${words}`, async () => {
      const message = await readPresetFile(file(content), effect).then(
        () => 'it was taken',
        (error: Error) => error.message,
      );
      expect(message)
        .to.match(/^room\.json: /)
        .and.to.contain(words);
    });
  }
});
