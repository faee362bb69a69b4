import type { Preset, TrackState } from '../wire/state.ts';
import { type Change, changeKey, type Problem, type Stored } from './change.ts';
import { StoreError } from './errors.ts';
import { readOutgoing } from './outgoing.ts';
import { readHead } from './provenance.ts';
import { type Kept, readPreset, readTrack } from './records.ts';
import { readStep } from './undo-step.ts';

/** A record with its key, as it lies in the store. */
export type Entry<Key> = readonly [key: Key, record: unknown];

/** What lies in the store, but for provenance, each kind in the order of its keys. */
export interface Contents {
  readonly tracks: readonly Entry<readonly [session_id: string, track_id: string]>[];
  readonly presets: readonly Entry<readonly [effect: string, name: string]>[];
  readonly undo: readonly Entry<readonly [session_id: string, user_id: string, slot: number]>[];
  readonly heads: readonly Entry<readonly [chain: string, ...unknown[]]>[];
  readonly outgoing: readonly Entry<readonly [session_id: string, n: number]>[];
}

/** What a store remembers of the records that this build does not wholly understand, so that it never harms them. */
export class Remains {
  /** Plugins of tracks that this build does not know, by `changeKey`. */
  readonly #kept = new Map<string, readonly Kept[]>();
  /** Records that this build cannot read and therefore never writes, by `changeKey`, with the reason. */
  readonly #unreadable = new Map<string, string>();

  /** Reads everything; what cannot be read is told as a problem, and stays as it is. */
  read({ tracks, presets, undo, heads, outgoing }: Contents): Stored {
    const sessions = new Map<string, TrackState[]>();
    const problems: Problem[] = [];
    this.#kept.clear();
    this.#unreadable.clear();

    for (const [[session_id, track_id], record] of tracks) {
      const key = changeKey({ kind: 'track', session_id, track: { track_id, bypassed: false, plugins: [] } });
      const read = readTrack(track_id, record);
      if ('unreadable' in read) {
        this.#unreadable.set(key, read.unreadable);
        problems.push({ session_id, text: read.unreadable });
        continue;
      }
      if (read.kept.length > 0) this.#kept.set(key, read.kept);
      problems.push(...read.problems.map((text) => ({ session_id, text })));
      const list = sessions.get(session_id) ?? [];
      list.push(read.track);
      sessions.set(session_id, list);
    }

    const readable: Preset[] = [];
    for (const [[effect, name], record] of presets) {
      const read = readPreset(effect, name, record);
      if ('unreadable' in read) {
        this.#unreadable.set(changeKey({ kind: 'preset-removed', effect, name }), read.unreadable);
        problems.push({ text: read.unreadable });
        continue;
      }
      problems.push(...read.problems.map((text) => ({ text })));
      readable.push(read.preset);
    }
    return {
      sessions: [...sessions].map(([session_id, list]) => ({ session_id, tracks: list })),
      presets: readable,
      problems,
      steps: undo.flatMap(([[session_id, user_id], record]) => {
        const step = readStep(record);
        return step ? { session_id, user_id, step } : [];
      }),
      heads: heads.flatMap(([key, record]) => {
        const head = readHead(key, record);
        return head ? { chain: key[0], head } : [];
      }),
      outgoing: outgoing.flatMap(([[session_id, n], record]) => {
        const read = readOutgoing(n, record);
        return read ? { session_id, outgoing: read } : [];
      }),
    };
  }

  /** The plugins of the change's track that this build does not know. */
  kept(change: Change): readonly Kept[] | undefined {
    return this.#kept.get(changeKey(change));
  }

  /** @throws StoreError `unreadable` where a change would put itself in the place of what this build cannot read */
  protect(changes: readonly Change[]): void {
    for (const change of changes) {
      const reason = this.#unreadable.get(changeKey(change));
      if (reason) throw new StoreError('unreadable', `${reason}; choose another name`);
    }
  }
}
