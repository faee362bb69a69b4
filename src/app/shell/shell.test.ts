import { sendKeys } from '@web/test-runner-commands';
import { expect } from 'chai';
import { setLocale } from '../../elements/localise.ts';
import type { PluginRack } from '../../elements/plugin-rack/plugin-rack.ts';
import { expectAccessible, within } from '../../elements/testing/page.ts';
import { rmsOf, sine, until, wav } from '../deck/testing/audio.ts';
import type { Sources } from '../deck-panel/sources.ts';
import { Settings } from '../settings.ts';
import type { Studio } from '../studio.ts';
import './shell.ts';
import type { Shell } from './shell.ts';

const tone = (name: string, hz = 440, seconds = 2) => new File([wav([sine(hz, seconds, 48000)], 48000)], name, { type: 'audio/wav' });
const broken = () => new File(['no audio at all'], 'broken.mp3', { type: 'audio/mpeg' });

/** Drops files as a person does: enters the page, moves, lets go. */
function drop(files: readonly File[]): void {
  const dataTransfer = new DataTransfer();
  for (const file of files) dataTransfer.items.add(file);
  for (const name of ['dragenter', 'dragover', 'drop']) {
    document.body.dispatchEvent(new DragEvent(name, { dataTransfer, bubbles: true, cancelable: true }));
  }
}

