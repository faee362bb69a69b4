import { sendKeys } from '@web/test-runner-commands';
import { expect } from 'chai';
import { Deck } from './deck.ts';
import { listenForKeys } from './keyboard.ts';
import { sine, until, wav } from './testing/audio.ts';

const pressWith = async (modifier: string, key: string) => {
  await sendKeys({ down: modifier });
  await sendKeys({ press: key });
  await sendKeys({ up: modifier });
};

describe('keys for the transport', () => {
  let deck: Deck;
  let stop: () => void;
  let page: HTMLElement;

  const focus = (markup: string): HTMLElement => {
    page.innerHTML = markup;
    const element = page.firstElementChild as HTMLElement;
    element.focus();
    expect(document.activeElement).to.equal(element);
    return element;
  };

  beforeEach(async () => {
    deck = new Deck(new AudioContext({ sampleRate: 48000 }));
    await deck.openFile(new File([wav([sine(100, 60, 8000)], 8000)], 'minute.wav'));
    stop = listenForKeys(document, deck);
    page = document.body.appendChild(document.createElement('div'));
    (document.activeElement as HTMLElement | null)?.blur();
  });

  afterEach(async () => {
    stop();
    page.remove();
    deck.dispose();
    await deck.context.close();
  });

  it('plays and pauses with Space', async () => {
    await sendKeys({ press: 'Space' });
    await until(() => deck.playing, 'it plays');
    await sendKeys({ press: 'Space' });
    await until(() => !deck.playing, 'it is paused');
  });

  it('moves with arrows, finely with Shift, and home with Home', async () => {
    await sendKeys({ press: 'ArrowRight' });
    await sendKeys({ press: 'ArrowRight' });
    expect(deck.position).to.be.closeTo(10, 1e-6);
    await pressWith('Shift', 'ArrowLeft');
    expect(deck.position).to.be.closeTo(9, 1e-6);
    await sendKeys({ press: 'Home' });
    expect(deck.position).to.equal(0);
  });

  it('switches the loop with L', async () => {
    await sendKeys({ press: 'l' });
    expect(deck.loop).to.equal(false);
    await sendKeys({ press: 'l' });
    expect(deck.loop).to.equal(true);
  });

  it('leaves all keys to a text field', async () => {
    const field = focus('<input aria-label="name" />') as HTMLInputElement;
    await sendKeys({ type: 'l l' });
    await sendKeys({ press: 'ArrowRight' });
    expect(field.value).to.equal('l l');
    expect([deck.loop, deck.playing, deck.position]).to.deep.equal([true, false, 0]);
  });

  it('leaves Space to a button, but not the arrows', async () => {
    let pressed = 0;
    focus('<button>Press</button>').addEventListener('click', () => pressed++);
    await sendKeys({ press: 'Space' });
    expect(pressed).to.equal(1);
    expect(deck.playing).to.equal(false);
    await sendKeys({ press: 'ArrowRight' });
    expect(deck.position).to.be.closeTo(5, 1e-6);
  });

  it('leaves the arrows to a slider in a shadow root, but not Space', async () => {
    const host = document.createElement('div');
    page.append(host);
    host.attachShadow({ mode: 'open' }).innerHTML = '<div role="slider" tabindex="0" aria-label="level" aria-valuenow="0"></div>';
    host.shadowRoot?.querySelector<HTMLElement>('[role=slider]')?.focus();
    await sendKeys({ press: 'ArrowRight' });
    await sendKeys({ press: 'Home' });
    expect(deck.position).to.equal(0);
    await sendKeys({ press: 'Space' });
    await until(() => deck.playing, 'it plays');
  });

  it('leaves a key alone that somebody has handled, and all with Control', async () => {
    page.addEventListener('keydown', (event) => event.preventDefault());
    focus('<p tabindex="0">text</p>');
    await sendKeys({ press: 'l' });
    page.remove();
    await pressWith('Control', 'l');
    expect(deck.loop).to.equal(true);
  });

  it('hears nothing more when stopped', async () => {
    stop();
    await sendKeys({ press: 'l' });
    expect(deck.loop).to.equal(true);
  });
});
