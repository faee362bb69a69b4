import type { HistoryMessage, PluginState, TrackState } from '../wire/state.ts';
import type { LocalValue } from './local-values.ts';

/** A parameter was set here while the connection was away, and by somebody else meanwhile. The newer value stays. */
export interface Conflict {
  readonly kind: 'conflict';
  readonly track_id: string;
  readonly plugin_id: string;
  readonly parameter_id: string;
  readonly mine: number;
  /** Undefined where the plugin is gone. */
  readonly theirs: number | undefined;
  readonly kept: 'mine' | 'theirs';
  /** Who set the other value, where the server still knows. */
  readonly changed_by?: string;
}

export interface RecoveryInput {
  /** Values that were set here and have not been confirmed. */
  readonly mine: readonly LocalValue[];
  /** The server's state when it was last known, and now. */
  readonly before: ReadonlyMap<string, TrackState>;
  readonly now: ReadonlyMap<string, TrackState>;
  /** What the server remembers, oldest first; empty where it remembers nothing. */
  readonly history: readonly HistoryMessage[];
  /** The server's time less the client's, in ms. */
  readonly offset: number;
}

/**
 * Merges what was set here while the connection was away with what became of the session meanwhile. For each parameter
 * the newest value stays; where the server cannot tell when the other was set, this page's does.
 *
 * @returns what to tell, and which values are not to be sent any more
 */
export function recover({ mine, before, now, history, offset }: RecoveryInput): { conflicts: Conflict[]; obsolete: LocalValue[] } {
  const conflicts: Conflict[] = [];
  const obsolete: LocalValue[] = [];
  for (const value of mine) {
    const { track_id, plugin_id, parameter_id } = value;
    const tell = (theirs: number | undefined, kept: Conflict['kept'], by?: string) =>
      conflicts.push({
        kind: 'conflict',
        track_id,
        plugin_id,
        parameter_id,
        mine: value.value,
        theirs,
        kept,
        ...(by !== undefined && { changed_by: by }),
      });
    const [then, present] = [find(before, value), find(now, value)];
    if (!present) {
      obsolete.push(value);
      if (then) tell(undefined, 'theirs');
      continue;
    }
    const theirs = present.parameters[parameter_id];
    if (theirs === value.value) {
      obsolete.push(value);
      continue;
    }
    // Unchanged, or changed by this page itself: a reply that was lost on the way.
    if (!then || theirs === then.parameters[parameter_id] || theirs === value.lastSent) continue;
    const change = history.findLast((past) => touches(past, value));
    const isNewer = change !== undefined && timeOf(change) > value.setAt + offset;
    if (isNewer) obsolete.push(value);
    tell(theirs, isNewer ? 'theirs' : 'mine', change?.user_id);
  }
  return { conflicts, obsolete };
}

const find = (tracks: ReadonlyMap<string, TrackState>, { track_id, plugin_id }: LocalValue): PluginState | undefined =>
  tracks.get(track_id)?.plugins.find((plugin) => plugin.plugin_id === plugin_id);

/** When a change was made, in the server's time: batches may say so themselves, but not of a time to come. */
function timeOf({ data, timestamp }: HistoryMessage): number {
  const said = new Date((data as { timestamp?: string | number }).timestamp ?? timestamp).getTime();
  return Math.min(Number.isNaN(said) ? Number.POSITIVE_INFINITY : said, Date.parse(timestamp));
}

/** Whether a past change set this parameter: by itself, in a batch, by a preset, or by being undone or redone. */
function touches({ type, data }: Pick<HistoryMessage, 'type' | 'data'>, value: LocalValue): boolean {
  const { plugin_id, parameter_id, parameters = [], undone, redone } = data as PastData;
  const steps = undone ?? redone;
  if (steps) return steps.some((step) => touches(step, value));
  if (plugin_id !== value.plugin_id) return false;
  if (type === 'PLUGIN_PARAMETER') return parameter_id === value.parameter_id;
  if (type === 'PLUGIN_PARAMETER_BATCH') return parameters.some((parameter) => parameter.parameter_id === value.parameter_id);
  return type === 'PLUGIN_PRESET';
}

/** What may be in the data of a past change. */
interface PastData {
  readonly plugin_id?: string;
  readonly parameter_id?: string;
  readonly parameters?: readonly { readonly parameter_id?: string }[];
  readonly undone?: readonly Pick<HistoryMessage, 'type' | 'data'>[];
  readonly redone?: readonly Pick<HistoryMessage, 'type' | 'data'>[];
}
