import type { Outgoing } from '../../store/outgoing.ts';
import { changedTrack } from '../../wire/changed-track.ts';
import type { ErrorData } from '../../wire/errors.ts';
import type { Frame } from '../../wire/frame.ts';
import { ANONYMOUS } from '../../wire/identity.ts';
import type { RemoteConflict, RemoteState, ServerFrames } from '../../wire/replies.ts';
import { emptyTrack, type HistoryMessage, type ProvenanceRecord, type SessionState, type TrackState } from '../../wire/state.ts';
import type { Server } from '../server.ts';
import type { Draft } from '../state.ts';
import type { Done, Tie } from '../tie.ts';
import { enqueue, withdraw } from './enqueue.ts';
import type { Link, LinkUser } from './link.ts';
import { messageOf } from './messages.ts';
import { reconcile } from './reconcile.ts';
import type { Tracks } from './replay.ts';
import { takeIn } from './take-in.ts';

export interface ReplicaOptions {
  readonly server: Server;
  readonly link: Link;
  /** The remote's address. */
  readonly url: string;
  /** What the remote calls the session. */
  readonly session: string;
  /** What it is called here. */
  readonly session_id: string;
  /** Whether the remote knows by a token who we are. */
  readonly hasToken: () => boolean;
  readonly clock: { now(): number };
  readonly after: (ms: number, run: () => void) => () => void;
  readonly newId: () => string;
  readonly report: (message: string, error: unknown) => void;
}

/** How often a change is tried that the remote had trouble with. */
const ATTEMPTS = 3;
/** How many records of the past are asked for. */
const PAST = 1000;
/** How long an answer may take, in ms. */
const PATIENCE_MS = 10_000;

/** What has been learned of the remote since the connection was made. */
interface Past {
  readonly offset: number;
  readonly records: readonly ProvenanceRecord[];
  readonly history: readonly HistoryMessage[];
}

/**
 * A session that belongs to a remote. The state here is always the remote's last known one with the changes made on top
 * that are still to be made there. They go one at a time, and the next only when it is stored that the one before was
 * answered: so that after a loss no more than one can be in doubt.
 */
export class Replica implements Tie, LinkUser {
  readonly session: string;
  readonly #options: ReplicaOptions;
  #confirmed: Tracks | undefined;
  /** Whether what waits has been compared with what the remote has become. */
  #isInStep = false;
  #inFlight: { readonly id: string; readonly at: number } | undefined;
  /** The change whose answer was lost. */
  #unanswered: { readonly id: string; readonly at: number } | undefined;
  /** Answered, but not yet taken from what waits. */
  readonly #answered = new Set<string>();
  #isQueued = false;
  #offset = 0;
  #attempts = 0;
  /** Who changed the remote's state last. */
  #by = ANONYMOUS;
  /** Why the remote gives no state of this session. */
  #refusal: string | undefined;
  #cancel = () => {};
  /** Counts connections: an answer to an earlier one means nothing. */
  #epoch = 0;
  #ids = 0;
  #told: RemoteState | undefined;

  constructor(options: ReplicaOptions) {
    this.#options = options;
    this.session = options.session;
  }

  get state(): { type: 'REMOTE_STATE'; data: RemoteState } {
    return { type: 'REMOTE_STATE', data: this.#describe() };
  }

  close(): void {
    this.#epoch += 1;
    this.#cancel();
    this.#options.link.remove(this);
  }

  // What the server here says.

  changed(done: Done): void {
    const { session_id, newId } = this.#options;
    enqueue(done, {
      session_id,
      newId,
      isSent: (id) => this.#inFlight?.id === id || this.#unanswered?.id === id || this.#answered.has(id),
    });
  }

  stored(): void {
    this.#sendNext();
    this.#tell();
  }

  // What the link says.

  opened(): void {
    this.#epoch += 1;
    const epoch = this.#epoch;
    const { after, link, url } = this.#options;
    this.#confirmed = undefined;
    this.#refusal = undefined;
    this.#cancel = after(PATIENCE_MS, () => link.lose(`${url} did not answer within ${PATIENCE_MS / 1000} s`));
    this.#options.server.ready.then(() => {
      if (epoch === this.#epoch) void this.#synchronise(epoch);
    });
  }

  closed(): void {
    this.#epoch += 1;
    this.#isInStep = false;
    this.#unanswered = this.#inFlight ?? this.#unanswered;
    this.#inFlight = undefined;
    this.#cancel();
    this.#tell();
  }

