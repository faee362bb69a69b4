/** The state that the server keeps, stores and sends in snapshots. Plain data: it survives JSON and structured clone. */

export interface PluginState {
  readonly plugin_id: string;
  /** What the client called it, unchanged. Text, never markup. */
  readonly name: string;
  readonly plugin_path: string;
  /** Catalogue id. */
  readonly effect: string;
  readonly bypassed: boolean;
  /** Every parameter of the effect, in its unit. */
  readonly parameters: Readonly<Record<string, number>>;
}

/** A track's rack: its plugins in signal order. */
export interface TrackState {
  readonly track_id: string;
  /** Whole-rack bypass. */
  readonly bypassed: boolean;
  readonly plugins: readonly PluginState[];
}

export interface SessionState {
  readonly session_id: string;
  readonly tracks: readonly TrackState[];
}

/** One plugin as a rack preset or `RACK_LOAD` holds it; missing parameters take their defaults. */
export interface RackEntry {
  readonly effect: string;
  readonly name?: string;
  readonly bypassed?: boolean;
  readonly parameters?: Readonly<Record<string, number>>;
}

/** A preset of one effect (`kind` effect) or of a whole rack (`kind` rack, `effect` "rack"). */
export type Preset =
  | {
      readonly kind: 'effect';
      readonly effect: string;
      readonly name: string;
      readonly factory: boolean;
      readonly parameters: Readonly<Record<string, number>>;
    }
  | {
      readonly kind: 'rack';
      readonly effect: 'rack';
      readonly name: string;
      readonly factory: boolean;
      readonly plugins: readonly RackEntry[];
    };

/** What provenance is kept of. A preset belongs to no session. */
export type EntityType = 'plugin' | 'track' | 'preset';

/** One change of one entity in the chain of its provenance. */
export interface ProvenanceRecord {
  /** `daid:v1.0:<UTC, colons as hyphens>:<agent>:<entity_type>:<entity_id>:<16 hex of SHA-256>`. */
  readonly daid: string;
  readonly entity_type: EntityType;
  readonly entity_id: string;
  /** The type of the message that made the change, in lower case: "plugin_parameter". */
  readonly operation: string;
  /** The user. */
  readonly agent_id: string;
  /** The records before it of the same entity; empty for its first. */
  readonly parent_daids: readonly string[];
  readonly metadata: Readonly<Record<string, unknown>>;
  /** ISO 8601. */
  readonly timestamp: string;
}

/** A change as the session's history tells it. */
export interface HistoryMessage {
  /** The request's. */
  readonly id: string;
  readonly type: string;
  /** The reply's `data`: what was done. */
  readonly data: unknown;
  readonly user_id: string;
  /** ISO 8601. */
  readonly timestamp: string;
}

/** A knob in somebody's hand. */
export interface Hold {
  readonly plugin_id: string;
  readonly parameter_id: string;
}

/** A connection that has shown itself in a session. */
export interface PresentClient {
  /** Made by the server; no two connections have the same. */
  readonly connection: string;
  readonly user_id: string;
  readonly holds: readonly Hold[];
}

/** An empty rack. */
export const emptyTrack = (track_id: string): TrackState => ({ track_id, bypassed: false, plugins: [] });
