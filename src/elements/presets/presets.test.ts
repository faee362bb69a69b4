import { sendKeys, sendMouse } from '@web/test-runner-commands';
import { expect } from 'chai';
import { fullValues } from '../../effects/catalogue.ts';
import { reverb } from '../../effects/reverb.ts';
import type { Preset } from '../../wire/state.ts';
import { clear, details, expectAccessible, html, listen, middle, show, within } from '../testing/page.ts';
import './presets.ts';
import type { Presets } from './presets.ts';

const preset = (name: string, factory: boolean): Preset => ({
  kind: 'effect',
  effect: 'reverb',
  name,
  factory,
  parameters: fullValues(reverb),
});
const HOSTILE = '<img src=x onerror=alert(1)>';
const stored = [preset('Mine', false), preset('Plate', true), preset('Hall', true), preset(HOSTILE, false)];

const presets = (current = ''): Promise<Presets> =>
  show<Presets>(html`<rw-presets effect="reverb" .presets=${stored} current=${current}></rw-presets>`);

/** The element with its menu opened by a click. */
async function opened(current = ''): Promise<Presets> {
  const element = await presets(current);
  await sendMouse({ type: 'click', position: middle(within(element, '.open')) });
  // The menu tells of its opening in a task of its own.
  await new Promise(requestAnimationFrame);
  await element.updateComplete;
  return element;
}
const press = async (element: Presets, ...keys: string[]): Promise<void> => {
  for (const key of keys) {
    await sendKeys({ press: key });
    await element.updateComplete;
  }
};
const isOpen = (element: Presets): boolean => within(element, '.menu').matches(':popover-open');
const active = (element: Presets): string | undefined => {
  const id = within(element, '[role=listbox]').getAttribute('aria-activedescendant');
  return element.shadowRoot?.getElementById(id ?? '')?.textContent?.trim();
};
const click = (element: Presets, words: string): void => within(element, `button[aria-label="${words}"]`).click();

