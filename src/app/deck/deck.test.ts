import { expect } from 'chai';
import { Deck } from './deck.ts';
import type { MicrophoneSource } from './sources/microphone-source.ts';
import { largestStep, peakOf, rmsOf, sine, until, wav } from './testing/audio.ts';
import { record } from './testing/recorder.ts';

const tone = (name: string, hz: number, seconds = 2) => new File([wav([sine(hz, seconds, 48000)], 48000)], name, { type: 'audio/wav' });
const broken = new File(['RIFF nothing of use'], 'broken.wav', { type: 'audio/wav' });
const unreachable = 'http://localhost:1/song.mp3';

describe('Deck', () => {
  let context: AudioContext;
  let deck: Deck;
  let problems: string[];
  let analyser: AnalyserNode;

  const level = () => {
    const samples = new Float32Array(analyser.fftSize);
    analyser.getFloatTimeDomainData(samples);
    return rmsOf(samples);
  };

  beforeEach(() => {
    context = new AudioContext({ sampleRate: 48000 });
    deck = new Deck(context);
    problems = [];
    deck.addEventListener('problem', (event) => problems.push((event as CustomEvent<{ message: string }>).detail.message));
    analyser = new AnalyserNode(context, { fftSize: 2048 });
    deck.output.connect(analyser).connect(context.destination);
  });

  afterEach(async () => {
    deck.dispose();
    await context.close();
  });

  it('opens, plays, moves, pauses and stops a file', async () => {
    expect(await deck.openFile(tone('a.wav', 440))).to.equal(true);
    expect(deck.source?.title).to.equal('a.wav');
    expect(deck.duration).to.be.closeTo(2, 0.001);
    expect(deck.playing).to.equal(false);
    await deck.play();
    await until(() => deck.position > 0.1 && level() > 0.1, 'it sounds');
    deck.seek(1.5);
    expect(deck.position).to.be.closeTo(1.5, 0.05);
    deck.pause();
    const { position } = deck;
    await until(() => level() === 0, 'it is silent');
    expect(deck.position).to.equal(position);
    deck.stop();
    expect(deck.position).to.equal(0);
    expect(problems).to.deep.equal([]);
  });

  it('plays what is being opened when play was pressed before it was there, unless pause was pressed too', async () => {
    for (const paused of [false, true]) {
      const opened = deck.openFile(tone('a.wav', 440));
      await deck.play();
      if (paused) deck.pause();
      await opened;
      expect(deck.playing).to.equal(!paused);
      deck.dispose();
      deck = new Deck(context);
    }
  });

  it('comes round the loop when moved past its end, and stops there without it', async () => {
    await deck.openFile(tone('a.wav', 440));
    deck.seek(1.5);
    deck.seekBy(1);
    expect(deck.position).to.be.closeTo(0.5, 1e-6);
    deck.seekBy(-1);
    expect(deck.position).to.be.closeTo(1.5, 1e-6);
    deck.loop = false;
    deck.seekBy(5);
    expect(deck.position).to.be.closeTo(2, 1e-6);
  });

  it('plays on when the next file is broken, and names it', async () => {
    await deck.openFile(tone('good.wav', 440));
    await deck.play();
    await until(() => deck.position > 0.05, 'it plays');
    expect(await deck.openFile(broken)).to.equal(false);
    expect(problems).to.have.length(1);
    expect(problems[0]).to.include('“broken.wav”');
    expect(deck.source?.title).to.equal('good.wav');
    expect(deck.playing).to.equal(true);
    const { position } = deck;
    await until(() => deck.position !== position && level() > 0.1, 'it still sounds');
  });

  it('goes on playing with the next file', async () => {
    await deck.openFile(tone('one.wav', 440));
    await deck.play();
    await deck.openFile(tone('two.wav', 880));
    expect(deck.source?.title).to.equal('two.wav');
    expect(deck.playing).to.equal(true);
  });

  it('uses the file chosen last, whichever is ready first', async () => {
    const first = deck.openFile(tone('long.wav', 440, 20));
    const second = deck.openFile(tone('short.wav', 440, 0.1));
    expect(await second).to.equal(true);
    expect(await first).to.equal(false);
    expect(deck.source?.title).to.equal('short.wav');
    expect(problems).to.deep.equal([]);
  });

  it('keeps the loop switch from source to source', async () => {
    deck.loop = false;
    await deck.openFile(tone('a.wav', 440, 0.1));
    expect(deck.source?.loop).to.equal(false);
    await deck.play();
    await until(() => !deck.playing, 'it ends');
    expect(deck.position).to.equal(0);
  });

  it('plays the built-in loop', async () => {
    expect(await deck.openLoop()).to.equal(true);
    expect(deck.duration).to.equal(20);
    await deck.play();
    await until(() => level() > 0.01, 'it sounds');
  });

  it('shows work that takes more than half a second, and only that', async () => {
    const shown = new Set<string>();
    deck.addEventListener('change', () => deck.work && shown.add(deck.work.words));
    await deck.openFile(tone('quick.wav', 440, 0.1));
    expect([...shown]).to.deep.equal([]);
    let answer = () => {};
    const slow = tone('slow.wav', 440, 0.1);
    slow.stream = () =>
      new ReadableStream({
        start: (controller) => {
          answer = () => controller.error(new Error('gone'));
        },
      });
    const opening = deck.openFile(slow);
    expect(deck.opening).to.equal('file');
    await until(() => shown.size > 0 || deck.work !== undefined, 'work is shown');
    answer();
    expect(await opening).to.equal(false);
    expect(deck.work).to.equal(undefined);
    expect(deck.opening).to.equal(undefined);
    expect(problems[0]).to.include('“slow.wav” could not be read');
  });

  describe('with an address', () => {
    const address = () => URL.createObjectURL(tone('a.wav', 440));

    it('plays, moves and pauses an <audio> element', async () => {
      expect(await deck.openAddress(address())).to.equal(true);
      expect(deck.duration).to.be.closeTo(2, 0.01);
      await deck.play();
      await until(() => level() > 0.1 && deck.position > 0, 'it sounds');
      deck.seek(1.2);
      expect(deck.position).to.equal(1.2);
      await until(() => deck.position > 1.2 && level() > 0.1, 'it goes on from there');
      deck.pause();
      await until(() => level() < 1e-4, 'it is silent');
      expect(deck.playing).to.equal(false);
    });

    it('says what is wrong with an address', async () => {
      for (const [wrong, words] of [
        ['', 'There is no address'],
        ['ftp://example.org/a.mp3', 'is not an address'],
        ['http://[', 'is not an address'],
        [unreachable, 'did not answer'],
        ['/no/such/song.mp3', '404'],
        [new URL('deck.ts', import.meta.url).href, 'is not audio that this browser can play'],
      ] as const) {
        problems = [];
        expect(await deck.openAddress(wrong), wrong).to.equal(false);
        expect(problems[0], wrong).to.include(words);
      }
    });

    it('says that a site refuses when it allows no other page to use its audio', async () => {
      // The same server by another name is another origin; it sends no Access-Control-Allow-Origin.
      const other = new URL('../../../test/fixtures/audio/tone.mp3', import.meta.url);
      other.hostname = other.hostname === 'localhost' ? '127.0.0.1' : 'localhost';
      expect(await deck.openAddress(other.href)).to.equal(false);
      expect(problems[0]).to.include('CORS').and.include(other.hostname);
    });
  });

  describe('with the microphone', () => {
    const { getUserMedia } = navigator.mediaDevices;
    afterEach(() => {
      navigator.mediaDevices.getUserMedia = getUserMedia;
    });

    it('is live at once, without the browser’s processing, and gives the device back', async () => {
      const streams: MediaStream[] = [];
      navigator.mediaDevices.getUserMedia = async (wanted) => {
        const stream = await getUserMedia.call(navigator.mediaDevices, wanted);
        streams.push(stream);
        return stream;
      };
      expect(await deck.openMicrophone()).to.equal(true);
      expect(deck.playing).to.equal(true);
      expect(deck.duration).to.equal(undefined);
      await until(() => level() > 0, 'the test device beeps');
      const track = streams[0]?.getAudioTracks()[0];
      const settings = track?.getSettings();
      expect([settings?.echoCancellation, settings?.noiseSuppression, settings?.autoGainControl]).to.deep.equal([false, false, false]);
      expect((deck.source as MicrophoneSource).deviceId).to.be.a('string');

      deck.pause();
      await until(() => track?.readyState === 'ended', 'a pause closes it');
      await deck.play();
      const again = streams[1]?.getAudioTracks()[0];
      expect(again?.readyState).to.equal('live');
      await deck.openFile(tone('a.wav', 440));
      await until(() => again?.readyState === 'ended', 'another source closes it');
    });

    it('says in words why it was refused, and plays on', async () => {
      await deck.openFile(tone('a.wav', 440));
      await deck.play();
      for (const [name, words] of [
        ['NotAllowedError', 'refused'],
        ['NotFoundError', 'No microphone'],
        ['NotReadableError', 'another program'],
      ] as const) {
        problems = [];
        navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', name));
        expect(await deck.openMicrophone()).to.equal(false);
        expect(problems[0]).to.include(words);
      }
      expect(deck.source?.title).to.equal('a.wav');
      expect(deck.playing).to.equal(true);
    });

    it('closes a microphone that is allowed after another source was chosen', async () => {
      let allow = () => {};
      let stream: MediaStream | undefined;
      navigator.mediaDevices.getUserMedia = async (wanted) => {
        await new Promise<void>((resolve) => {
          allow = resolve;
        });
        stream = await getUserMedia.call(navigator.mediaDevices, wanted);
        return stream;
      };
      const opening = deck.openMicrophone();
      await deck.openFile(tone('a.wav', 440));
      allow();
      expect(await opening).to.equal(false);
      await until(() => stream?.getAudioTracks()[0]?.readyState === 'ended', 'it is closed');
      expect(deck.source?.kind).to.equal('file');
    });
  });

  it('crosses from one source to the next without a click', async () => {
    // A recorder on the output: what really leaves the deck.
    const { node, blocks: recorded } = await record(context);
    deck.output.connect(node);
    await deck.openFile(tone('one.wav', 200));
    await deck.play();
    await until(() => recorded.some((block) => peakOf(block) > 0.4), 'it sounds');
    await deck.openFile(tone('two.wav', 220));
    const { length } = recorded;
    await until(() => recorded.length > length + 40, 'the second one sounds');
    deck.pause();
    const paused = recorded.length;
    await until(() => recorded.length > paused + 40, 'the fade is recorded');
    const all = Float32Array.from(recorded.flatMap((block) => [...block]));
    // Two sines at once and both their fades, at level 0.5.
    expect(largestStep(all)).to.be.below(2 * 0.5 * ((2 * Math.PI * 220) / 48000 + 1 / (0.002 * 48000)));
  });
});
