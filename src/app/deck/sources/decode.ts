import { t } from '../../../elements/localise.ts';
import { SourceError } from './source.ts';

export interface DecodeOptions {
  /** Reading: the share read, 0…1. Decoding, of which the browser tells nothing: undefined. */
  readonly onProgress?: (read: number | undefined) => void;
  readonly signal?: AbortSignal;
}

/**
 * Decodes a whole audio file to the context's sample rate, with whatever formats the browser knows (WAV, MP3, FLAC,
 * Ogg and AAC in current ones).
 *
 * @throws SourceError in words that name the file: empty, unreadable, not audio, damaged.
 * @throws DOMException AbortError when `signal` says so.
 */
export async function decodeFile(file: File, context: BaseAudioContext, options: DecodeOptions = {}): Promise<AudioBuffer> {
  const name = file.name || t('the file');
  const bytes = await readFile(file, name, options);
  if (bytes.byteLength === 0) throw new SourceError(t('“{name}” is empty: there is nothing to play.', { name }));
  options.onProgress?.(undefined);
  const audio = await context.decodeAudioData(bytes).catch((cause: unknown) => {
    throw new SourceError(undecodable(file, name), { cause });
  });
  options.signal?.throwIfAborted();
  if (audio.length === 0) throw new SourceError(t('“{name}” is audio of no length: there is nothing to play.', { name }));
  return audio;
}

async function readFile(file: File, name: string, { onProgress, signal }: DecodeOptions): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(file.size);
  let read = 0;
  try {
    const reader = file.stream().getReader();
    for (;;) {
      signal?.throwIfAborted();
      const { done, value } = await reader.read();
      if (done) break;
      bytes.set(value, read);
      read += value.length;
      onProgress?.(read / file.size);
    }
  } catch (cause) {
    signal?.throwIfAborted();
    throw new SourceError(t('“{name}” could not be read: it may be a folder, or was moved or changed meanwhile.', { name }), { cause });
  }
  return bytes.buffer;
}

const NAMED_AUDIO = /\.(aac|aif|aiff|flac|m4a|mp3|mp4|oga|ogg|opus|wav|wave|weba|webm)$/i;

function undecodable(file: File, name: string): string {
  const claimsAudio = /^(audio|video)\//.test(file.type) || NAMED_AUDIO.test(file.name);
  if (claimsAudio) {
    return t(
      '“{name}” could not be decoded: it is damaged, or of a kind this browser does not know. WAV, MP3, FLAC, Ogg and AAC usually play.',
      {
        name,
      },
    );
  }
  const got = file.type || t('an unknown kind of file');
  return t('“{name}” is not audio: expected WAV, MP3, FLAC, Ogg or AAC, but got {got}.', { name, got });
}
