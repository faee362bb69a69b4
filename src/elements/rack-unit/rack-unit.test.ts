import { sendKeys, sendMouse } from '@web/test-runner-commands';
import { expect } from 'chai';
import { catalogue, findEffect, fullValues } from '../../effects/catalogue.ts';
import { compressor } from '../../effects/compressor.ts';
import { delay } from '../../effects/delay.ts';
import type { EffectDescriptor } from '../../effects/descriptor.ts';
import type { PluginState, Preset } from '../../wire/state.ts';
import type { Knob } from '../knob/knob.ts';
import { clear, details, drag, expectAccessible, html, listen, middle, show, within } from '../testing/page.ts';
import { LINGER } from '../value/gesture.ts';
import { groupsOf } from './groups.ts';
import './rack-unit.ts';
import type { RackUnit } from './rack-unit.ts';

const state = (effect: EffectDescriptor, more: Partial<PluginState> = {}): PluginState => ({
  plugin_id: `plugin-${effect.id}`,
  name: effect.name,
  plugin_path: `${effect.id}.vst3`,
  effect: effect.id,
  bypassed: false,
  parameters: fullValues(effect),
  ...more,
});
const presets: Preset[] = compressor.presets.map(({ name, values }) => ({
  kind: 'effect',
  effect: 'compressor',
  name,
  factory: true,
  parameters: fullValues(compressor, values),
}));

async function unit(plugin: PluginState = state(compressor), width = 600, index = 0, count = 1): Promise<RackUnit> {
  const element = await show<RackUnit>(
    html`<rack-unit .plugin=${plugin} .effect=${findEffect(plugin.effect)} .presets=${presets} .index=${index} .count=${count}></rack-unit>`,
    width,
  );
  // The picture learns its size at the end of the first frame.
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
  await element.updateComplete;
  return element;
}
const knob = (element: RackUnit, id: string): Knob => {
  const found = [...(element.shadowRoot?.querySelectorAll('rw-knob') ?? [])].find(({ parameter }) => parameter?.id === id);
  if (!found) throw new Error(`no knob for ${id}`);
  return found;
};

