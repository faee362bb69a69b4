import { expect } from 'chai';
import { catalogue, fullValues } from '../../effects/catalogue.ts';
import { compressor } from '../../effects/compressor.ts';
import { eq } from '../../effects/eq.ts';
import { clear, details, drag, expectAccessible, html, listen, show, within } from '../testing/page.ts';
import './picture.ts';
import type { EffectPicture } from './picture.ts';

/** The picture once it knows its size. */
async function drawn(effect: string, values: Record<string, number>): Promise<EffectPicture> {
  const picture = await show<EffectPicture>(html`<rw-picture effect=${effect} .values=${values} style="background: #131416"></rw-picture>`);
  // The size is told at the end of the first frame.
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
  await picture.updateComplete;
  return picture;
}

describe('<rw-picture>', () => {
  afterEach(clear);

  for (const effect of catalogue) {
    it(`is accessible and drawn for ${effect.id}`, async () => {
      const picture = await drawn(effect.id, fullValues(effect, effect.presets[1]?.values));
      await expectAccessible(picture);
      expect(within(picture, '[role=img]').getAttribute('aria-label')).to.not.equal('');
      expect(picture.shadowRoot?.querySelectorAll('path').length).to.be.greaterThan(4);
      expect(picture.shadowRoot?.innerHTML).to.not.include('NaN');
    });
  }

  it('shows nothing for an effect it does not know', async () => {
    const picture = await drawn('unknown', {});
    expect(picture.shadowRoot?.childElementCount).to.equal(0);
  });

  it('follows its parameters and its size', async () => {
    const picture = await drawn('eq', fullValues(eq));
    const curve = (): string | null => within(picture, '.curve').getAttribute('d');
    const flat = curve();
    picture.values = fullValues(eq, { mid_gain: 12 });
    await picture.updateComplete;
    expect(curve()).to.not.equal(flat);
    const before = within(picture, 'svg').getAttribute('viewBox');
    picture.style.width = '200px';
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    await picture.updateComplete;
    expect(before).to.match(/^0 0 600 /);
    expect(within(picture, 'svg').getAttribute('viewBox')).to.match(/^0 0 200 /);
  });

  it('lets a band be dragged, and says what that moves', async () => {
    const picture = await drawn('eq', fullValues(eq));
    const heard = listen('rw-picture-hold', 'rw-picture-input');
    const handles = picture.shadowRoot?.querySelectorAll('.handle .knob');
    const { height } = picture.getBoundingClientRect();
    // A third of the width is a decade; half the height is 21 dB.
    await drag(handles?.[1] as Element, [Math.round(600 / 3), -Math.round(height / 4)]);
    const last = (id: string) => details(heard, 'rw-picture-input').findLast(({ parameter_id }) => parameter_id === id)?.value;
    expect(Math.log10(last('mid_freq') ?? 0)).to.be.closeTo(4, 0.02);
    expect(last('mid_gain')).to.be.closeTo(10.5, 0.5);
    expect(details(heard, 'rw-picture-hold')).to.deep.equal([
      { parameter_id: 'mid_freq', held: true },
      { parameter_id: 'mid_gain', held: true },
      { parameter_id: 'mid_freq', held: false },
      { parameter_id: 'mid_gain', held: false },
    ]);
  });

  it('shows the signal as a dot while it is reduced', async () => {
    const picture = await drawn('compressor', fullValues(compressor));
    const dot = within<SVGElement>(picture, '.live');
    expect(dot.hasAttribute('data-rest')).to.equal(true);
    picture.showReduction(6);
    expect(dot.hasAttribute('data-rest')).to.equal(false);
    const placed = dot.getAttribute('transform');
    picture.showReduction(12);
    expect(dot.getAttribute('transform')).to.not.equal(placed);
    picture.showReduction(0);
    expect(dot.hasAttribute('data-rest')).to.equal(true);
  });
});
