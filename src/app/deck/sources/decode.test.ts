import { expect } from 'chai';
import { frequencyNear, rmsOf, sine, wav } from '../testing/audio.ts';
import { decodeFile } from './decode.ts';
import { SourceError } from './source.ts';

const context = new OfflineAudioContext(1, 1, 48000);
const fixture = async (name: string): Promise<File> => {
  const response = await fetch(new URL(`../../../../test/fixtures/audio/${name}`, import.meta.url));
  return new File([await response.arrayBuffer()], name, { type: response.headers.get('Content-Type') ?? '' });
};
const failure = async (file: File): Promise<Error> => {
  try {
    await decodeFile(file, context);
  } catch (error) {
    return error as Error;
  }
  throw new Error('expected a failure');
};

describe('decodeFile', () => {
  it('decodes a WAV to the context’s rate, sample by sample', async () => {
    const right = sine(1000, 0.25, 48000);
    const left = sine(300, 0.25, 48000);
    const audio = await decodeFile(new File([wav([left, right], 48000)], 'tones.wav'), context);
    expect(audio.numberOfChannels).to.equal(2);
    expect(audio.length).to.equal(left.length);
    for (const [channel, samples] of [left, right].entries()) {
      const decoded = audio.getChannelData(channel);
      expect(rmsOf(decoded.map((value, index) => value - (samples[index] ?? 0)))).to.be.below(1 / 32768);
    }
  });

  it('resamples', async () => {
    const audio = await decodeFile(new File([wav([sine(440, 0.5, 22050)], 22050)], 'slow.wav'), context);
    expect(audio.sampleRate).to.equal(48000);
    expect(audio.duration).to.be.closeTo(0.5, 0.001);
    expect(frequencyNear(audio.getChannelData(0), 440, 48000)).to.be.closeTo(440, 0.5);
  });

  for (const name of ['tone.mp3', 'tone.flac', 'tone.ogg']) {
    it(`decodes ${name}`, async () => {
      const audio = await decodeFile(await fixture(name), context);
      expect(audio.duration).to.be.within(0.49, 0.6);
      expect(rmsOf(audio.getChannelData(0))).to.be.above(0.05);
      expect(frequencyNear(audio.getChannelData(0), 440, 48000)).to.be.closeTo(440, 1);
    });
  }

  it('decodes AAC where the browser can, and says so where it cannot', async () => {
    const file = await fixture('tone.m4a');
    if (new Audio().canPlayType('audio/mp4; codecs="mp4a.40.2"') === '') {
      expect((await failure(file)).message).to.include('tone.m4a');
    } else {
      const audio = await decodeFile(file, context);
      expect(frequencyNear(audio.getChannelData(0), 440, 48000)).to.be.closeTo(440, 1);
    }
  });

  it('tells how much is read, then that it decodes', async () => {
    const progress: (number | undefined)[] = [];
    await decodeFile(new File([wav([sine(100, 1, 48000)], 48000)], 'a.wav'), context, { onProgress: (read) => progress.push(read) });
    expect(progress.at(-2)).to.equal(1);
    expect(progress.at(-1)).to.equal(undefined);
  });

  it('names a damaged file', async () => {
    const bytes = wav([sine(100, 0.1, 48000)], 48000);
    bytes.fill(0x55, 0, 40);
    const error = await failure(new File([bytes], 'holiday.wav', { type: 'audio/wav' }));
    expect(error).to.be.instanceOf(SourceError);
    expect(error.message).to.include('“holiday.wav”').and.include('damaged');
    expect(error.cause).to.be.instanceOf(DOMException);
  });

  it('says what a file is that is not audio', async () => {
    const error = await failure(new File(['hello'], 'notes.txt', { type: 'text/plain' }));
    expect(error.message).to.include('“notes.txt” is not audio').and.include('text/plain');
  });

  it('says that an empty file is empty', async () => {
    expect((await failure(new File([], 'none.mp3'))).message).to.include('“none.mp3” is empty');
  });

  it('stops when something else is chosen', async () => {
    const abort = new AbortController();
    abort.abort();
    const file = new File([wav([sine(100, 0.1, 48000)], 48000)], 'a.wav');
    const error = await decodeFile(file, context, { signal: abort.signal }).then(
      () => undefined,
      (reason: DOMException) => reason,
    );
    expect(error?.name).to.equal('AbortError');
  });
});
