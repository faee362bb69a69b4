import { emulateMedia } from '@web/test-runner-commands';
import { expect } from 'chai';
import { clear, expectAccessible, html, show, within } from '../testing/page.ts';
import { columnsOf, frequencyAt, placeOf, type Spectrum } from './spectrum.ts';

const frames = async (count: number): Promise<void> => {
  for (let frame = 0; frame < count; frame++) await new Promise(requestAnimationFrame);
};

/** How often the analyser of `run` was read in so many frames. */
function counting(analyser: AnalyserNode): { reads: number } {
  const count = { reads: 0 };
  const read = analyser.getFloatFrequencyData.bind(analyser);
  analyser.getFloatFrequencyData = (bins) => {
    count.reads++;
    read(bins);
  };
  return count;
}

describe('<rw-spectrum>', () => {
  let context: AudioContext;
  let analyser: AnalyserNode;

  beforeEach(async () => {
    context = new AudioContext();
    const tone = new OscillatorNode(context, { frequency: 1000 });
    analyser = new AnalyserNode(context, { fftSize: 8192, smoothingTimeConstant: 0 });
    tone.connect(analyser);
    tone.start();
    await context.resume();
  });

  afterEach(async () => {
    clear();
    await context.close();
  });

  it('is accessible', async () => {
    await expectAccessible(await show<Spectrum>(html`<rw-spectrum></rw-spectrum>`));
  });

  it('has an axis from 20 Hz to 20 kHz with a third for each decade', () => {
    expect(frequencyAt(0)).to.equal(20);
    expect(frequencyAt(1)).to.be.closeTo(20_000, 1e-6);
    expect(placeOf(200)).to.be.closeTo(1 / 3, 1e-9);
  });

  it('keeps the strongest bin of each column, and goes between two where a column is narrower', () => {
    const bins = new Float32Array(2048).fill(-90);
    bins[1000] = -10;
    bins[2] = -50;
    const columns = columnsOf(bins, 10, 300);
    expect(columns[Math.floor(placeOf(10_000) * 300)]).to.equal(-10);
    // 25 Hz lies halfway from the bin of 20 Hz (−50 dB) to that of 30 Hz (−90 dB).
    expect(columns[Math.round(placeOf(25) * 300)]).to.be.closeTo(-70, 2);
    expect(columns.every(Number.isFinite)).to.equal(true);
  });

  it('draws the analyser’s signal and says where it is strongest', async () => {
    const spectrum = await show<Spectrum>(html`<rw-spectrum .analyser=${analyser}></rw-spectrum>`);
    const canvas = within<HTMLCanvasElement>(spectrum, 'canvas');
    await new Promise((resolve) => setTimeout(resolve, 400));
    spectrum.remove();
    document.querySelector('main')?.append(spectrum);
    await new Promise((resolve) => setTimeout(resolve, 2100));
    expect(canvas.getAttribute('aria-label')).to.equal('Spectrum: strongest near 1000 Hz');
    const column = (part: number): Uint8ClampedArray | undefined =>
      canvas.getContext('2d')?.getImageData(Math.round(part * canvas.width), Math.round(canvas.height * 0.35), 1, 1).data;
    expect(column(placeOf(1000))?.[3]).to.be.greaterThan(0);
    expect(column(placeOf(4000))?.[3]).to.equal(0);
  });

  it('rests while it is out of view', async () => {
    const spectrum = await show<Spectrum>(html`<rw-spectrum .analyser=${analyser}></rw-spectrum>`);
    const count = counting(analyser);
    await frames(10);
    expect(count.reads).to.be.greaterThan(3);
    spectrum.style.marginTop = '5000px';
    await frames(5);
    count.reads = 0;
    await frames(10);
    expect(count.reads).to.equal(0);
  });

  it('draws far fewer frames where motion is to be reduced', async () => {
    await emulateMedia({ reducedMotion: 'reduce' });
    await show<Spectrum>(html`<rw-spectrum .analyser=${analyser}></rw-spectrum>`);
    await frames(5);
    const count = counting(analyser);
    await frames(30);
    await emulateMedia({ reducedMotion: 'no-preference' });
    expect(count.reads).to.be.lessThan(10);
  });
});
