import { sendKeys, sendMouse } from '@web/test-runner-commands';
import { expect } from 'chai';
import { clear, details, drag, expectAccessible, html, listen, middle, shift, show, within } from '../testing/page.ts';
import { peaksOf } from './peaks.ts';
import { clock, type Waveform } from './waveform.ts';

/** Ten seconds: silence, then full scale from the fifth on. */
const samples = new AudioBuffer({ length: 80_000, sampleRate: 8000, numberOfChannels: 2 });
samples.getChannelData(0).fill(0.25, 40_000);
samples.getChannelData(1).fill(-1, 40_000);
const signal = new AbortController().signal;

const waveform = (): Promise<Waveform> => show<Waveform>(html`<rw-waveform .samples=${samples} .position=${2.5}></rw-waveform>`);

describe('<rw-waveform>', () => {
  afterEach(clear);

  it('is accessible', async () => {
    await expectAccessible(await waveform());
  });

  it('is accessible without a file', async () => {
    await expectAccessible(await show<Waveform>(html`<rw-waveform></rw-waveform>`));
  });

  it('tells a screen reader the time in words', async () => {
    const slider = within(await waveform(), '[role=slider]');
    expect(slider.getAttribute('aria-valuetext')).to.equal('0:02 of 0:10');
    expect(slider.getAttribute('aria-valuemax')).to.equal('10.0');
    expect(clock(3661)).to.equal('61:01');
  });

  it('finds the lowest and highest sample of each bin over all channels', async () => {
    const peaks = await peaksOf(samples, 10, signal, () => {});
    expect([...peaks.slice(0, 10)].every((peak) => peak === 0)).to.equal(true);
    expect([...peaks.slice(10, 12)]).to.deep.equal([-1, 0.25]);
  });

  it('lets the page breathe over a long file, shows what it has, and can be stopped', async () => {
    const long = new AudioBuffer({ length: 20_000_000, sampleRate: 48_000 });
    let turns = 0;
    const ticking = setInterval(() => turns++, 1);
    let shown = 0;
    await peaksOf(long, 2048, signal, () => shown++);
    clearInterval(ticking);
    expect(turns).to.be.greaterThan(1);
    expect(shown).to.be.greaterThan(1);
    const stopped = await peaksOf(long, 2048, AbortSignal.abort(), () => {}).catch((error: Error) => error.name);
    expect(stopped).to.equal('AbortError');
  });

  it('draws loud parts higher than quiet ones', async () => {
    const element = await waveform();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const canvas = within<HTMLCanvasElement>(element, 'canvas');
    const inked = (part: number): number => {
      const data = canvas.getContext('2d')?.getImageData(Math.round(canvas.width * part), 0, 6, canvas.height).data ?? [];
      return [...data].filter((value, at) => at % 4 === 3 && value > 0).length;
    };
    expect(inked(0.75)).to.be.greaterThan(10 * inked(0.25));
  });

  it('seeks by a click', async () => {
    const element = await waveform();
    const heard = listen('rw-seek');
    await sendMouse({ type: 'click', position: middle(element) });
    expect(details(heard, 'rw-seek')[0]?.time).to.be.closeTo(5, 0.05);
    expect(element.position).to.be.closeTo(5, 0.05);
  });

  it('seeks once where a drag is let go', async () => {
    const element = await waveform();
    const heard = listen('rw-seek');
    await drag(element, [150, 0]);
    expect(details(heard, 'rw-seek').length).to.equal(1);
    expect(details(heard, 'rw-seek')[0]?.time).to.be.closeTo(7.5, 0.05);
  });

  it('stays where it is when a press from elsewhere is let go over it', async () => {
    const element = await waveform();
    const heard = listen('rw-seek');
    const [x, y] = middle(element);
    await sendMouse({ type: 'move', position: [x, y + 120] });
    await sendMouse({ type: 'down' });
    await sendMouse({ type: 'move', position: [x, y] });
    await sendMouse({ type: 'up' });
    expect(heard).to.deep.equal([]);
  });

  it('seeks by keys, within the file', async () => {
    const element = await waveform();
    const heard = listen('rw-seek');
    element.focus();
    for (const key of ['ArrowRight', 'ArrowLeft', 'PageUp', 'Home', 'End', 'PageDown']) await sendKeys({ press: key });
    await shift('ArrowRight');
    expect(details(heard, 'rw-seek').map(({ time }) => time)).to.deep.equal([3.5, 2.5, 10, 0, 10, 0, 0.1]);
  });

  it('shows the loop where it lies', async () => {
    const element = await waveform();
    expect(element.shadowRoot?.querySelectorAll('.loop').length).to.equal(0);
    element.loopStart = 2;
    element.loopEnd = 6;
    await element.updateComplete;
    const { left, width } = within(element, '.loop').getBoundingClientRect();
    const whole = element.getBoundingClientRect();
    expect((left - whole.left) / whole.width).to.be.closeTo(0.2, 0.01);
    expect(width / whole.width).to.be.closeTo(0.4, 0.01);
  });
});
