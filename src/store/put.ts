import type { Change } from './change.ts';
import { outgoingRecord } from './outgoing.ts';
import { type Kept, presetRecord, RECORD_FORMAT, trackRecord } from './records.ts';
import { slotOf, stepRecord } from './undo-step.ts';

/** The object stores that a change may touch. */
export const STORES = ['tracks', 'presets', 'undo', 'provenance', 'heads', 'outgoing'] as const;

/** The part of a transaction that is used here: of IndexedDB, or of whatever else keeps the same records. */
export interface WriteTransaction {
  objectStore(name: (typeof STORES)[number]): {
    put(record: unknown, key: (string | number)[]): Promise<unknown>;
    delete(key: (string | number)[]): Promise<unknown>;
  };
}

/**
 * Puts one change into a transaction. `kept` are the plugins of its track that this build does not know.
 *
 * @returns the requests, each of which may fail
 */
export function put(transaction: WriteTransaction, change: Change, kept?: readonly Kept[]): Promise<unknown>[] {
  const store = (name: (typeof STORES)[number]) => transaction.objectStore(name);
  switch (change.kind) {
    case 'track':
      return [store('tracks').put(trackRecord(change.track, kept), [change.session_id, change.track.track_id])];
    case 'preset':
      return [store('presets').put(presetRecord(change.preset), [change.preset.effect, change.preset.name])];
    case 'preset-removed':
      return [store('presets').delete([change.effect, change.name])];
    case 'step':
      return [store('undo').put(stepRecord(change.step), [change.session_id, change.user_id, slotOf(change.step.n)])];
    case 'step-removed':
      return [store('undo').delete([change.session_id, change.user_id, slotOf(change.n)])];
    case 'record': {
      const { chain, n, record } = change;
      const { daid, entity_type, entity_id } = record;
      return [
        store('provenance').put({ format: RECORD_FORMAT, ...record }, [chain, n]),
        store('heads').put({ format: RECORD_FORMAT, n, daid }, [chain, entity_type, entity_id]),
      ];
    }
    case 'record-removed':
      return [store('provenance').delete([change.chain, change.n])];
    case 'head-removed':
      return [store('heads').delete([change.chain, change.entity_type, change.entity_id])];
    case 'outgoing':
      return [store('outgoing').put(outgoingRecord(change.outgoing), [change.session_id, change.outgoing.n])];
    case 'outgoing-removed':
      return [store('outgoing').delete([change.session_id, change.n])];
  }
}
