import { sendKeys } from '@web/test-runner-commands';
import { expect } from 'chai';
import { Client } from '../../client/client.ts';
import { localSession } from '../../client/local-session.ts';
import { LocalSocket, sharedWorkerPort } from '../../client/local-socket.ts';
import type { PluginState } from '../../wire/state.ts';
import type { AddMenu } from '../add-menu/add-menu.ts';
import type { Knob } from '../knob/knob.ts';
import { setLocale } from '../localise.ts';
import { clear, expectAccessible, html, show, within } from '../testing/page.ts';
import './plugin-rack.ts';
import type { PluginRack } from './plugin-rack.ts';

/** Each test has a session of its own in the one server. */
const newSession = (): string => `rack-test-${crypto.randomUUID()}`;

async function until(done: () => unknown, what: string): Promise<void> {
  for (let turn = 0; turn < 250; turn += 1) {
    if (done()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`waited in vain until ${what}`);
}

async function rackIn(session: string, more: Partial<PluginRack> = {}): Promise<PluginRack> {
  const rack = await show<PluginRack>(html`<plugin-rack session=${session} .context=${more.context}></plugin-rack>`);
  await Promise.resolve();
  await rack.ready;
  await rack.updateComplete;
  return rack;
}

const units = (rack: PluginRack): HTMLElement[] => [...rack.renderRoot.querySelectorAll<HTMLElement>('rack-unit')];
const knob = (rack: PluginRack, id: string): Knob => {
  const found = units(rack)
    .flatMap((unit) => [...(unit.shadowRoot?.querySelectorAll<Knob>('rw-knob') ?? [])])
    .find(({ parameter }) => parameter?.id === id);
  if (!found) throw new Error(`no knob ${id}`);
  return found;
};
const only = (rack: PluginRack): PluginState => {
  const [plugin] = rack.state.plugins;
  if (!plugin) throw new Error('no plugin');
  return plugin;
};
const problem = (rack: PluginRack): string => rack.renderRoot.querySelector('[role=alert] p')?.textContent ?? '';

describe('<plugin-rack>', () => {
  afterEach(() => {
    clear();
    setLocale('en');
  });

  it('is accessible, empty and with every effect', async () => {
    const rack = await rackIn(newSession(), { context: new AudioContext() });
    await expectAccessible(rack);
    for (const effect of ['eq', 'compressor', 'delay', 'reverb']) await rack.addPlugin(effect);
    await until(() => units(rack).length === 4, 'four units are shown');
    await expectAccessible(rack);
  });

  it('adds an effect by keyboard alone', async () => {
    const rack = await rackIn(newSession());
    const menu = within<AddMenu>(rack, 'rw-add-menu');
    within(menu, '.open').focus();
    await sendKeys({ press: 'ArrowDown' });
    await until(() => menu.shadowRoot?.activeElement?.getAttribute('role') === 'menuitem', 'the menu is open');
    await sendKeys({ press: 'End' });
    await sendKeys({ press: 'ArrowUp' });
    await sendKeys({ press: 'Enter' });
    await until(() => units(rack).length === 1, 'the unit is shown');
    expect(only(rack).effect).to.equal('eq');
    await until(() => menu.shadowRoot?.activeElement?.className === 'open', 'the focus is back on the button');
    await sendKeys({ press: 'ArrowDown' });
    await until(() => menu.shadowRoot?.activeElement?.getAttribute('role') === 'menuitem', 'the menu is open again');
    await sendKeys({ press: 'Escape' });
    await until(() => menu.shadowRoot?.activeElement?.className === 'open', 'the focus is back after Escape');
  });

  it('shows and says what another page of the session does, and what is refused', async () => {
    const session = newSession();
    const rack = await rackIn(session);
    const changes: number[] = [];
    rack.addEventListener('rack-change', ({ detail }) => changes.push(detail.track.plugins.length));
    const { session: other, release } = localSession(session, 'somebody else');
    const { plugin_id } = await other.client.request('PLUGIN_ADD', { track_id: 'main', name: 'Room', plugin_path: 'reverb' });
    await until(() => units(rack).length === 1, 'the unit is shown');
    expect(changes).to.deep.equal([1]);
    await other.client.request('PLUGIN_PARAMETER', { track_id: 'main', plugin_id, parameter_id: 'room_size', parameter_value: 0.25 });
    await until(() => knob(rack, 'room_size').value === 0.25, 'the knob has moved');
    await other.client.request('PLUGIN_REMOVE', { track_id: 'main', plugin_id });
    await until(() => units(rack).length === 0, 'the unit is gone');
    expect(await rack.addPlugin('flux capacitor')).to.equal(undefined);
    await until(() => problem(rack).includes('flux capacitor'), 'the error is shown in words');
    release();
  });

  it('never lets a knob fight its user: values from elsewhere wait while it is held', async () => {
    const session = newSession();
    const rack = await rackIn(session);
    await rack.addPlugin('reverb');
    await until(() => units(rack).length === 1, 'the unit is shown');
    const { plugin_id } = only(rack);
    const dial = knob(rack, 'damping');
    const { session: other, release } = localSession(session, 'somebody else');
    await other.ready;
    dial.dispatchEvent(new CustomEvent('rw-hold', { detail: { held: true }, bubbles: true, composed: true }));
    dial.dispatchEvent(new CustomEvent('rw-input', { detail: { value: 0.6 }, bubbles: true, composed: true }));
    await until(() => other.track('main').plugins[0]?.parameters.damping === 0.6, 'the other page has the value');
    await other.client.request('PLUGIN_PARAMETER', { track_id: 'main', plugin_id, parameter_id: 'damping', parameter_value: 0.1 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(dial.value).to.equal(0.6);
    dial.dispatchEvent(new CustomEvent('rw-hold', { detail: { held: false }, bubbles: true, composed: true }));
    await until(() => dial.value === 0.1, 'the value that waited is shown');
    release();
  });

  it('says whose value stays where two have set one while the connection was away', async () => {
    const session = newSession();
    const rack = await rackIn(session);
    await rack.addPlugin('reverb');
    await until(() => units(rack).length === 1, 'the unit is shown');
    const { plugin_id } = only(rack);
    const native = window.SharedWorker;
    const open = () =>
      new LocalSocket((fail) => {
        window.SharedWorker = native;
        const port = sharedWorkerPort(fail);
        window.SharedWorker = nowhere;
        return port;
      });
    const nowhere = class {
      constructor() {
        throw new Error('the line is down');
      }
    } as unknown as typeof SharedWorker;
    try {
      window.SharedWorker = nowhere;
      // As it is before a page goes into the back/forward cache: every connection says goodbye.
      window.dispatchEvent(new Event('pagehide'));
      knob(rack, 'damping').dispatchEvent(new CustomEvent('rw-input', { detail: { value: 0.6 }, bubbles: true, composed: true }));
      const other = new Client({ open, session, user: 'ada' });
      await new Promise((resolve) => setTimeout(resolve, 20));
      await other.request('PLUGIN_PARAMETER', { track_id: 'main', plugin_id, parameter_id: 'damping', parameter_value: 0.1 });
      other.close();
    } finally {
      window.SharedWorker = native;
    }
    await until(() => problem(rack) !== '', 'the conflict is told');
    expect(problem(rack)).to.equal('Damping: ada set 10 % while the connection was away. It is newer than yours, 60 %, and stays.');
    expect(knob(rack, 'damping').value).to.equal(0.1);
  });

  it("shows the server's value again where a value is refused", async () => {
    const rack = await rackIn(newSession());
    await rack.addPlugin('reverb');
    await until(() => units(rack).length === 1, 'the unit is shown');
    knob(rack, 'damping').dispatchEvent(new CustomEvent('rw-input', { detail: { value: 7 }, bubbles: true, composed: true }));
    await until(() => problem(rack).includes('expected a number from 0 to 1'), 'the refusal is shown in words');
    await until(() => knob(rack, 'damping').value === 0.3, 'the value is back');
    expect(only(rack).parameters.damping).to.equal(0.3);
  });

  it('saves, loads, renames, deletes and imports presets of an effect and of the rack', async () => {
    const rack = await rackIn(newSession());
    const name = `Mine ${crypto.randomUUID().slice(0, 8)}`;
    await rack.addPlugin('reverb');
    await until(() => units(rack).length === 1, 'the unit is shown');
    const [unit] = units(rack);
    if (!unit) throw new Error('no unit');
    const menu = within<HTMLElement & { presets: readonly { name: string }[] }>(unit, 'rw-presets');
    const rackMenu = within<HTMLElement & { presets: readonly { name: string }[]; current: string }>(rack, 'rw-presets');
    const has = (of: typeof menu, wanted: string): boolean => of.presets.some((preset) => preset.name === wanted);
    const ask = (of: HTMLElement, type: string, detail: object): boolean =>
      of.dispatchEvent(
        new CustomEvent(type, { detail: { effect: of === rackMenu ? 'rack' : 'reverb', ...detail }, bubbles: true, composed: true }),
      );

    ask(menu, 'rw-preset-load', { name: 'Concert Hall' });
    await until(() => only(rack).parameters.room_size === 0.86, 'the factory preset is loaded');
    ask(menu, 'rw-preset-save', { name, replace: false });
    await until(() => has(menu, name), 'the preset is saved');
    ask(menu, 'rw-preset-load', { name: 'Small Room' });
    await until(() => only(rack).parameters.room_size === 0.2, 'another is loaded');
    ask(menu, 'rw-preset-rename', { from: name, to: `${name} renamed` });
    await until(() => has(menu, `${name} renamed`) && !has(menu, name), 'it has its new name');
    ask(menu, 'rw-preset-load', { name: `${name} renamed` });
    await until(() => only(rack).parameters.room_size === 0.86, 'the saved one is loaded');
    ask(menu, 'rw-preset-delete', { name: `${name} renamed` });
    await until(() => !has(menu, `${name} renamed`), 'it is deleted');

    const file = (effect: string, content: object): File =>
      new File([JSON.stringify({ format: 'rackwire-preset', version: 1, effect, name, ...content })], `${name}.json`);
    ask(menu, 'rw-preset-import', { file: file('reverb', { parameters: { room_size: 0.5 } }) });
    await until(() => only(rack).parameters.room_size === 0.5 && has(menu, name), 'the file is imported and loaded');
    ask(menu, 'rw-preset-import', { file: file('eq', { parameters: { low_gain: 3 } }) });
    await until(() => problem(rack).includes('expected a preset for Reverb, got one for Equalizer'), 'the wrong effect is told');
    ask(menu, 'rw-preset-delete', { name });

    ask(rackMenu, 'rw-preset-import', {
      file: file('rack', {
        plugins: [
          { effect: 'eq', parameters: { low_gain: 3 } },
          { effect: 'delay', bypassed: true },
        ],
      }),
    });
    await until(() => rack.state.plugins.map(({ effect }) => effect).join() === 'eq,delay', 'the rack is loaded');
    expect(rack.state.plugins.map(({ bypassed }) => bypassed)).to.deep.equal([false, true]);
    await until(() => rackMenu.current === name, 'the menu shows whose rack it is');
    ask(rackMenu, 'rw-preset-delete', { name });
    await until(() => !has(rackMenu, name), 'it is deleted');
  });

  it('takes changes back and makes them again, by its keys and by the keyboard', async () => {
    const rack = await rackIn(newSession());
    await rack.addPlugin('reverb');
    await rack.addPlugin('delay');
    const effects = (): string => rack.state.plugins.map(({ effect }) => effect).join();
    const [back, again] = rack.renderRoot.querySelectorAll<HTMLElement>('.steps button');
    back?.click();
    await until(() => effects() === 'reverb', 'the delay is gone');
    again?.click();
    await until(() => effects() === 'reverb,delay', 'the delay is back');
    back?.focus();
    const chord = async (...keys: string[]): Promise<void> => {
      for (const key of keys) await sendKeys({ down: key });
      for (const key of keys.reverse()) await sendKeys({ up: key });
    };
    await chord('Control', 'z');
    await chord('Control', 'z');
    await until(() => effects() === '', 'both are gone');
    await chord('Control', 'Shift', 'z');
    await until(() => effects() === 'reverb', 'the reverb is back');
  });

  it('is a pair of nodes in a context of the page, and says so where there is none', async () => {
    const context = new AudioContext();
    const rack = await rackIn(newSession(), { context });
    expect(rack.input.context).to.equal(context);
    expect(rack.output.context).to.equal(context);
    const remote = await rackIn(newSession());
    remote.context = new AudioContext();
    await remote.ready;
    expect(remote.input.context).to.equal(remote.context);
    remote.context = undefined;
    await remote.ready;
    expect(() => remote.input).to.throw('input is there once the rack is ready');
    await context.close();
  });

  it('connects anew when its session or track changes, and stays connected when it is moved on the page', async () => {
    const [first, second] = [newSession(), newSession()];
    const rack = await rackIn(first);
    await rack.addPlugin('eq');
    let restarted = false;
    rack.addEventListener('rack-ready', () => {
      restarted = true;
    });
    const aside = document.createElement('div');
    document.body.append(aside);
    aside.append(rack);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(restarted).to.equal(false);
    expect(rack.state.plugins).to.have.length(1);
    rack.session = second;
    await rack.updateComplete;
    await rack.ready;
    expect(rack.state.plugins).to.have.length(0);
    rack.session = first;
    await rack.updateComplete;
    await rack.ready;
    expect(rack.state.plugins).to.have.length(1);
    aside.remove();
  });

  it('speaks the language of the page', async () => {
    const rack = await rackIn(newSession());
    const { german } = await import('../locales/de.ts');
    const { setTranslations } = await import('../localise.ts');
    setTranslations('de', german);
    setLocale('de');
    await rack.updateComplete;
    expect(rack.renderRoot.textContent).to.contain('Alles umgehen').and.contain('Verbunden');
  });
});
