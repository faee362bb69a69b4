import { BATCH_LIMIT } from '../wire/requests.ts';
import type { Preset, TrackState } from '../wire/state.ts';
import type { Client, ConnectionState, IncomingFrame } from './client.ts';
import { LocalValues, type Outgoing } from './local-values.ts';
import { Mirror } from './mirror.ts';

/** Values of one plugin go out at most this often, in ms: half of what the protocol allows. */
const SEND_INTERVAL_MS = 50;

/** What a session tells those who watch it. */
export type SessionEvent =
  | { readonly kind: 'track'; readonly track_id: string }
  | { readonly kind: 'presets' }
  | { readonly kind: 'connection'; readonly state: ConnectionState }
  /** The server refused a value that was shown and heard already, so that its own shows again; or it could not read
   * something that is stored. */
  | { readonly kind: 'refused'; readonly error: Error };

/**
 * A session as this page shows and sounds it: the server's state, with the page's own unconfirmed values over it.
 * After each loss of the connection the whole state is fetched anew, and values set meanwhile are sent.
 */
export class Session {
  readonly client: Client;
  /** Resolves with the first snapshot; rejects if the server cannot give one. */
  readonly ready: Promise<void>;
  readonly #mirror = new Mirror();
  readonly #local = new LocalValues();
  readonly #watchers = new Set<(event: SessionEvent) => void>();
  #presets: readonly Preset[] = [];
  #sendTimer: ReturnType<typeof setTimeout> | undefined;
  #resolveReady: () => void = () => {};
  #rejectReady: (error: Error) => void = () => {};

  constructor(client: Client) {
    this.client = client;
    client.listen((frame) => this.#follow(frame));
    client.watch((state) => {
      if (state.kind === 'open') void this.#synchronise();
      this.#tell({ kind: 'connection', state });
    });
    this.ready = new Promise((resolve, reject) => {
      this.#resolveReady = resolve;
      this.#rejectReady = reject;
    });
    // Whoever does not wait for it learns of the failure as an event.
    this.ready.catch(() => {});
    if (client.state.kind === 'open') void this.#synchronise();
  }

  /** The track with this page's own values over the server's. */
  track(track_id: string): TrackState {
    return this.#local.over(this.#mirror.track(track_id));
  }

  /** Factory presets first, then the user's, as the server lists them. */
  get presets(): readonly Preset[] {
    return this.#presets;
  }

  /** Calls `watcher` at each change. Returns a function that ends it. */
  watch(watcher: (event: SessionEvent) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /**
   * Sets a value now, as this page shows it, and sends it soon: the first at once, then what a moving hand has reached
   * every 50 ms, several parameters of a plugin in one frame.
   */
  setParameter(track_id: string, plugin_id: string, parameter_id: string, value: number): void {
    this.#local.set(track_id, plugin_id, parameter_id, value);
    this.#tell({ kind: 'track', track_id });
    if (!this.#sendTimer) this.#send();
  }

  /** While `held`, values that arrive for this parameter wait, so that a knob never fights its user. */
  hold(track_id: string, plugin_id: string, parameter_id: string, held: boolean): void {
    const plugin = this.track(track_id).plugins.find((candidate) => candidate.plugin_id === plugin_id);
    this.#local.hold(track_id, plugin_id, parameter_id, held, plugin?.parameters[parameter_id] ?? 0);
    if (!held) this.#tell({ kind: 'track', track_id });
  }

  close(): void {
    clearTimeout(this.#sendTimer);
    this.#watchers.clear();
    this.client.close();
  }

  async #synchronise(): Promise<void> {
    try {
      await Promise.all([this.client.request('SESSION_STATE_GET', {}), this.client.request('PRESET_LIST', {})]);
      this.#resolveReady();
      this.#send();
    } catch (error) {
      // A connection that was lost again is made anew, and this is tried anew with it.
      if (this.client.state.kind !== 'open') return;
      this.#rejectReady(error as Error);
      this.#tell({ kind: 'refused', error: error as Error });
    }
  }

  #send(): void {
    clearTimeout(this.#sendTimer);
    this.#sendTimer = undefined;
    if (this.client.state.kind !== 'open') return;
    const due = this.#local.take(BATCH_LIMIT);
    if (due.length === 0) return;
    for (const outgoing of due) void this.#deliver(outgoing);
    this.#sendTimer = setTimeout(() => this.#send(), SEND_INTERVAL_MS);
  }

  async #deliver(outgoing: Outgoing): Promise<void> {
    const { track_id, plugin_id, values } = outgoing;
    const [only] = values;
    try {
      if (values.length === 1 && only) await this.client.request('PLUGIN_PARAMETER', { track_id, plugin_id, ...only });
      else await this.client.request('PLUGIN_PARAMETER_BATCH', { track_id, plugin_id, parameters: [...values] });
      this.#local.settle(outgoing, false);
    } catch (error) {
      const lost = this.client.state.kind !== 'open';
      this.#local.settle(outgoing, lost);
      if (!lost) this.#tell({ kind: 'refused', error: error as Error });
    }
    this.#tell({ kind: 'track', track_id });
  }

  #follow(frame: IncomingFrame): void {
    switch (frame.type) {
      case 'SESSION_STATE_GET':
        for (const track_id of this.#mirror.reset(frame.data)) this.#tell({ kind: 'track', track_id });
        for (const problem of frame.data.problems ?? []) this.#tell({ kind: 'refused', error: new Error(problem) });
        return;
      case 'PRESET_LIST':
        this.#presets = frame.data.presets;
        break;
      case 'PRESET_SAVE': {
        const { preset, rename_from } = frame.data;
        this.#presets = [...this.#presets.filter(unlike(preset.effect, preset.name)).filter(unlike(preset.effect, rename_from)), preset];
        break;
      }
      case 'PRESET_DELETE':
        this.#presets = this.#presets.filter(unlike(frame.data.effect, frame.data.name));
        break;
      default: {
        const track_id = this.#mirror.apply(frame);
        if (track_id === undefined) return;
        this.#local.prune(this.#mirror.track(track_id));
        this.#tell({ kind: 'track', track_id });
        return;
      }
    }
    this.#tell({ kind: 'presets' });
  }

  #tell(event: SessionEvent): void {
    for (const watcher of [...this.#watchers]) watcher(event);
  }
}

const unlike = (effect: string, name: string | undefined) => (preset: Preset) => preset.effect !== effect || preset.name !== name;
