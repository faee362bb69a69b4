import { expect } from 'chai';
import { catalogue } from '../effects/catalogue.ts';
import { compressor } from '../effects/compressor.ts';
import { delay } from '../effects/delay.ts';
import { eq } from '../effects/eq.ts';
import './knob/knob.ts';
import type { Knob } from './knob/knob.ts';
import { german } from './locales/de.ts';
import { setLocale, setTranslations, t } from './localise.ts';
import { groupsOf } from './rack-unit/groups.ts';
import { clear, html, show, within } from './testing/page.ts';
import { parseWords, valueWords } from './value/words.ts';

describe('localisation', () => {
  before(() => setTranslations('de', german));
  afterEach(() => {
    setLocale('en');
    clear();
  });

  it('falls back from the region to the language to the English text', () => {
    setLocale('de-AT');
    expect(t('Threshold')).to.equal('Schwelle');
    expect(t('not in any dictionary')).to.equal('not in any dictionary');
    expect(t('constructor')).to.equal('constructor');
  });

  it('puts values in, and leaves a placeholder without one as it is', () => {
    expect(t('Remove {name}', { name: '<b>{at}</b>' })).to.equal('Remove <b>{at}</b>');
    expect(t('{time} of {whole}', { time: '0:01' })).to.equal('0:01 of {whole}');
  });

  it('refuses what is no language tag', () => {
    expect(() => setLocale('not a tag')).to.throw(RangeError);
  });

  it('shows elements anew when the language changes', async () => {
    const knob = await show<Knob>(html`<rw-knob .parameter=${compressor.parameters[0]} .value=${-20}></rw-knob>`);
    expect(within(knob, '.label').textContent).to.equal('Threshold');
    setLocale('de');
    await knob.updateComplete;
    expect(within(knob, '.label').textContent).to.equal('Schwelle');
    expect(within(knob, '.value').textContent).to.equal('−20,0 dB');
  });

  it('reads values as people of the language type them, and in English still', () => {
    setLocale('de');
    expect(parseWords(compressor.parameters[0], '-6,5')).to.equal(-6.5);
    expect(parseWords(eq.parameters[8], 'aus')).to.equal(24_000);
    expect(parseWords(eq.parameters[8], 'off')).to.equal(24_000);
    expect(valueWords(eq.parameters[7], 10)).to.equal('Aus');
    // A dot in a note's name is no decimal sign.
    expect(valueWords(delay.parameters[4], 6)).to.equal('1/8.');
  });

  it('knows every effect, parameter and group in German', () => {
    for (const effect of catalogue) {
      const texts = [
        effect.name,
        effect.description,
        ...effect.parameters.map(({ name }) => name),
        ...groupsOf(effect).map(({ name }) => name),
      ];
      for (const text of texts) expect(german, `${effect.id}: ${text}`).to.have.property(text);
    }
  });

  it('keeps every placeholder in German', () => {
    const holes = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
    for (const [english, translated] of Object.entries(german)) expect(holes(translated), english).to.deep.equal(holes(english));
  });
});
