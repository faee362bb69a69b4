import { findEffect } from '../../effects/catalogue.ts';
import { validationError } from '../../effects/value.ts';
import { type Codec, decodeFrame, type Encoded, encodeFrame } from '../../wire/codec.ts';
import type { Server } from '../server.ts';
import type { Received } from './connect.ts';
import { bytesSource } from './garbage-bytes.ts';
import { textSource } from './garbage-text.ts';
import { randomSource } from './random.ts';

/** What became of the garbage. */
export interface FuzzResult {
  /** Answers to the frames, without broadcasts and the `ack` behind an answer: as many as frames. */
  readonly answers: number;
  /** How many frames were accepted, by type. */
  readonly accepted: ReadonlyMap<string, number>;
  /** How many were refused, by error code. */
  readonly refused: ReadonlyMap<string, number>;
  /** Answers that no client could use: without words, code or details. */
  readonly malformed: readonly string[];
}

export interface FuzzOptions {
  /** The same seed gives the same garbage. Default: 1. */
  readonly seed?: number;
  /** Frames that are sent at once. Default: 100. */
  readonly burst?: number;
  /** What the garbage is made of: text or bytes. Default: `json`. */
  readonly codec?: Codec;
}

/**
 * Sends `count` frames of garbage to a server over a connection of its own, `burst` at a time, and counts the answers.
 * The track "main" with the plugins "p1" and "p2" is there for the garbage to hit.
 */
export async function fuzz(server: Pick<Server, 'connect'>, count: number, options: FuzzOptions = {}): Promise<FuzzResult> {
  const { seed = 1, burst = 100, codec = 'json' } = options;
  const garbage = (codec === 'json' ? textSource : bytesSource)(randomSource(seed));
  const accepted = new Map<string, number>();
  const refused = new Map<string, number>();
  const malformed: string[] = [];
  let answers = 0;
  let expected = 0;
  let wake = () => {};
  const tally = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);

  const send = (frame: Encoded) => {
    const answer = decodeFrame(frame, codec) as Received;
    const { id, type, data } = answer;
    // What comes behind an answer is none.
    if (id.startsWith('broadcast_') || (type as string) === 'ack') return;
    answers += 1;
    if (type === 'ERROR' || (type as string) === 'error') {
      const { code, error, details } = data as { code?: unknown; error?: unknown; details?: unknown };
      tally(refused, String(code));
      if (typeof error !== 'string' || error === '' || typeof details !== 'object') malformed.push(JSON.stringify(answer));
    } else tally(accepted, type);
    if (answers >= expected) wake();
  };
  const session = server.connect({ send, close: () => {} }, { page: `fuzz ${seed}` });
  const all = (frames: readonly unknown[]) =>
    new Promise<void>((resolve) => {
      wake = resolve;
      expected += frames.length;
      for (const frame of frames) session.receive(frame);
    });

  await all(
    ['p1', 'p2'].map((plugin_id) =>
      encodeFrame({ id: plugin_id, type: 'PLUGIN_ADD', data: { track_id: 'main', name: 'eq', plugin_id } }, codec),
    ),
  );
  for (let sent = 0; sent < count; sent += burst) {
    await all(Array.from({ length: Math.min(burst, count - sent) }, (_, index) => garbage(`fuzz_${sent + index}`)));
  }
  session.closed();
  return { answers, accepted, refused, malformed };
}

/** What in a session's tracks no client could use. */
export function stateFaults(tracks: readonly { readonly track_id: string; readonly plugins: readonly unknown[] }[]): string[] {
  return tracks.flatMap(({ plugins }) =>
    plugins.flatMap((raw) => {
      const { effect: id, plugin_id, parameters } = raw as { effect: string; plugin_id: string; parameters: Record<string, unknown> };
      const effect = findEffect(id);
      if (!effect) return [`${plugin_id}: unknown effect ${id}`];
      const faults = effect.parameters.flatMap((parameter) => validationError(parameter, parameters[parameter.id]) ?? []);
      if (Object.keys(parameters).length !== effect.parameters.length) faults.push(`${plugin_id}: other parameters than ${id} has`);
      return faults;
    }),
  );
}
