import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ConnectionState } from '../../client/client.ts';
import { type LocalSession, localSession, type Remote } from '../../client/local-session.ts';
import type { Conflict } from '../../client/recovery.ts';
import type { Session, SessionEvent } from '../../client/session.ts';
import { RackNode } from '../../sound/rack-node.ts';
import type { RemoteConflict, RemoteState, ReplyData } from '../../wire/replies.ts';
import type { RequestInput, RequestType } from '../../wire/requests.ts';
import { emptyTrack, type Preset, type TrackState } from '../../wire/state.ts';
import { conflictWords } from './conflict-words.ts';
import { captureMedia } from './media-source.ts';

/** What a rack is connected to; a change of any of it means a new connection. */
export interface RackPlace {
  readonly session: string;
  readonly track: string;
  readonly user: string;
  /** The context to make sound in. Without one and without `media`, the rack is a remote control. */
  readonly context: BaseAudioContext | undefined;
  /** The remote backend that the session belongs to, if any. */
  readonly remote: Remote | undefined;
  /** The element whose sound goes through the rack. */
  readonly media: HTMLMediaElement | undefined;
}

/** What the controller tells its element beyond a new rendering. */
export interface RackListener {
  changed(track: TrackState): void;
  failed(error: Error): void;
}

/** Requests that name a track. */
type RackChange = Extract<RequestType, `PLUGIN_${string}` | `RACK_${string}`>;

const NOT_CONNECTED: ConnectionState = { kind: 'connecting' };