describe('the application', () => {
  let app: Shell;
  let studio: Studio;

  const part = <E extends HTMLElement>(...path: string[]): E =>
    path.reduce<HTMLElement>((element, selector) => within(element, selector), app) as E;
  const words = (...path: string[]) => part(...path).textContent?.trim();
  const messages = () => [...(part('rackwire-messages').shadowRoot?.querySelectorAll('p') ?? [])].map((p) => p.textContent);
  const key = (label: string) => part<HTMLButtonElement>('rackwire-transport', `[aria-label="${label}"]`);
  const tab = (kind: string) => part('rackwire-sources', `#${kind}`);
  const rack = () => part<PluginRack>('plugin-rack');

  async function open(): Promise<void> {
    app = document.createElement('rackwire-app');
    app.settings = new Settings();
    document.body.append(app);
    await app.updateComplete;
    if (!app.studio) throw new Error('the application has not started');
    studio = app.studio;
    await until(() => studio.deck.source !== undefined, 'a source is loaded');
  }

  beforeEach(async () => {
    localStorage.removeItem('rackwire.view');
    await open();
  });

  afterEach(() => {
    app.remove();
    setLocale('en');
    document.documentElement.style.colorScheme = '';
    localStorage.removeItem('rackwire.view');
  });

  it('is accessible, with each source’s panel open', async () => {
    await rack().ready;
    for (const kind of ['loop', 'file', 'address', 'microphone'] as const) {
      part<Sources>('rackwire-sources').kind = kind;
      await app.updateComplete;
      await expectAccessible(app);
    }
  });

  it('has nothing wider than a narrow page', async () => {
    document.body.style.width = '340px';
    await rack().ready;
    const { left } = app.getBoundingClientRect();
    expect(part('main').scrollWidth).to.be.at.most(340);
    expect(part('rackwire-top-bar').getBoundingClientRect().right - left).to.be.at.most(340);
    document.body.style.width = '';
  });

  it('shows what goes over the wire when it is asked to, and logs nothing before', async () => {
    await rack().ready;
    const button = part<HTMLButtonElement>('.wire button');
    expect(button.getAttribute('aria-expanded')).to.equal('false');
    expect(app.shadowRoot?.querySelector('wire-inspector')).to.equal(null);
    button.click();
    const inspector = () => app.shadowRoot?.querySelector('wire-inspector');
    await until(() => Boolean(inspector()?.shadowRoot?.querySelector('rw-frame-table')), 'the inspector is there');
    await rack().addPlugin('delay');
    const table = () => part<HTMLElement & { entries: readonly { type: string }[] }>('wire-inspector', 'rw-frame-table');
    await until(() => table().entries.some(({ type }) => type === 'PLUGIN_ADD'), 'the frame is shown');
    await expectAccessible(app);
    document.body.style.width = '340px';
    await app.updateComplete;
    expect(part('.wire').scrollWidth).to.be.at.most(340);
    document.body.style.width = '';
    button.click();
    await app.updateComplete;
    expect(inspector()).to.equal(null);
  });

  it('begins with the loop, and plays it through the rack', async () => {
    await rack().ready;
    expect(words('rackwire-display', '.title')).to.equal('Eight bars in F');
    const analyser = new AnalyserNode(studio.context, { fftSize: 2048 });
    rack().output.connect(analyser);
    key('Play').click();
    const samples = new Float32Array(2048);
    await until(() => {
      analyser.getFloatTimeDomainData(samples);
      return rmsOf(samples) > 0.005;
    }, 'the rack’s output sounds');
    await until(() => studio.deck.position > 0.2, 'it moves on');
    expect(words('rackwire-display', '.state')).to.equal('Playing');
    expect(words('rackwire-display', '.now'))
      .to.match(/^0:0\d\.\d$/)
      .and.not.equal('0:00.0');
    key('Pause').click();
    key('Return to start').click();
    expect(studio.deck.position).to.equal(0);
  });

  it('plays a dropped file, and lists several to choose from', async () => {
    drop([tone('one.wav')]);
    await until(() => studio.deck.source?.title === 'one.wav', 'it is loaded');
    drop([tone('two.wav'), tone('three.wav')]);
    await part<Sources>('rackwire-sources').updateComplete;
    const offers = () => [...(part('rackwire-sources').shadowRoot?.querySelectorAll<HTMLButtonElement>('.offer') ?? [])];
    expect(offers().map((offer) => offer.textContent?.trim())).to.deep.equal(['two.wav', 'three.wav']);
    expect(studio.deck.source?.title).to.equal('one.wav');
    offers()[1]?.click();
    await until(() => offers()[1]?.getAttribute('aria-current') === 'true', 'the chosen one is marked');
    expect(studio.deck.source?.title).to.equal('three.wav');
    tab('loop').click();
    await until(() => studio.deck.source?.kind === 'loop', 'the loop is back');
    tab('file').click();
    await until(() => studio.deck.source?.title === 'three.wav', 'the file is back');
  });

  it('names a broken file, plays on, and lets the message be closed', async () => {
    key('Play').click();
    await until(() => studio.deck.position > 0, 'it plays');
    drop([broken()]);
    await until(() => messages().length === 1, 'the message is there');
    expect(messages()[0]).to.include('“broken.mp3”');
    expect(part('rackwire-messages').getAttribute('role')).to.equal('alert');
    expect(studio.deck.playing).to.equal(true);
    await expectAccessible(part('rackwire-messages'));
    part('rackwire-messages', 'button').click();
    await until(() => messages().length === 0, 'the message is gone');
    drop([broken()]);
    await until(() => messages().length === 1, 'it is there again');
    drop([tone('fine.wav')]);
    await until(() => messages().length === 0 && studio.deck.source?.title === 'fine.wav', 'a good file takes it away');
  });

  it('sends the microphone through the rack unheard, until it is to be heard', async () => {
    await rack().ready;
    tab('microphone').click();
    await until(() => part('rackwire-sources').shadowRoot?.querySelector('rackwire-microphone') !== null, 'the panel is open');
    const panel = part('rackwire-sources', 'rackwire-microphone') as HTMLElement & { updateComplete: Promise<boolean> };
    await panel.updateComplete;
    const [openKey, hear] = panel.shadowRoot?.querySelectorAll<HTMLButtonElement>('button') ?? [];
    const heard = new AnalyserNode(studio.context, { fftSize: 2048 });
    const inRack = new AnalyserNode(studio.context, { fftSize: 2048 });
    studio.output.connect(heard);
    rack().output.connect(inRack);
    const level = (analyser: AnalyserNode) => {
      const samples = new Float32Array(analyser.fftSize);
      analyser.getFloatTimeDomainData(samples);
      return rmsOf(samples);
    };
    expect(studio.deck.source?.kind).to.equal('loop');
    openKey?.click();
    await until(() => studio.deck.source?.kind === 'microphone', 'it is open');
    await until(() => level(inRack) > 1e-3, 'the test device beeps through the rack');
    expect(level(heard)).to.be.below(1e-5);
    hear?.click();
    await until(() => level(heard) > 1e-3, 'it is heard');
    expect(panel.shadowRoot?.querySelector('.warning')).to.not.equal(null);
    key('Pause').click();
    expect(studio.deck.playing).to.equal(false);
  });

  it('opens an address by typing it, and says what is wrong with one', async () => {
    tab('address').click();
    await part<Sources>('rackwire-sources').updateComplete;
    const field = part<HTMLInputElement>('rackwire-sources', 'input[name=address]');
    field.focus();
    await sendKeys({ type: 'ftp://l' });
    await sendKeys({ press: 'Enter' });
    await until(() => messages().length === 1, 'the message is there');
    expect(messages()[0]).to.include('“ftp://l” is not an address');
    expect(studio.deck.loop).to.equal(true);
    field.value = URL.createObjectURL(tone('x.wav'));
    await sendKeys({ press: 'Enter' });
    await until(() => studio.deck.source?.kind === 'address', 'it is open');
  });

  it('walks through the sources with arrow keys without changing what is heard', async () => {
    tab('loop').focus();
    await sendKeys({ press: 'ArrowRight' });
    await sendKeys({ press: 'ArrowRight' });
    await part<Sources>('rackwire-sources').updateComplete;
    expect(tab('address').getAttribute('aria-selected')).to.equal('true');
    expect(studio.deck.source?.kind).to.equal('loop');
    expect(studio.deck.position).to.equal(0);
  });

  it('speaks German, and English again', async () => {
    const language = part<HTMLSelectElement>('rackwire-top-bar', 'select');
    for (const [locale, play] of [
      ['de', 'Abspielen'],
      ['en', 'Play'],
    ] as const) {
      language.value = locale;
      language.dispatchEvent(new Event('change'));
      await until(() => part('rackwire-transport', '.play').getAttribute('aria-label') === play, `the key says ${play}`);
      expect(document.documentElement.lang).to.equal(locale);
      expect(words('rackwire-display', '.title')).to.equal(locale === 'de' ? 'Acht Takte in F' : 'Eight bars in F');
    }
  });

  it('changes its colours, and comes back as it was left', async () => {
    const face = part('rackwire-top-bar', '.face');
    for (const scheme of ['light', 'dark']) {
      face.click();
      await until(() => face.title.endsWith(scheme), `the key says ${scheme}`);
      expect(document.documentElement.style.colorScheme).to.equal(scheme);
    }
    key('Loop').click();
    tab('file').click();
    part('rackwire-transport', 'rw-fader').dispatchEvent(
      new CustomEvent('rw-input', { detail: { value: -12 }, bubbles: true, composed: true }),
    );
    app.remove();
    document.documentElement.style.colorScheme = '';
    await open();
    expect(document.documentElement.style.colorScheme).to.equal('dark');
    expect(studio.deck.loop).to.equal(false);
    expect(tab('file').getAttribute('aria-selected')).to.equal('true');
    expect(part<HTMLElement & { value: number }>('rackwire-transport', 'rw-fader').value).to.equal(-12);
  });

  it('frees its context when it is removed', async () => {
    app.remove();
    await until(() => studio.context.state === 'closed', 'the context is closed');
  });
});
