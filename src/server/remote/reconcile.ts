import type { Outgoing } from '../../store/outgoing.ts';
import type { Edit } from '../../store/undo-step.ts';
import type { RemoteConflict } from '../../wire/replies.ts';
import type { HistoryMessage, ProvenanceRecord } from '../../wire/state.ts';
import { findIn, replay, type Tracks } from './replay.ts';

export interface ReconcileInput {
  /** The remote's state, now. */
  readonly confirmed: Tracks;
  /** What waits to be sent, in order. */
  readonly waiting: readonly Outgoing[];
  /** What the remote remembers, oldest first; empty where it remembers nothing. */
  readonly records: readonly ProvenanceRecord[];
  readonly history: readonly Pick<HistoryMessage, 'id'>[];
  /** The remote's time less this device's, in ms. */
  readonly offset: number;
  /** The change whose answer was lost with the connection, and when it went out, in this device's time. */
  readonly unanswered?: { readonly id: string; readonly at: number } | undefined;
}

/** What becomes of a waiting change: it goes as it is, without some of its values, or not at all. */
export interface Verdict {
  readonly outgoing: Outgoing;
  /** Of a change of values those that are not to be sent; absent where nothing of it is. */
  readonly without?: readonly string[];
}

/**
 * Compares what waits here with what the remote has become meanwhile. What it has already is not sent again; where
 * somebody else changed the same value, the newer one stays, and where the remote cannot tell when, this device's does.
 *
 * @returns the changes that are not to be sent as they are, and what to tell
 */
export function reconcile(input: ReconcileInput): { verdicts: Verdict[]; conflicts: RemoteConflict[] } {
  const known = new Set(input.history.map(({ id }) => id));
  const verdicts: Verdict[] = [];
  const conflicts: RemoteConflict[] = [];
  let base = input.confirmed;
  for (const outgoing of input.waiting) {
    const { edit } = outgoing;
    const judged: Judgement = known.has(outgoing.id) ? { isDone: true } : judge(edit, outgoing, base, input);
    conflicts.push(...(judged.conflicts ?? []));
    if (judged.isDone) {
      verdicts.push({ outgoing });
      continue;
    }
    if (judged.without && judged.without.length > 0) verdicts.push({ outgoing, without: judged.without });
    base = replay(base, [less(edit, judged.without)]);
  }
  return { verdicts, conflicts };
}

interface Judgement {
  /** Nothing of it is to be sent. */
  readonly isDone?: boolean;
  readonly without?: readonly string[];
  readonly conflicts?: readonly RemoteConflict[];
}

const less = (edit: Edit, without: readonly string[] = []): Edit => {
  if (edit.kind !== 'values' || without.length === 0) return edit;
  return { ...edit, to: Object.fromEntries(Object.entries(edit.to).filter(([id]) => !without.includes(id))) };
};

function judge(edit: Edit, outgoing: Outgoing, base: Tracks, input: ReconcileInput): Judgement {
  const { track_id } = edit;
  if (edit.kind === 'rack-bypass') return { isDone: base.get(track_id)?.bypassed === edit.to };
  const plugin_id = 'plugin' in edit ? edit.plugin.plugin_id : edit.plugin_id;
  const found = findIn(base, plugin_id);
  const gone = (): Judgement => {
    const reason = 'the plugin was removed at the remote meanwhile';
    return { isDone: true, conflicts: [{ track_id, plugin_id, kept: 'theirs', reason }] };
  };
  if (edit.kind === 'remove') return { isDone: !found };
  if (edit.kind === 'add') {
    if (found) return { isDone: true };
    return wasAdded(plugin_id, outgoing, input) ? gone() : {};
  }
  if (!found) return gone();
  if (edit.kind === 'move') return { isDone: found.index === edit.to };
  if (edit.kind === 'bypass') return { isDone: found.plugin.bypassed === edit.to };
  return edit.kind !== 'values' ? {} : judgeValues(edit, outgoing, found.plugin.parameters, input);
}

/** Whether an addition whose answer was lost has been made, as the remote's records tell. */
function wasAdded(plugin_id: string, { id }: Outgoing, { records, unanswered, offset }: ReconcileInput): boolean {
  if (unanswered?.id !== id) return false;
  return records.some((record) => {
    return Date.parse(record.timestamp) >= unanswered.at + offset && editsOf(record).some((edit) => adds(edit, plugin_id));
  });
}

const adds = (edit: Edit, plugin_id: string): boolean => edit.kind === 'add' && edit.plugin.plugin_id === plugin_id;

function judgeValues(
  edit: Extract<Edit, { readonly kind: 'values' }>,
  { at }: Outgoing,
  present: Readonly<Record<string, number>>,
  { records, offset }: ReconcileInput,
): Judgement {
  const { track_id, plugin_id } = edit;
  const without: string[] = [];
  const conflicts: RemoteConflict[] = [];
  for (const [parameter_id, mine] of Object.entries(edit.to)) {
    const theirs = present[parameter_id];
    if (theirs === mine) without.push(parameter_id);
    if (theirs === mine || theirs === undefined || theirs === edit.from[parameter_id]) continue;
    const record = records.findLast((candidate) => editsOf(candidate).some((past) => sets(past, plugin_id, parameter_id)));
    const kept = record && timeOf(record) > at + offset ? 'theirs' : 'mine';
    if (kept === 'theirs') without.push(parameter_id);
    const who = record ? ` by ${JSON.stringify(record.agent_id)}` : '';
    const reason = `${parameter_id} was set to ${mine} here and to ${theirs} at the remote${who}: ${kept === 'mine' ? mine : theirs} is newer and stays`;
    conflicts.push({ track_id, plugin_id, parameter_id, mine, theirs, kept, ...(record && { changed_by: record.agent_id }), reason });
  }
  return { isDone: without.length === Object.keys(edit.to).length, without, conflicts };
}

const sets = (edit: Edit, plugin_id: string, parameter_id: string): boolean =>
  edit.kind === 'values' ? edit.plugin_id === plugin_id && parameter_id in edit.to : adds(edit, plugin_id);

/** What a record tells of a rack. A remote of another make may tell it otherwise, and then tells nothing here. */
function editsOf({ metadata }: ProvenanceRecord): readonly Edit[] {
  const { changes } = metadata;
  return Array.isArray(changes) ? (changes as readonly Edit[]).filter((edit) => typeof edit?.kind === 'string') : [];
}

/** When it was done, which may be long before it came to the remote. */
function timeOf({ timestamp, metadata }: ProvenanceRecord): number {
  return Date.parse(typeof metadata.made_at === 'string' ? metadata.made_at : timestamp);
}