/** Keeps one rack's session and sound while its element is on a page, and lets go of both when it is not. */
export class RackController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #listener: RackListener;
  #place: RackPlace | undefined;
  #session: Session | undefined;
  #sound: RackNode | undefined;
  #cleanups: (() => void)[] = [];
  #track: TrackState = emptyTrack('');
  #wasOpen = false;
  #remoteState: LocalSession['remoteState'] = () => undefined;

  constructor(host: ReactiveControllerHost, listener: RackListener) {
    this.#host = host;
    this.#listener = listener;
    host.addController(this);
  }

  /** The rack as it shows and sounds. */
  get track(): TrackState {
    return this.#track;
  }

  get presets(): readonly Preset[] {
    return this.#session?.presets ?? [];
  }

  get connection(): ConnectionState {
    return this.#session?.client.state ?? NOT_CONNECTED;
  }

  /** How the session stands with its remote; undefined where it has none, or has not heard of it yet. */
  get remote(): RemoteState | undefined {
    return this.#remoteState();
  }

  /** Undefined until the engine is there, and for a rack without a context. */
  get sound(): RackNode | undefined {
    return this.#sound;
  }

  hostConnected(): void {}

  hostDisconnected(): void {}

  /**
   * Connects session and sound. Resolves when the rack shows its stored plugins and, where it has a context, sounds.
   *
   * @throws Error in words; the host's media element then plays on as before.
   */
  async start(place: RackPlace): Promise<void> {
    this.stop();
    this.#place = place;
    const local = localSession(place.session, place.user, place.remote);
    const { session, release } = local;
    this.#session = session;
    this.#remoteState = local.remoteState;
    this.#wasOpen = session.client.state.kind === 'open';
    this.#track = session.track(place.track);
    this.#cleanups.push(
      release,
      session.watch((event) => this.#follow(event)),
      session.on('REMOTE_STATE', ({ conflicts = [] }) => this.#followRemote(conflicts)),
    );
    this.#host.requestUpdate();
    const [sound] = await Promise.allSettled([this.#makeSound(place), session.ready]);
    // Whoever came in between (another place, or removal) has cleaned up already.
    if (this.#place !== place) return;
    await session.ready;
    if (sound.status === 'rejected') throw sound.reason;
    this.#update();
  }

  /** Lets go of session, sound and media element. */
  stop(): void {
    this.#place = undefined;
    this.#session = undefined;
    this.#remoteState = () => undefined;
    this.#sound = undefined;
    for (const cleanup of this.#cleanups.splice(0).reverse()) cleanup();
  }

  /** Sends a request; a refusal is told to the listener and resolves to undefined. */
  async request<T extends RequestType>(type: T, data: RequestInput<T>): Promise<ReplyData[T] | undefined> {
    try {
      return await this.#session?.client.request(type, data);
    } catch (error) {
      this.#listener.failed(error as Error);
      return undefined;
    }
  }

  /** The same for a request about this rack's track. */
  async change<T extends RackChange>(type: T, data: Omit<RequestInput<T>, 'track_id'>): Promise<ReplyData[T] | undefined> {
    if (!this.#place) return undefined;
    // The compiler cannot see that taking track_id away and putting it back gives the same type.
    return this.request(type, { track_id: this.#place.track, ...data } as unknown as RequestInput<T>);
  }

  /** Takes back the user's last change in the session, or makes it again; what others have changed since is told. */
  async step(back: boolean): Promise<void> {
    try {
      const { conflicts = [] } = (await (back ? this.#session?.undo() : this.#session?.redo())) ?? {};
      if (conflicts.length > 0) this.#listener.failed(new Error(conflicts.map(({ reason }) => reason).join(' ')));
    } catch (error) {
      this.#listener.failed(error as Error);
    }
  }

  /** A value under a user's hand: heard in the next quantum, shown at once, sent soon. */
  setParameter(plugin_id: string, parameter_id: string, value: number): void {
    if (!this.#place) return;
    this.#sound?.setParameter(plugin_id, parameter_id, value);
    this.#session?.setParameter(this.#place.track, plugin_id, parameter_id, value);
  }

  hold(plugin_id: string, parameter_id: string, held: boolean): void {
    if (this.#place) this.#session?.hold(this.#place.track, plugin_id, parameter_id, held);
  }

  async #makeSound(place: RackPlace): Promise<void> {
    const captured = place.media ? captureMedia(place.media) : undefined;
    const context = captured?.context ?? place.context;
    if (!context) return;
    const sound = await RackNode.create(context);
    if (this.#place !== place) {
      sound.destroy();
      return;
    }
    sound.onfailure = (reason) => this.#listener.failed(new Error(`The sound goes on without the rack: ${reason}.`));
    this.#cleanups.push(() => sound.destroy());
    // Connected before the state is known, a rack is a plain wire; the first state is then faded in.
    if (captured) this.#cleanups.push(captured.through(sound.input, sound.output));
    await this.#session?.ready.catch(() => {});
    if (this.#place !== place) return;
    this.#sound = sound;
    sound.apply(this.#track);
  }

  #follow(event: SessionEvent): void {
    if (event.kind === 'refused') this.#listener.failed(event.error);
    // A connection that is lost comes back by itself; one that never was needs somebody to look.
    if (event.kind === 'connection' && event.state.kind === 'lost' && !this.#wasOpen) this.#listener.failed(new Error(event.state.reason));
    if (event.kind === 'connection' && event.state.kind === 'open') this.#wasOpen = true;
    if (event.kind === 'presence' || ('track_id' in event && event.track_id !== this.#place?.track)) return;
    this.#update();
    if (event.kind === 'conflict') this.#listener.failed(new Error(conflictWords(event, this.#track)));
  }

  #followRemote(conflicts: readonly RemoteConflict[]): void {
    this.#host.requestUpdate();
    for (const { reason, ...conflict } of conflicts) {
      if (conflict.track_id !== this.#place?.track) continue;
      // Where a value is meant, all that says which one is there.
      const words = conflict.mine === undefined ? reason : conflictWords({ kind: 'conflict', ...conflict } as Conflict, this.#track);
      this.#listener.failed(new Error(words));
    }
  }

  #update(): void {
    if (!this.#session || !this.#place) return;
    const track = this.#session.track(this.#place.track);
    if (track !== this.#track) {
      this.#track = track;
      this.#sound?.apply(track);
      this.#listener.changed(track);
    }
    this.#host.requestUpdate();
  }
}
