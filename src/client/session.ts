import { WireError } from '../wire/errors.ts';
import type { ReplyData, ServerFrames, ServerFrameType } from '../wire/replies.ts';
import type { RequestInput, RequestType } from '../wire/requests.ts';
import type { HistoryMessage, PresentClient, Preset, TrackState } from '../wire/state.ts';
import { type Client, type ConnectionState, type IncomingFrame, pauseOf, type RequestOptions } from './client.ts';
import type { LatencyMonitor } from './latency.ts';
import { LocalValues, type Outgoing } from './local-values.ts';
import { Mirror } from './mirror.ts';
import { ValueSender } from './pacing/value-sender.ts';
import { Presence } from './presence.ts';
import { type Conflict, recover } from './recovery.ts';

/** What a session tells those who watch it. */
export type SessionEvent =
  | { readonly kind: 'track'; readonly track_id: string }
  | { readonly kind: 'presets' }
  /** Somebody came, left, took a knob or let it go. */
  | { readonly kind: 'presence' }
  | { readonly kind: 'connection'; readonly state: ConnectionState }
  /** The server refused a value that was shown and heard already, so that its own shows again; or it could not read
   * something that is stored. */
  | { readonly kind: 'refused'; readonly error: Error }
  | Conflict;

/**
 * A session as this page shows and sounds it: the server's state, with the page's own unconfirmed values over it.
 * After each loss of the connection the whole state is fetched anew, and values set meanwhile are merged with it.
 */
export class Session {
  readonly client: Client;
  /** Resolves with the first snapshot; rejects if the server cannot give one. */
  readonly ready: Promise<void>;
  readonly #mirror = new Mirror();
  readonly #local = new LocalValues();
  readonly #sender: ValueSender;
  readonly #presence: Presence;
  readonly #watchers = new Set<(event: SessionEvent) => void>();
  #presets: readonly Preset[] = [];
  /** The server's time less this page's, in ms, when it was last compared. */
  #offset = 0;
  #resolveReady: () => void = () => {};
  #rejectReady: (error: Error) => void = () => {};

