import type { Change, Head, Store, Stored, StoredChain } from '../store/change.ts';
import { StoreError } from '../store/errors.ts';
import type { UndoStep } from '../store/undo-step.ts';
import type { Preset, ProvenanceRecord, TrackState } from '../wire/state.ts';

const keyOf = (...ids: readonly (string | number)[]): string => JSON.stringify(ids);

interface Chain {
  readonly records: Map<number, ProvenanceRecord>;
  readonly heads: Map<string, Head>;
}

/** A store that lasts as long as the object. */
export class MemoryStore implements Store {
  readonly #tracks = new Map<string, { readonly session_id: string; readonly track: TrackState }>();
  readonly #presets = new Map<string, Preset>();
  readonly #steps = new Map<string, { readonly session_id: string; readonly user_id: string; readonly step: UndoStep }>();
  readonly #chains = new Map<string, Chain>();
  readonly #isFull: (changes: readonly Change[]) => boolean;

  /** @param isFull asked before each write: whether there is no room for it */
  constructor(changes: readonly Change[], isFull: (changes: readonly Change[]) => boolean = () => false) {
    this.#isFull = isFull;
    for (const change of changes) this.#apply(change);
  }

  async load(): Promise<Stored> {
    const sessions = new Map<string, TrackState[]>();
    for (const { session_id, track } of this.#tracks.values()) {
      const tracks = sessions.get(session_id) ?? [];
      tracks.push(track);
      sessions.set(session_id, tracks);
    }
    return {
      sessions: [...sessions].map(([session_id, tracks]) => ({
        session_id,
        tracks: tracks.sort((one, other) => (one.track_id < other.track_id ? -1 : 1)),
      })),
      presets: [...this.#presets.values()],
      problems: [],
      steps: [...this.#steps.values()].sort((one, other) => one.step.n - other.step.n),
      heads: [...this.#chains].flatMap(([chain, { heads }]) => [...heads.values()].map((head) => ({ chain, head }))),
    };
  }

  async write(changes: readonly Change[]): Promise<void> {
    if (this.#isFull(changes))
      throw new StoreError('full', 'storage is full: free space on this device, or remove presets that are no longer needed');
    for (const change of changes) this.#apply(change);
  }

  async provenance(chain: string): Promise<StoredChain> {
    const { records, heads } = this.#chain(chain);
    return {
      records: [...records].sort(([one], [other]) => one - other).map(([n, record]) => ({ n, record })),
      heads: [...heads.values()],
    };
  }

  close(): void {}

  #chain(name: string): Chain {
    let chain = this.#chains.get(name);
    if (!chain) {
      chain = { records: new Map(), heads: new Map() };
      this.#chains.set(name, chain);
    }
    return chain;
  }

  #apply(change: Change): void {
    switch (change.kind) {
      case 'track':
        this.#tracks.set(keyOf(change.session_id, change.track.track_id), change);
        break;
      case 'preset':
        this.#presets.set(keyOf(change.preset.effect, change.preset.name), change.preset);
        break;
      case 'preset-removed':
        this.#presets.delete(keyOf(change.effect, change.name));
        break;
      case 'step':
        this.#steps.set(keyOf(change.session_id, change.user_id, change.step.n), change);
        break;
      case 'step-removed':
        this.#steps.delete(keyOf(change.session_id, change.user_id, change.n));
        break;
      case 'record': {
        const { n, record } = change;
        const { entity_type, entity_id, daid } = record;
        const { records, heads } = this.#chain(change.chain);
        records.set(n, record);
        heads.set(keyOf(entity_type, entity_id), { entity_type, entity_id, n, daid });
        break;
      }
      case 'record-removed':
        this.#chain(change.chain).records.delete(change.n);
        break;
      case 'head-removed':
        this.#chain(change.chain).heads.delete(keyOf(change.entity_type, change.entity_id));
        break;
    }
  }
}
