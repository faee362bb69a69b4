import { sendKeys, sendMouse } from '@web/test-runner-commands';
import { expect } from 'chai';
import { compressor } from '../../effects/compressor.ts';
import { eq } from '../../effects/eq.ts';
import { toTravel } from '../../effects/value.ts';
import { clear, details, drag, expectAccessible, html, listen, middle, shift, show, within } from '../testing/page.ts';
import { LINGER } from '../value/gesture.ts';
import './knob.ts';
import type { Knob } from './knob.ts';

const [threshold, ratio] = compressor.parameters;
const makeup = compressor.parameters[5];
const highCut = eq.parameters[8];
const lingering = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, LINGER + 100));
const dial = (knob: Knob): HTMLElement => within(knob, '[role=slider]');

describe('<rw-knob>', () => {
  afterEach(clear);

  it('is accessible', async () => {
    await expectAccessible(await show<Knob>(html`<rw-knob .parameter=${threshold} .value=${-20}></rw-knob>`));
  });

  it('tells a screen reader its name, range and value in words', async () => {
    const slider = dial(await show<Knob>(html`<rw-knob .parameter=${ratio} .value=${3}></rw-knob>`));
    const told = ['aria-label', 'aria-valuemin', 'aria-valuemax', 'aria-valuenow', 'aria-valuetext'].map((name) =>
      slider.getAttribute(name),
    );
    expect(told).to.deep.equal(['Ratio', '1', '20', '3', '3.0 : 1']);
  });

  it('turns by a vertical drag: hold, inputs, change, let go', async () => {
    const knob = await show<Knob>(html`<rw-knob .parameter=${threshold} .value=${-20}></rw-knob>`);
    const heard = listen('rw-hold', 'rw-input', 'rw-change');
    await drag(dial(knob), [0, -40]);
    expect(heard.map(({ type }) => type)).to.deep.equal(['rw-hold', 'rw-input', 'rw-input', 'rw-change', 'rw-hold']);
    // 40 of 200 pixels are a fifth of the 60 dB.
    expect(knob.value).to.equal(-8);
    expect(details(heard, 'rw-change')).to.deep.equal([{ value: -8 }]);
    expect(details(heard, 'rw-hold')).to.deep.equal([{ held: true }, { held: false }]);
  });

  it('moves a tenth as far with Shift', async () => {
    const knob = await show<Knob>(html`<rw-knob .parameter=${threshold} .value=${-20}></rw-knob>`);
    await sendKeys({ down: 'Shift' });
    await drag(dial(knob), [0, -40]);
    await sendKeys({ up: 'Shift' });
    expect(knob.value).to.equal(-18.8);
  });

  it('goes to its default by double click and by Delete', async () => {
    const knob = await show<Knob>(html`<rw-knob .parameter=${threshold} .value=${-50}></rw-knob>`);
    const heard = listen('rw-change');
    await sendMouse({ type: 'click', position: middle(dial(knob)) });
    // The runner's mouse counts every click as the first, so the browser's own event is sent by hand.
    dial(knob).dispatchEvent(new MouseEvent('dblclick', { bubbles: true }));
    expect(knob.value).to.equal(-20);
    knob.value = -40;
    await sendKeys({ press: 'Delete' });
    expect(knob.value).to.equal(-20);
    await lingering();
    expect(details(heard, 'rw-change')).to.deep.equal([{ value: -20 }, { value: -20 }]);
  });

  const steps: [key: string, travel: number][] = [
    ['ArrowUp', 0.51],
    ['ArrowRight', 0.51],
    ['ArrowDown', 0.49],
    ['ArrowLeft', 0.49],
    ['PageUp', 0.6],
    ['PageDown', 0.4],
    ['Home', 0],
    ['End', 1],
  ];
  for (const [key, travel] of steps) {
    it(`turns to ${travel} of its travel from the middle by ${key}`, async () => {
      const knob = await show<Knob>(html`<rw-knob .parameter=${threshold} .value=${-30}></rw-knob>`);
      knob.focus();
      await sendKeys({ press: key });
      expect(toTravel(threshold, knob.value)).to.be.closeTo(travel, 1e-9);
    });
  }

  it('takes one step for a fine arrow where a thousandth of the travel is less than that', async () => {
    const knob = await show<Knob>(html`<rw-knob .parameter=${ratio} .value=${4}></rw-knob>`);
    knob.focus();
    await shift('ArrowUp');
    expect(knob.value).to.equal(4.1);
    await shift('ArrowDown');
    expect(knob.value).to.equal(4);
  });

  it('counts quick key presses as one gesture', async () => {
    const knob = await show<Knob>(html`<rw-knob .parameter=${threshold} .value=${-30}></rw-knob>`);
    const heard = listen('rw-hold', 'rw-input', 'rw-change');
    knob.focus();
    for (let press = 0; press < 3; press++) await sendKeys({ press: 'ArrowUp' });
    await lingering();
    expect(details(heard, 'rw-input').length).to.equal(3);
    expect(details(heard, 'rw-change').length).to.equal(1);
    expect(details(heard, 'rw-hold')).to.deep.equal([{ held: true }, { held: false }]);
  });

  it('takes a typed value with its unit, and keeps the focus', async () => {
    const knob = await show<Knob>(html`<rw-knob .parameter=${threshold} .value=${-20}></rw-knob>`);
    const heard = listen('rw-hold', 'rw-change');
    knob.focus();
    await sendKeys({ press: 'Enter' });
    await sendKeys({ type: '-6.5 dB' });
    expect(details(heard, 'rw-hold')).to.deep.equal([{ held: true }]);
    await sendKeys({ press: 'Enter' });
    await knob.updateComplete;
    expect(knob.value).to.equal(-6.5);
    expect(details(heard, 'rw-change')).to.deep.equal([{ value: -6.5 }]);
    expect(details(heard, 'rw-hold')).to.deep.equal([{ held: true }, { held: false }]);
    expect(dial(knob).matches(':focus')).to.equal(true);
  });

  it('opens the entry by a click on the value, and Escape changes nothing', async () => {
    const knob = await show<Knob>(html`<rw-knob .parameter=${threshold} .value=${-20}></rw-knob>`);
    const heard = listen('rw-input');
    await sendMouse({ type: 'click', position: middle(within(knob, 'button')) });
    await sendKeys({ type: '-3' });
    await sendKeys({ press: 'Escape' });
    expect(knob.value).to.equal(-20);
    expect(heard).to.deep.equal([]);
    expect(knob.shadowRoot?.querySelectorAll('input').length).to.equal(0);
  });

  it('says in words why a typed value is none, and stays open', async () => {
    const knob = await show<Knob>(html`<rw-knob .parameter=${threshold} .value=${-20}></rw-knob>`);
    knob.focus();
    await sendKeys({ press: 'Enter' });
    await sendKeys({ type: '40 Hz' });
    await sendKeys({ press: 'Enter' });
    await knob.updateComplete;
    expect(within(knob, '[role=alert]').textContent).to.equal('“40 Hz” is no value for Threshold: type a number from −60.0 dB to 0.0 dB.');
    expect(within(knob, 'input').getAttribute('aria-invalid')).to.equal('true');
    await expectAccessible(knob);
    expect(knob.value).to.equal(-20);
  });

  it('leaves the wheel to the page unless it has the focus', async () => {
    const knob = await show<Knob>(html`<rw-knob .parameter=${threshold} .value=${-30}></rw-knob>`);
    const notch = (): boolean => dial(knob).dispatchEvent(new WheelEvent('wheel', { deltaY: -100, bubbles: true, cancelable: true }));
    expect(notch()).to.equal(true);
    expect(knob.value).to.equal(-30);
    knob.focus();
    expect(notch()).to.equal(false);
    expect(knob.value).to.equal(-29.4);
  });

  it('keeps values from elsewhere back while a hand is on it', async () => {
    const knob = await show<Knob>(html`<rw-knob .parameter=${threshold} .value=${-20}></rw-knob>`);
    const [x, y] = middle(dial(knob));
    await sendMouse({ type: 'move', position: [x, y] });
    await sendMouse({ type: 'down' });
    knob.value = -50;
    expect(knob.value).to.equal(-20);
    await sendMouse({ type: 'up' });
    expect(knob.value).to.equal(-50);
  });

  it('lights its arc from the middle for boost and cut, and from the end that means off', async () => {
    const dash = (knob: Knob): number[] => (within(knob, '.arc').getAttribute('stroke-dasharray') ?? '').split(' ').map(Number);
    const gain = await show<Knob>(html`<rw-knob .parameter=${makeup} .value=${6}></rw-knob>`);
    expect(dash(gain)[1]).to.be.closeTo(100 / 3, 1e-6);
    expect(dash(gain)[2]).to.be.closeTo(50 / 3, 1e-6);
    const cut = await show<Knob>(html`<rw-knob .parameter=${highCut} .value=${24000}></rw-knob>`);
    expect(dash(cut)[2]).to.equal(0);
  });

  it('does nothing while disabled', async () => {
    const knob = await show<Knob>(html`<rw-knob disabled .parameter=${threshold} .value=${-20}></rw-knob>`);
    const heard = listen('rw-hold', 'rw-input');
    await drag(dial(knob), [0, -40]);
    expect(heard).to.deep.equal([]);
  });
});