  constructor(client: Client) {
    this.client = client;
    this.#sender = new ValueSender({
      values: this.#local,
      clock: client.clock,
      deliver: (outgoing) => void this.#deliver(outgoing),
    });
    this.#presence = new Presence(client, () => this.#tell({ kind: 'presence' }));
    client.tap({ sent: () => this.#sender.sent() });
    client.listen((frame) => this.#follow(frame));
    client.watch((state) => {
      if (state.kind === 'open') void this.#synchronise();
      else this.#sender.stop();
      if (state.kind === 'closed') this.#rejectReady(new Error(state.reason ?? 'the connection was closed'));
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

  get state(): ConnectionState {
    return this.client.state;
  }

  /** How long the server takes to answer. */
  get latency(): LatencyMonitor {
    return this.client.latency;
  }

  /** Factory presets first, then the user's, as the server lists them. */
  get presets(): readonly Preset[] {
    return this.#presets;
  }

  /** Who else is in the session, and what is in their hands. */
  get others(): readonly PresentClient[] {
    return this.#presence.others;
  }

  /** The track with this page's own values over the server's. */
  track(track_id: string): TrackState {
    return this.#local.over(this.#mirror.track(track_id));
  }

  /** As {@link Client.request}. */
  request<T extends RequestType>(type: T, data: RequestInput<T>, options?: RequestOptions): Promise<ReplyData[T]> {
    return this.client.request(type, data, options);
  }

  /** As {@link Client.on}. */
  on<T extends ServerFrameType>(
    type: T,
    listener: (data: ServerFrames[T], frame: Extract<IncomingFrame, { type: T }>) => void,
  ): () => void {
    return this.client.on(type, listener);
  }

  /** Calls `watcher` at each change. Returns a function that ends it. */
  watch(watcher: (event: SessionEvent) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /**
   * Sets a value now, as this page shows it, and sends it soon: the first at once, then what a moving hand has reached
   * every 50 ms, several parameters of a plugin in one frame, within the protocol's limits. Without a connection it
   * waits for the next. Where the server refuses it, its own value shows again, and a `refused` event says why.
   */
  setParameter(track_id: string, plugin_id: string, parameter_id: string, value: number): void {
    this.#local.set(track_id, plugin_id, parameter_id, value, this.client.clock.now());
    this.#tell({ kind: 'track', track_id });
    this.#sender.changed();
  }

  /** Takes back this user's last changes, one step or several; the others follow by frames. */
  undo(steps = 1): Promise<ReplyData['UNDO']> {
    this.#sender.flush();
    return this.client.request('UNDO', { steps });
  }

  /** Makes again what was last undone. */
  redo(steps = 1): Promise<ReplyData['REDO']> {
    return this.client.request('REDO', { steps });
  }

  /**
   * While `held`, values that arrive for this parameter wait, so that a knob never fights its user; others are told that
   * it is in a hand.
   */
  hold(track_id: string, plugin_id: string, parameter_id: string, held: boolean): void {
    const plugin = this.track(track_id).plugins.find((candidate) => candidate.plugin_id === plugin_id);
    this.#local.hold(track_id, plugin_id, parameter_id, held, plugin?.parameters[parameter_id] ?? 0);
    this.#presence.hold(plugin_id, parameter_id, held);
    if (!held) this.#tell({ kind: 'track', track_id });
  }

  close(): void {
    this.#watchers.clear();
    this.client.close();
  }

  async #synchronise(): Promise<void> {
    const { client } = this;
    const before = this.#mirror.snapshot();
    const once = { repeat: false };
    try {
      const [past] = await Promise.all([
        this.#local.due().length > 0 ? this.#askForPast() : undefined,
        client.request('SESSION_STATE_GET', {}, once),
        client.request('PRESET_LIST', {}, once),
      ]);
      if (past) this.#merge(before, past);
      this.#resolveReady();
      this.#sender.start();
      void this.#presence.join();
    } catch (error) {
      // A connection that was lost again is made anew, and this is tried anew with it.
      if (client.state.kind !== 'open') return;
      this.#rejectReady(error as Error);
      this.#tell({ kind: 'refused', error: error as Error });
    }
  }

  /** What the server remembers of the last changes, and how its clock differs from this page's. */
  async #askForPast(): Promise<Past> {
    const { client } = this;
    const asked = client.clock.now();
    const [offset, history] = await Promise.all([
      client.request('PING', undefined).then(({ timestamp }) => Date.parse(timestamp) - (asked + client.clock.now()) / 2),
      // A server that keeps no history leaves the order open.
      client.request('HISTORY_GET', {}, { repeat: false }).then(
        ({ messages }) => messages,
        () => [],
      ),
    ]);
    return { offset, history };
  }

  #merge(before: ReadonlyMap<string, TrackState>, past: Past): void {
    this.#offset = past.offset;
    const { conflicts, obsolete } = recover({ mine: this.#local.due(), before, now: this.#mirror.snapshot(), ...past });
    for (const value of obsolete) this.#local.drop(value);
    for (const { track_id } of obsolete) this.#tell({ kind: 'track', track_id });
    for (const conflict of conflicts) this.#tell(conflict);
  }

  async #deliver(outgoing: Outgoing): Promise<void> {
    const { track_id, plugin_id, values, isBatch, setAt } = outgoing;
    const [only] = values;
    const once = { repeat: false };
    try {
      if (!isBatch && only) await this.client.request('PLUGIN_PARAMETER', { track_id, plugin_id, ...only }, once);
      else {
        // Whoever comes back after this page compares by when a value was set, not by when it arrived.
        const timestamp = setAt !== undefined && { timestamp: new Date(Math.round(setAt + this.#offset)).toISOString() };
        await this.client.request('PLUGIN_PARAMETER_BATCH', { track_id, plugin_id, parameters: [...values], ...timestamp }, once);
      }
      this.#local.settle(outgoing, () => false);
    } catch (error) {
      this.#takeBack(outgoing, error as Error);
    }
    this.#tell({ kind: 'track', track_id });
  }

  #takeBack(outgoing: Outgoing, error: Error): void {
    const pause = error instanceof WireError ? pauseOf(error) : undefined;
    if (pause !== undefined || this.client.state.kind !== 'open') {
      this.#local.settle(outgoing, () => true);
      if (pause !== undefined) this.#sender.pause(pause);
      return;
    }
    // One bad value has all of a batch refused; the good ones are sent again without it.
    const culprit = error instanceof WireError && outgoing.values.length > 1 ? error.details.parameter_id : undefined;
    const isKnown = outgoing.values.some(({ parameter_id }) => parameter_id === culprit);
    this.#local.settle(outgoing, (parameter_id) => isKnown && parameter_id !== culprit);
    this.#sender.changed();
    this.#tell({ kind: 'refused', error });
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

interface Past {
  readonly offset: number;
  readonly history: readonly HistoryMessage[];
}

const unlike = (effect: string, name: string | undefined) => (preset: Preset) => preset.effect !== effect || preset.name !== name;
