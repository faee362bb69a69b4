import { sendKeys, sendMouse } from '@web/test-runner-commands';
import { expect } from 'chai';
import { delay } from '../../effects/delay.ts';
import { clear, expectAccessible, html, listen, middle, show, within } from '../testing/page.ts';
import './choice.ts';
import type { Choice } from './choice.ts';

const sync = delay.parameters[3];
const note = delay.parameters[4];
const gesture = (value: number) => [
  { type: 'rw-hold', detail: { held: true } },
  { type: 'rw-input', detail: { value } },
  { type: 'rw-change', detail: { value } },
  { type: 'rw-hold', detail: { held: false } },
];

describe('<rw-choice>', () => {
  afterEach(clear);

  it('is accessible as a switch', async () => {
    await expectAccessible(await show<Choice>(html`<rw-choice .parameter=${sync} .value=${1}></rw-choice>`));
  });

  it('is accessible as a list', async () => {
    await expectAccessible(await show<Choice>(html`<rw-choice .parameter=${note} .value=${6}></rw-choice>`));
  });

  it('switches two positions by click and by Space', async () => {
    const choice = await show<Choice>(html`<rw-choice .parameter=${sync} .value=${0}></rw-choice>`);
    const heard = listen('rw-hold', 'rw-input', 'rw-change');
    const button = within(choice, '[role=switch]');
    expect(button.getAttribute('aria-checked')).to.equal('false');
    await sendMouse({ type: 'click', position: middle(button) });
    await choice.updateComplete;
    expect(button.getAttribute('aria-checked')).to.equal('true');
    await sendKeys({ press: 'Space' });
    expect(choice.value).to.equal(0);
    expect(heard).to.deep.equal([...gesture(1), ...gesture(0)]);
  });

  it('lists more than two positions and follows the keys of a list', async () => {
    const choice = await show<Choice>(html`<rw-choice .parameter=${note} .value=${6}></rw-choice>`);
    const heard = listen('rw-hold', 'rw-input', 'rw-change');
    const select = within<HTMLSelectElement>(choice, 'select');
    expect([...select.options].map(({ text }) => text)).to.deep.equal([...note.choices]);
    expect(select.selectedIndex).to.equal(6);
    choice.focus();
    await sendKeys({ press: 'ArrowDown' });
    expect(choice.value).to.equal(7);
    expect(heard).to.deep.equal(gesture(7));
  });

  it('follows the value it is given', async () => {
    const choice = await show<Choice>(html`<rw-choice .parameter=${note} .value=${6}></rw-choice>`);
    choice.value = 2;
    await choice.updateComplete;
    expect(within<HTMLSelectElement>(choice, 'select').selectedIndex).to.equal(2);
  });
});
