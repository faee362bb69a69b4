import { sendKeys } from '@web/test-runner-commands';
import { expect } from 'chai';
import { compressor } from '../../effects/compressor.ts';
import { toTravel } from '../../effects/value.ts';
import { clear, drag, expectAccessible, html, listen, middle, show, within } from '../testing/page.ts';
import './fader.ts';
import type { Fader } from './fader.ts';

const [threshold] = compressor.parameters;
const makeup = compressor.parameters[5];

describe('<rw-fader>', () => {
  afterEach(clear);

  for (const orientation of ['vertical', 'horizontal'] as const) {
    describe(orientation, () => {
      it('is accessible', async () => {
        await expectAccessible(
          await show<Fader>(html`<rw-fader .orientation=${orientation} .parameter=${threshold} .value=${-20}></rw-fader>`),
        );
      });

      it('says which way it slides', async () => {
        const fader = await show<Fader>(html`<rw-fader .orientation=${orientation} .parameter=${threshold}></rw-fader>`);
        expect(within(fader, '[role=slider]').getAttribute('aria-orientation')).to.equal(orientation);
      });

      it('keeps its cap under the pointer', async () => {
        const fader = await show<Fader>(html`<rw-fader .orientation=${orientation} .parameter=${threshold} .value=${-30}></rw-fader>`);
        const heard = listen('rw-hold', 'rw-input', 'rw-change');
        const cap = within(fader, '.cap');
        const before = middle(cap);
        const by: [number, number] = orientation === 'vertical' ? [0, -20] : [20, 0];
        await drag(within(fader, '[role=slider]'), by);
        await fader.updateComplete;
        const after = middle(cap);
        expect(after[0] - before[0]).to.be.closeTo(by[0], 1);
        expect(after[1] - before[1]).to.be.closeTo(by[1], 1);
        expect(fader.value).to.be.greaterThan(-30);
        expect(heard.map(({ type }) => type)).to.deep.equal(['rw-hold', 'rw-input', 'rw-input', 'rw-change', 'rw-hold']);
      });
    });
  }

  it('takes the keys a knob takes', async () => {
    const fader = await show<Fader>(html`<rw-fader .parameter=${threshold} .value=${-30}></rw-fader>`);
    fader.focus();
    await sendKeys({ press: 'PageUp' });
    expect(toTravel(threshold, fader.value)).to.be.closeTo(0.6, 1e-9);
  });

  it('lights the slot from zero for boost and cut', async () => {
    const fader = await show<Fader>(html`<rw-fader .parameter=${makeup} .value=${-6}></rw-fader>`);
    const { style } = within(fader, '.lit');
    expect(Number(style.getPropertyValue('--low'))).to.be.closeTo(1 / 6, 1e-9);
    expect(Number(style.getPropertyValue('--high'))).to.be.closeTo(1 / 3, 1e-9);
  });
});