describe('<rw-presets>', () => {
  afterEach(clear);

  it('is accessible closed, open, asking and empty', async () => {
    await expectAccessible(await presets('Plate'));
    const element = await opened('Mine');
    await expectAccessible(element);
    await press(element, 'F2');
    await expectAccessible(element);
    await expectAccessible(await show<Presets>(html`<rw-presets effect="reverb"></rw-presets>`));
  });

  it('lists factory presets, then the user’s, as text', async () => {
    const element = await opened();
    const options = [...(element.shadowRoot?.querySelectorAll('[role=option]') ?? [])].map(({ textContent }) => textContent);
    expect(options).to.deep.equal(['Plate', 'Hall', 'Mine', HOSTILE]);
    expect(element.shadowRoot?.querySelectorAll('img').length).to.equal(0);
  });

  it('opens at the present preset, moves by arrows, ends and letters, and loads by Enter', async () => {
    const element = await opened('Hall');
    const heard = listen('rw-preset-load');
    expect(active(element)).to.equal('Hall');
    await press(element, 'ArrowDown');
    expect(active(element)).to.equal('Mine');
    await press(element, 'Home');
    expect(active(element)).to.equal('Plate');
    await press(element, 'm');
    expect(active(element)).to.equal('Mine');
    await press(element, 'Enter');
    expect(heard).to.deep.equal([{ type: 'rw-preset-load', detail: { effect: 'reverb', name: 'Mine' } }]);
    expect(isOpen(element)).to.equal(false);
    await new Promise(requestAnimationFrame);
    expect(within(element, '.open').matches(':focus')).to.equal(true);
  });

  it('closes by Escape and asks for nothing', async () => {
    const element = await opened();
    const heard = listen('rw-preset-load');
    await press(element, 'Escape');
    expect(isOpen(element)).to.equal(false);
    await new Promise(requestAnimationFrame);
    expect(within(element, '.open').matches(':focus')).to.equal(true);
    expect(heard).to.deep.equal([]);
  });

  it('steps to the next and the previous preset, round the end', async () => {
    const element = await presets('Hall');
    const heard = listen('rw-preset-load');
    click(element, 'Next preset');
    click(element, 'Previous preset');
    element.current = '';
    click(element, 'Previous preset');
    expect(details(heard, 'rw-preset-load').map(({ name }) => name)).to.deep.equal(['Mine', 'Plate', HOSTILE]);
  });

  it('saves under a new name', async () => {
    const element = await opened();
    const heard = listen('rw-preset-save');
    click(element, 'Save as…');
    await element.updateComplete;
    await sendKeys({ type: '  Kitchen ' });
    await press(element, 'Enter');
    expect(heard).to.deep.equal([{ type: 'rw-preset-save', detail: { effect: 'reverb', name: 'Kitchen', replace: false } }]);
  });

  it('asks before it replaces', async () => {
    const element = await opened();
    const heard = listen('rw-preset-save');
    click(element, 'Save as…');
    await element.updateComplete;
    await sendKeys({ type: 'Mine' });
    await press(element, 'Enter');
    expect(heard).to.deep.equal([]);
    expect(within(element, 'label').textContent).to.equal('Replace “Mine”?');
    await press(element, 'Enter');
    expect(details(heard, 'rw-preset-save')).to.deep.equal([{ effect: 'reverb', name: 'Mine', replace: true }]);
  });

  it('refuses an empty name and a factory preset’s in words', async () => {
    const element = await opened();
    const heard = listen('rw-preset-save');
    click(element, 'Save as…');
    await element.updateComplete;
    await press(element, 'Enter');
    expect(within(element, '[role=alert]').textContent).to.equal('Type a name for the preset.');
    await sendKeys({ type: 'Hall' });
    await press(element, 'Enter');
    expect(within(element, '[role=alert]').textContent).to.equal('“Hall” is a factory preset: choose another name.');
    expect(heard).to.deep.equal([]);
    // Escape takes the question back, and leaves the menu.
    await press(element, 'Escape');
    expect(isOpen(element)).to.equal(true);
    expect(element.shadowRoot?.querySelectorAll('form').length).to.equal(0);
  });

  it('renames and deletes what the user saved', async () => {
    const element = await opened('Mine');
    const heard = listen('rw-preset-rename', 'rw-preset-delete');
    await press(element, 'F2');
    await sendKeys({ type: 'Ours' });
    await press(element, 'Enter');
    await sendMouse({ type: 'click', position: middle(within(element, '.open')) });
    await new Promise(requestAnimationFrame);
    await press(element, 'Delete');
    expect(within(element, 'label').textContent).to.equal('Delete “Mine”?');
    expect(heard.length).to.equal(1);
    await press(element, 'Enter');
    expect(heard.map(({ detail }) => detail)).to.deep.equal([
      { effect: 'reverb', from: 'Mine', to: 'Ours' },
      { effect: 'reverb', name: 'Mine' },
    ]);
  });

  it('leaves factory presets alone', async () => {
    const element = await opened('Plate');
    await press(element, 'F2', 'Delete');
    expect(element.shadowRoot?.querySelectorAll('form').length).to.equal(0);
    expect(within<HTMLButtonElement>(element, 'button[aria-label="Delete “Plate”"]').disabled).to.equal(true);
  });

  it('exports the chosen preset and hands over a file to import', async () => {
    const element = await opened('Hall');
    const heard = listen('rw-preset-export', 'rw-preset-import');
    click(element, 'Export “Hall”');
    const file = new File(['{}'], 'plate.json');
    const files = new DataTransfer();
    files.items.add(file);
    const input = within<HTMLInputElement>(element, 'input[type=file]');
    input.files = files.files;
    input.dispatchEvent(new Event('change'));
    expect(details(heard, 'rw-preset-export')).to.deep.equal([{ effect: 'reverb', name: 'Hall' }]);
    expect(details(heard, 'rw-preset-import')[0]?.file.name).to.equal('plate.json');
  });

  it('keeps its keys from the page around it', async () => {
    const element = await opened();
    let heard = 0;
    const count = (): void => void heard++;
    document.addEventListener('keydown', count);
    await press(element, 'ArrowDown', 'm');
    document.removeEventListener('keydown', count);
    expect(heard).to.equal(0);
  });

  it('stays within the window', async () => {
    const element = await presets();
    element.style.cssText = 'position: fixed; right: 0; bottom: 0; width: 160px';
    await sendMouse({ type: 'click', position: middle(within(element, '.open')) });
    await new Promise(requestAnimationFrame);
    const { left, top, right, bottom } = within(element, '.menu').getBoundingClientRect();
    expect(Math.min(left, top, innerWidth - right, innerHeight - bottom)).to.be.at.least(0);
  });
});
