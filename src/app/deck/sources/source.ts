/** What the deck can play. */
export const sourceKinds = ['loop', 'file', 'address', 'microphone'] as const;
export type SourceKind = (typeof sourceKinds)[number];

/**
 * One thing to listen to, whatever it is made of. Sources live on the page's main thread; their sound leaves by
 * `output`. Starting, stopping and jumping never click.
 */
export interface Source {
  readonly kind: SourceKind;
  /** What a person calls it: a file's name, a device's label. Text, never markup. */
  readonly title: string;
  /** Seconds; undefined where there is no end, as with a microphone or a radio stream. */
  readonly duration: number | undefined;
  readonly output: AudioNode;
  readonly playing: boolean;
  /** Seconds from the start, 0…duration. */
  readonly position: number;
  /** The samples where they are in memory, for a waveform. */
  readonly audio?: AudioBuffer;
  /** Whether it starts again at its end; without effect where there is none. */
  loop: boolean;
  /** Called when something changes that the caller did not ask for: the end is reached, data arrive late. */
  onchange: (() => void) | undefined;
  /** Called with words for a person when it fails while in use. */
  onproblem: ((message: string) => void) | undefined;
  /** Plays on from `position`. Rejects with a {@link SourceError} when it cannot. */
  play(): Promise<void>;
  pause(): void;
  /** @param seconds where to go on; held within 0…duration. */
  seek(seconds: number): void;
  /** Falls silent and frees devices, connections and memory. The source is of no use afterwards. */
  dispose(): void;
}

/** Why a source could not be opened or played, in words that name it. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
}

/** Whether an error only says that the person has chosen something else meanwhile. */
export const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';