describe('<rack-unit>', () => {
  afterEach(clear);

  for (const effect of catalogue) {
    it(`is accessible for ${effect.id}`, async () => {
      await expectAccessible(await unit(state(effect)));
    });
  }

  it('is accessible while bypassed', async () => {
    await expectAccessible(await unit(state(delay, { bypassed: true }), 320));
  });

  for (const effect of catalogue) {
    it(`has a control for every parameter of ${effect.id}, in a column of 320 px and in a rack of 1500`, async () => {
      for (const width of [320, 700, 1100, 1500]) {
        const element = await unit(state(effect), width);
        const controls = [...(element.shadowRoot?.querySelectorAll('rw-knob, rw-choice') ?? [])];
        expect(controls.length).to.equal(effect.parameters.length);
        const { right } = element.getBoundingClientRect();
        for (const control of controls) expect(control.getBoundingClientRect().right, `${width} px`).to.be.at.most(right);
      }
    });
  }

  it('shows the plugin’s name as text, never as markup', async () => {
    const name = '<img src=x onerror=alert(1)>';
    const element = await unit(state(compressor, { name }));
    expect(within(element, '.name').textContent).to.equal(name);
    expect(element.shadowRoot?.querySelectorAll('img').length).to.equal(0);
  });

  it('says which parameter of which plugin a hand moves', async () => {
    const element = await unit();
    const heard = listen('rack-hold', 'rack-parameter', 'rw-hold', 'rw-input');
    knob(element, 'threshold').focus();
    await sendKeys({ press: 'ArrowUp' });
    await new Promise((resolve) => setTimeout(resolve, LINGER + 100));
    const of = { plugin_id: 'plugin-compressor', parameter_id: 'threshold' };
    expect(heard).to.deep.equal([
      { type: 'rack-hold', detail: { ...of, held: true } },
      { type: 'rack-parameter', detail: { ...of, value: -19.4 } },
      { type: 'rack-hold', detail: { ...of, held: false } },
    ]);
  });

  it('draws what is moved at once, and takes the rack’s word when it comes', async () => {
    const element = await unit();
    const curve = (): string | null | undefined =>
      element.shadowRoot?.querySelector('rw-picture')?.shadowRoot?.querySelector('.curve')?.getAttribute('d');
    const before = curve();
    await drag(within(knob(element, 'threshold'), '[role=slider]'), [0, 60]);
    await element.updateComplete;
    await element.shadowRoot?.querySelector('rw-picture')?.updateComplete;
    expect(curve()).to.not.equal(before);
    element.plugin = state(compressor);
    await element.updateComplete;
    expect(knob(element, 'threshold').value).to.equal(-20);
  });

  it('moves parameters by the picture’s handles', async () => {
    const element = await unit();
    const heard = listen('rack-parameter', 'rack-hold');
    const handle = element.shadowRoot?.querySelector('rw-picture')?.shadowRoot?.querySelector('.handle .knob');
    await drag(handle as Element, [-60, 0]);
    expect(details(heard, 'rack-parameter').at(-1)?.value).to.be.lessThan(-25);
    expect(knob(element, 'threshold').value).to.equal(details(heard, 'rack-parameter').at(-1)?.value);
    expect(details(heard, 'rack-hold').map(({ held }) => held)).to.deep.equal([true, false]);
  });

  it('bypasses by a switch that is on while the plugin is heard', async () => {
    const element = await unit();
    const heard = listen('rack-bypass');
    const power = within(element, '[role=switch].power');
    expect(power.getAttribute('aria-checked')).to.equal('true');
    await sendMouse({ type: 'click', position: middle(power) });
    element.plugin = state(compressor, { bypassed: true });
    await element.updateComplete;
    expect(power.getAttribute('aria-checked')).to.equal('false');
    await sendKeys({ press: 'Space' });
    expect(details(heard, 'rack-bypass').map(({ bypass }) => bypass)).to.deep.equal([true, false]);
  });

  it('asks to be removed', async () => {
    const element = await unit();
    const heard = listen('rack-remove');
    within(element, '[aria-label="Remove Compressor"]').click();
    expect(heard).to.deep.equal([{ type: 'rack-remove', detail: { plugin_id: 'plugin-compressor' } }]);
  });

  it('moves by its buttons and by keys on its handle, not beyond the ends', async () => {
    const element = await unit(state(compressor), 600, 1, 4);
    const heard = listen('rack-move');
    within(element, '[aria-label="Move Compressor up"]').click();
    within(element, '[aria-label="Move Compressor down"]').click();
    element.focusHandle();
    for (const key of ['ArrowUp', 'ArrowDown', 'Home', 'End']) await sendKeys({ press: key });
    expect(details(heard, 'rack-move').map(({ position }) => position)).to.deep.equal([0, 2, 0, 2, 0, 3]);
    element.index = 3;
    await element.updateComplete;
    await element.updateComplete;
    expect(within(element, '.grip').matches(':focus')).to.equal(true);
    expect(within(element, '[role=status]').textContent).to.equal('Compressor is now at 4 of 4');
    await sendKeys({ press: 'ArrowDown' });
    expect(heard.length).to.equal(6);
  });

  it('is dragged to another place among its neighbours, and Escape puts it back', async () => {
    const rack = await show<HTMLElement>(
      html`<div>${catalogue.map((effect, index) => html`<rack-unit .plugin=${state(effect)} .effect=${effect} .index=${index} .count=${4}></rack-unit>`)}</div>`,
      1100,
    );
    await new Promise(requestAnimationFrame);
    const units = [...rack.querySelectorAll('rack-unit')];
    const [first, second] = units;
    if (!first || !second) throw new Error('no units');
    const heard = listen('rack-move');
    await drag(within(first, '.grip'), [0, Math.round(second.offsetHeight * 1.2)]);
    expect(details(heard, 'rack-move')).to.deep.equal([{ plugin_id: 'plugin-reverb', position: 1 }]);
    // This rack never takes its new order, so the units go back after a while.
    expect(first.style.translate).to.not.equal('');
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(units.map(({ style }) => style.translate)).to.deep.equal(['', '', '', '']);

    const [x, y] = middle(within(second, '.grip'));
    await sendMouse({ type: 'move', position: [x, y] });
    await sendMouse({ type: 'down' });
    await sendMouse({ type: 'move', position: [x, y + 400] });
    expect(second.style.translate).to.not.equal('');
    await sendKeys({ press: 'Escape' });
    expect(second.style.translate).to.equal('');
    await sendMouse({ type: 'up' });
    expect(heard.length).to.equal(1);
  });

  it('names the preset whose settings it has, and adds the plugin to what the presets say', async () => {
    const element = await unit(state(compressor, { parameters: fullValues(compressor, compressor.presets[5].values) }));
    const menu = within<HTMLElementTagNameMap['rw-presets']>(element, 'rw-presets');
    expect(menu.current).to.equal('Bus Glue');
    const heard = listen('rw-preset-load');
    within(menu, '[aria-label="Next preset"]').click();
    expect(heard).to.deep.equal([
      { type: 'rw-preset-load', detail: { effect: 'compressor', plugin_id: 'plugin-compressor', name: 'Bass Steady' } },
    ]);
  });

  it('shows gain reduction on meter and curve', async () => {
    const element = await unit();
    element.showReduction(6);
    const meter = within<HTMLElementTagNameMap['rw-meter']>(element, 'rw-meter');
    expect(within(meter, '.peak').style.transform).to.equal('scaleY(0.75)');
    const picture = within<HTMLElementTagNameMap['rw-picture']>(element, 'rw-picture');
    expect(within<SVGElement>(picture, '.live').hasAttribute('data-rest')).to.equal(false);
  });

  it('keeps parameters that no layout names in a group of their own', () => {
    const extra = { ...compressor.parameters[0], id: 'later' };
    const groups = groupsOf({ ...compressor, parameters: [...compressor.parameters, extra] });
    expect(groups.at(-1)).to.deep.equal({ name: 'More', parameters: [extra] });
    expect(groupsOf({ ...compressor, id: 'constructor' }).map(({ name }) => name)).to.deep.equal(['Parameters']);
  });
});
