import { t } from '../../../elements/localise.ts';
import { FADE_TIME, fadeAway, fadeTo } from '../fade.ts';
import { type Source, SourceError } from './source.ts';

/** An input a person can choose. */
export interface InputDevice {
  readonly id: string;
  readonly label: string;
}

/** The audio inputs of this device; labels are empty until the person has allowed the microphone once. */
export async function inputDevices(): Promise<InputDevice[]> {
  const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  return devices.filter(({ kind }) => kind === 'audioinput').map(({ deviceId, label }) => ({ id: deviceId, label }));
}

/**
 * A live input, as it comes: without the echo canceller, noise suppressor and automatic level that browsers add for
 * talking. The device is held only while it plays: pausing gives it back, and the browser's recording sign goes out.
 */
export class MicrophoneSource implements Source {
  readonly kind = 'microphone';
  readonly duration = undefined;
  readonly position = 0;
  readonly output: GainNode;
  loop = false;
  onchange: (() => void) | undefined;
  onproblem: ((message: string) => void) | undefined;
  readonly #context: AudioContext;
  readonly #deviceId: string | undefined;
  #stream: MediaStream | undefined;
  #gain: GainNode | undefined;
  #title = '';

  private constructor(context: AudioContext, deviceId: string | undefined) {
    this.#context = context;
    this.#deviceId = deviceId;
    this.output = new GainNode(context);
  }

  /**
   * Asks for the microphone and opens it.
   *
   * @param deviceId from {@link inputDevices}; default: the system's choice.
   * @throws SourceError in words when it is refused, missing or busy.
   */
  static async open(context: AudioContext, deviceId?: string, signal?: AbortSignal): Promise<MicrophoneSource> {
    const source = new MicrophoneSource(context, deviceId);
    await source.play();
    if (signal?.aborted) source.dispose();
    signal?.throwIfAborted();
    return source;
  }

  get title(): string {
    return this.#title || t('Microphone');
  }

  /** The open device's id; undefined while none is open. */
  get deviceId(): string | undefined {
    return this.#stream?.getAudioTracks()[0]?.getSettings().deviceId;
  }

  get playing(): boolean {
    return this.#stream !== undefined;
  }

  async play(): Promise<void> {
    if (this.#stream) return;
    const stream = await requestInput(this.#deviceId);
    this.#stream = stream;
    const track = stream.getAudioTracks()[0];
    this.#title = track?.label ?? '';
    track?.addEventListener('ended', () => {
      if (this.#stream !== stream) return;
      this.pause();
      this.onproblem?.(t('“{name}” was unplugged or taken away.', { name: this.title }));
      this.onchange?.();
    });
    const gain = new GainNode(this.#context, { gain: 0 });
    new MediaStreamAudioSourceNode(this.#context, { mediaStream: stream }).connect(gain).connect(this.output);
    fadeTo(gain, 1);
    this.#gain = gain;
  }

  pause(): void {
    const stream = this.#stream;
    const gain = this.#gain;
    this.#stream = undefined;
    this.#gain = undefined;
    if (!stream) return;
    if (gain) fadeAway(gain);
    // By a timer and not the audio clock: whoever closes a microphone wants it closed, also while the context sleeps.
    setTimeout(() => {
      for (const track of stream.getTracks()) track.stop();
    }, FADE_TIME * 1000);
  }

  /** A live input has one place: now. */
  seek(): void {}

  dispose(): void {
    this.pause();
    fadeAway(this.output);
  }
}

async function requestInput(deviceId: string | undefined): Promise<MediaStream> {
  if (!navigator.mediaDevices) throw new SourceError(t('A microphone needs a secure page: open this one by https, or on localhost.'));
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: {
        echoCancellation: false,
        noiseSuppression: false,
        autoGainControl: false,
        channelCount: { ideal: 2 },
        ...(deviceId && { deviceId: { exact: deviceId } }),
      },
    });
  } catch (cause) {
    throw new SourceError(refusal(cause), { cause });
  }
}

function refusal(cause: unknown): string {
  switch (cause instanceof DOMException ? cause.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return t('The microphone was refused. To use it, allow it for this page in the browser’s address bar, then try again.');
    case 'NotFoundError':
      return t('No microphone was found: plug one in, then try again.');
    case 'NotReadableError':
      return t('The microphone could not be opened: another program may be using it.');
    case 'OverconstrainedError':
      return t('That microphone is no longer there: choose another.');
    default:
      return t('The microphone could not be opened: {reason}', { reason: cause instanceof Error ? cause.message : String(cause) });
  }
}