  heard({ type, data, user_id }: Frame): void {
    const confirmed = this.#confirmed;
    if (!confirmed) return;
    let track: TrackState | undefined;
    try {
      track = changedTrack({ type, data }, (id) => confirmed.get(id) ?? emptyTrack(id));
    } catch (error) {
      // A frame that is not what its type says: a new snapshot will say what is.
      this.#options.link.lose(`${this.#options.url} sent a ${type} that cannot be understood: ${error}`);
    }
    if (!track) return;
    this.#confirmed = new Map(confirmed).set(track.track_id, track);
    this.#by = user_id ?? this.#by;
    if (this.#isInStep) this.#takeIn();
  }

  async #synchronise(epoch: number): Promise<void> {
    const { server, session_id, clock } = this.#options;
    const asked = clock.now();
    const [pong, snapshot] = await Promise.all([
      this.#ask<{ timestamp: string }>('PING', {}),
      // Taken at once: what comes behind it is laid over it.
      this.#ask<SessionState>('SESSION_STATE_GET', {}, ({ tracks }) => {
        if (Array.isArray(tracks)) this.#confirmed = new Map(tracks.map((track) => [track.track_id, track]));
      }),
    ]);
    if (epoch !== this.#epoch) return;
    if (!this.#confirmed) {
      this.#refusal = snapshot.error?.error ?? 'it gives no state';
      this.#cancel();
      this.#tell();
      return;
    }
    const offset = Date.parse(pong.data?.timestamp ?? '') - (asked + clock.now()) / 2 || 0;
    let past: Past = { offset, records: [], history: [] };
    if ((server.state?.outgoing(session_id).length ?? 0) > 0) {
      const [provenance, history] = await Promise.all([
        this.#ask<{ records: ProvenanceRecord[] }>('PROVENANCE_GET', { limit: PAST }),
        this.#ask<{ messages: HistoryMessage[] }>('HISTORY_GET', {}),
      ]);
      past = { offset, records: provenance.data?.records ?? [], history: history.data?.messages ?? [] };
    }
    if (epoch === this.#epoch) this.#compare(past, epoch);
  }

  #compare(past: Past, epoch: number): void {
    const { server, session_id } = this.#options;
    server.enter(
      session_id,
      (draft, now) => {
        const confirmed = this.#confirmed;
        if (epoch !== this.#epoch || !confirmed) return NOTHING;
        const answered = this.#forgetAnswered(draft);
        const waiting = draft.outgoing(session_id);
        const { verdicts, conflicts } = reconcile({ confirmed, waiting, ...past, unanswered: this.#unanswered });
        for (const { outgoing, without } of verdicts) {
          if (without) withdraw(draft, session_id, outgoing, without);
          else draft.apply({ kind: 'outgoing-removed', session_id, n: outgoing.n });
        }
        const entry = takeIn({ draft, session_id, confirmed, now, by: this.#by, newId: this.#options.newId });
        const done = () => {
          for (const id of answered) this.#answered.delete(id);
          if (epoch !== this.#epoch) return;
          this.#cancel();
          this.#offset = past.offset;
          this.#unanswered = undefined;
          this.#isInStep = true;
          this.#options.link.proven();
          // Frames may have come since this was decided.
          this.#takeIn();
          this.#tell(conflicts);
        };
        return { ...entry, done };
      },
      (error) => this.#notStored(error),
    );
  }

  /** Makes the state here the remote's, with what waits on top. */
  #takeIn(): void {
    if (this.#isQueued) return;
    this.#isQueued = true;
    const { server, session_id, newId } = this.#options;
    server.enter(
      session_id,
      (draft, now) => {
        this.#isQueued = false;
        const answered = this.#forgetAnswered(draft);
        const entry = this.#confirmed ? takeIn({ draft, session_id, confirmed: this.#confirmed, now, by: this.#by, newId }) : NOTHING;
        const done = () => {
          for (const id of answered) this.#answered.delete(id);
          this.#sendNext();
          this.#tell();
        };
        return { ...entry, done };
      },
      (error) => this.#notStored(error),
    );
  }

  /** It is tried again with a new connection. */
  #notStored(error: unknown): void {
    const { report, link, url } = this.#options;
    report(`what ${url} sent could not be stored`, error);
    link.lose(`what it sent could not be stored: ${error instanceof Error ? error.message : error}`);
  }

  /** Takes what was answered from what waits. */
  #forgetAnswered(draft: Draft): readonly string[] {
    const { session_id } = this.#options;
    for (const { id, n } of draft.outgoing(session_id)) {
      if (this.#answered.has(id)) draft.apply({ kind: 'outgoing-removed', session_id, n });
    }
    return [...this.#answered];
  }

  #sendNext(): void {
    const { server, session_id, clock, link } = this.#options;
    if (!this.#isInStep || this.#inFlight || this.#answered.size > 0 || link.state.kind !== 'online') return;
    const [next] = server.state?.outgoing(session_id) ?? [];
    if (!next) return;
    const now = clock.now();
    const { id } = next;
    this.#inFlight = { id, at: now };
    this.#cancel();
    this.#cancel = this.#options.after(PATIENCE_MS, () => link.lose(`${this.#options.url} did not answer within ${PATIENCE_MS / 1000} s`));
    link.ask({ id, ...messageOf(next, now, this.#offset), ...this.#envelope(next.user_id) }, (answer) => this.#settle(next, answer));
  }

  #settle(sent: Outgoing, answer: Frame): void {
    this.#inFlight = undefined;
    this.#cancel();
    if (answer.type !== 'ERROR') {
      this.#attempts = 0;
      this.#answered.add(sent.id);
      this.heard(answer);
      this.#takeIn();
      return;
    }
    const { code, error, details } = answer.data as ErrorData;
    const pause = code === 'RATE_LIMITED' ? Math.max(10, Number(details?.retry_after) * 1000 || 1000) : 1000;
    if (code === 'RATE_LIMITED' || (code === 'ENGINE_ERROR' && this.#attempts < ATTEMPTS)) {
      this.#attempts += code === 'RATE_LIMITED' ? 0 : 1;
      this.#cancel = this.#options.after(pause, () => this.#sendNext());
      return;
    }
    // The token may have expired: with a new connection that is told in words, and nothing is lost by it.
    if (code === 'UNAUTHORIZED' && this.#attempts === 0 && this.#options.hasToken()) {
      this.#attempts = 1;
      this.#options.link.lose(error);
      return;
    }
    this.#attempts = 0;
    this.#answered.add(sent.id);
    this.#takeIn();
    // What is gone already need not be removed, and what is there need not be added.
    const { edit } = sent;
    const isDone =
      edit.kind === 'remove' ? code.endsWith('_NOT_FOUND') : edit.kind === 'add' && details?.plugin_id === edit.plugin.plugin_id;
    if (isDone) return;
    const plugin_id = 'plugin' in edit ? edit.plugin.plugin_id : edit.kind === 'rack-bypass' ? undefined : edit.plugin_id;
    this.#tell([{ track_id: edit.track_id, ...(plugin_id !== undefined && { plugin_id }), kept: 'theirs', reason: error }]);
  }

  /** Resolves with what came, as soon as `first` has seen it; never, where the connection is lost before. */
  #ask<Data>(type: keyof ServerFrames | 'PING', data: object, first: (data: Data) => void = () => {}): Promise<Answer<Data>> {
    this.#ids += 1;
    const id = `replica_${this.#ids}_${this.session}`;
    return new Promise((resolve) => {
      this.#options.link.ask({ id, type, data, ...this.#envelope() }, (answer) => {
        if (answer.type === 'ERROR') return resolve({ error: answer.data as ErrorData });
        first(answer.data as Data);
        resolve({ data: answer.data as Data });
      });
    });
  }

  #envelope(user_id: string = ANONYMOUS): { session_id: string; user_id?: string } {
    return { session_id: this.session, ...(!this.#options.hasToken() && { user_id }) };
  }

  #describe(conflicts: readonly RemoteConflict[] = []): RemoteState {
    const { link, server, session_id, url } = this.#options;
    const { kind } = link.state;
    const reason = 'reason' in link.state ? link.state.reason : this.#refusal;
    return {
      remote: url,
      state: this.#refusal !== undefined && kind === 'online' ? 'refused' : kind === 'online' && !this.#isInStep ? 'connecting' : kind,
      ...(reason !== undefined && { reason }),
      waiting: server.state?.outgoing(session_id).length ?? 0,
      ...(conflicts.length > 0 && { conflicts }),
    };
  }

  /** Tells the session's pages how it stands, where that is news. While all is well, a change that waits for its turn is none. */
  #tell(conflicts: readonly RemoteConflict[] = []): void {
    const { server, session_id } = this.#options;
    const data = this.#describe(conflicts);
    const { state, reason, waiting } = data;
    const isNews =
      conflicts.length > 0 ||
      state !== this.#told?.state ||
      reason !== this.#told.reason ||
      (waiting !== this.#told.waiting && (state !== 'online' || waiting === 0));
    if (!isNews) return;
    this.#told = data;
    server.tell(session_id, { type: 'REMOTE_STATE', data });
  }
}

interface Answer<Data> {
  readonly data?: Data;
  readonly error?: ErrorData;
}

const NOTHING = { frames: [], updates: [], user_id: ANONYMOUS };
