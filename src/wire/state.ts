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

/** An empty rack. */
export const emptyTrack = (track_id: string): TrackState => ({ track_id, bypassed: false, plugins: [] });
