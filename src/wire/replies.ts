import type { EffectDescriptor } from '../effects/descriptor.ts';
import type { ErrorData } from './errors.ts';
import type { RequestData } from './requests.ts';
import type { PluginState, Preset, SessionState, TrackState } from './state.ts';

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
  PING: { timestamp: string };
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

/** `data` of every frame that a server sends, by type. */
export interface ServerFrames extends Omit<ReplyData, 'PING'> {
  PONG: ReplyData['PING'];
  ERROR: ErrorData;
  PLUGIN_STATE_UPDATE: StateUpdate;
}

export type ServerFrameType = keyof ServerFrames;
export type { TrackState };
