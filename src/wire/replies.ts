import type { EffectDescriptor } from '../effects/descriptor.ts';
import type { ErrorData } from './errors.ts';
import type { RequestData } from './requests.ts';
import type { HistoryMessage, PluginState, PresentClient, Preset, ProvenanceRecord, SessionState, TrackState } from './state.ts';

type Done<T> = T & { success: true };

/** `data` of the reply to each request. A reply has its request's type, but for `PING`, which is answered by `PONG`. */
export interface ReplyData {
  PLUGIN_ADD: Done<RequestData<'PLUGIN_ADD'> & { parameters: Readonly<Record<string, number>> }>;
  PLUGIN_REMOVE: Done<RequestData<'PLUGIN_REMOVE'>>;
  PLUGIN_PARAMETER: Done<{ track_id: string; plugin_id: string; parameter_id: string; parameter_value: number }>;
  PLUGIN_PARAMETER_BATCH: Done<{
    track_id: string;
    plugin_id: string;
    parameters: { parameter_id: string; parameter_value: number }[];
    timestamp?: string | number;
  }>;
  PLUGIN_BYPASS: Done<RequestData<'PLUGIN_BYPASS'>>;
  /** `preset_data` is the effect's full set after the preset was merged in: clients replace all they show by it. */
  PLUGIN_PRESET: Done<{ track_id: string; plugin_id: string; preset_name?: string; preset_data: Readonly<Record<string, number>> }>;
  PLUGIN_PARAMETERS_GET: Done<{ track_id: string; plugin_id: string; parameters: Readonly<Record<string, number>> }>;
  PLUGIN_MOVE: Done<RequestData<'PLUGIN_MOVE'>>;
  RACK_BYPASS: Done<RequestData<'RACK_BYPASS'>>;
  RACK_LOAD: Done<{ track_id: string; plugins: readonly PluginState[] }>;
  /** `problems`: what of the stored session could not be read, in words; absent where all is well. */
  SESSION_STATE_GET: Done<SessionState & { problems?: readonly string[] }>;
  PLUGIN_CATALOG_GET: Done<{ plugins: readonly EffectDescriptor[] }>;
  PRESET_LIST: Done<{ presets: readonly Preset[] }>;
  PRESET_SAVE: Done<{ preset: Preset; rename_from?: string }>;
  PRESET_DELETE: Done<RequestData<'PRESET_DELETE'>>;
  /** Answered by `AUTH_SUCCESS`: who the server takes the sender for from now on, in which session, and what for. */
  AUTH: Done<{ session_id: string; user_id: string; permissions: readonly string[] }>;
  /** `remaining` steps can be undone still, `redoable` redone. */
  UNDO: Done<{ undone: readonly TypedChange[]; remaining: number; redoable: number; conflicts?: readonly UndoConflict[] }>;
  /** `remaining` steps can be redone still, `undoable` undone. */
  REDO: Done<{ redone: readonly TypedChange[]; remaining: number; undoable: number; conflicts?: readonly UndoConflict[] }>;
  /** Oldest first. */
  HISTORY_GET: Done<{ messages: readonly HistoryMessage[] }>;
  /** Who did what, and everyone who is present after it. `connection` is the sender's. */
  PRESENCE: Done<PresenceData>;
  /** The newest `limit` of the records that were asked for, oldest first. */
  PROVENANCE_GET: Done<{ records: readonly ProvenanceRecord[]; verification?: Verification }>;
  PING: { timestamp: string };
}

type ChangeType =
  | 'PLUGIN_ADD'
  | 'PLUGIN_REMOVE'
  | 'PLUGIN_PARAMETER'
  | 'PLUGIN_PARAMETER_BATCH'
  | 'PLUGIN_PRESET'
  | 'PLUGIN_BYPASS'
  | 'PLUGIN_MOVE'
  | 'RACK_BYPASS';

/** A change in the words of the message that would have made it. */
export type TypedChange = { [T in ChangeType]: { readonly type: T; readonly data: ReplyData[T] } }[ChangeType];

/** What could not be undone or redone, because somebody has changed it since. */
export interface UndoConflict {
  readonly track_id: string;
  /** Absent for the rack's own bypass. */
  readonly plugin_id?: string;
  /** Only where a value is meant. */
  readonly parameter_id?: string;
  /** In words: what was expected, and what is. */
  readonly reason: string;
}

export interface PresenceData {
  readonly connection: string;
  readonly user_id: string;
  /** The knob that was taken or let go, if any. */
  readonly plugin_id?: string;
  readonly parameter_id?: string;
  readonly held?: boolean;
  readonly present: readonly PresentClient[];
}

/** What the whole chain of the session, and that of the presets, was found to be. */
export interface Verification {
  readonly valid: boolean;
  /** How many records were looked at. */
  readonly checked: number;
  readonly problems: readonly ProvenanceProblem[];
}

export interface ProvenanceProblem {
  readonly problem: 'tampered' | 'missing';
  /** The record's name, or `""` where nothing tells it any more. */
  readonly daid: string;
  /** In words: what was expected, and what was found. */
  readonly reason: string;
}

/** How a plugin changed, in `PLUGIN_STATE_UPDATE`. */
export type ChangeKind = 'added' | 'removed' | 'updated' | 'bypassed' | 'preset_loaded' | 'moved';

/** `data` of `PLUGIN_STATE_UPDATE`, which every connection of the session gets after each change. */
export interface StateUpdate {
  track_id: string;
  /** Empty for a change of the whole rack. */
  plugin_id: string;
  state: ChangeKind;
  changed_by: string;
  /** ISO 8601. */
  timestamp: string;
}

/** How a session stands with the remote that it belongs to. */
export interface RemoteState {
  /** The remote's address. */
  readonly remote: string;
  /** `refused`: it will not have us, as long as nothing else is said to it. */
  readonly state: 'connecting' | 'online' | 'offline' | 'refused';
  /** In words, where it is `offline` or `refused`. */
  readonly reason?: string;
  /** How many changes are still to be made there. */
  readonly waiting: number;
  /** What was changed here and there meanwhile, or was refused there. */
  readonly conflicts?: readonly RemoteConflict[];
}

export interface RemoteConflict {
  readonly track_id: string;
  readonly plugin_id?: string;
  /** Only where a value is meant. */
  readonly parameter_id?: string;
  readonly mine?: number;
  readonly theirs?: number;
  readonly kept: 'mine' | 'theirs';
  /** Who set the other value, where the remote still knows. */
  readonly changed_by?: string;
  /** In words. */
  readonly reason: string;
}

/** `data` of every frame that a server sends, by type. */
export interface ServerFrames extends Omit<ReplyData, 'PING' | 'AUTH'> {
  AUTH_SUCCESS: ReplyData['AUTH'];
  PONG: ReplyData['PING'];
  ERROR: ErrorData;
  PLUGIN_STATE_UPDATE: StateUpdate;
  /** Sent behind each snapshot, and at each change, of a session that belongs to a remote. */
  REMOTE_STATE: RemoteState;
}

export type ServerFrameType = keyof ServerFrames;
export type { TrackState };
