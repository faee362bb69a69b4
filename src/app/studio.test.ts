import { rmsOf, sine, until, wav } from './deck/testing/audio.ts';
import { SILENCE } from './settings.ts';
import { Studio } from './studio.ts';

describe('Studio', () => {
  let studio: Studio;
  let analyser: AnalyserNode;
  const level = () => {
    const samples = new Float32Array(analyser.fftSize);
    analyser.getFloatTimeDomainData(samples);
    return rmsOf(samples);
  };
  /** RMS of the test tone. */
  const full = 0.5 / Math.SQRT2;

  beforeEach(async () => {
    studio = new Studio(new AudioContext({ sampleRate: 48000 }));
    analyser = new AnalyserNode(studio.context, { fftSize: 2048 });
    studio.output.connect(analyser);
    await studio.deck.openFile(new File([wav([sine(750, 2, 48000)], 48000)], 'tone.wav'));
    await studio.deck.play();
  });

  afterEach(() => studio.dispose());

  it('plays at unity gain without a rack', async () => {
    await until(() => Math.abs(level() - full) < 0.002, 'it is at full level');
  });

  it('sets the volume in dB, down to silence', async () => {
    studio.setVolume(-6);
    await until(() => Math.abs(level() - full * 10 ** (-6 / 20)) < 0.002, 'it is 6 dB down');
    studio.setVolume(SILENCE);
    await until(() => level() < 1e-5, 'it is silent');
  });

  it('plays through what is inserted, another one, and straight again', async () => {
    for (const gain of [0.25, 0.75]) {
      const node = new GainNode(studio.context, { gain });
      studio.insert({ input: node, output: node });
      await until(() => Math.abs(level() - full * gain) < 0.002, `it is at ${gain}`);
    }
    studio.insert(undefined);
    await until(() => Math.abs(level() - full) < 0.002, 'it is at full level again');
  });
});
