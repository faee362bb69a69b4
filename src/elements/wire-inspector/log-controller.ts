import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ConnectionState } from '../../client/client.ts';
import { type FrameLog, type LogEntry, logOf } from '../../client/inspector/frame-log.ts';
import type { LatencyFigures } from '../../client/latency.ts';
import { localSession } from '../../client/local-session.ts';
import type { Session } from '../../client/session.ts';

/** What an inspector looks at: a session of its page, by name, or a connection of its own. */
export interface Inspected {
  readonly session: string;
  readonly user: string;
  readonly source: Session | undefined;
}

const NOTHING: LatencyFigures = { replies: 0, errors: 0, average: 0, p50: 0, p99: 0, longest: 0, slow: 0 };

/** Keeps a log running while its inspector is on a page, and has it drawn at most once a frame. */
export class LogController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #cleanups: (() => void)[] = [];
  #session: Session | undefined;
  #log: FrameLog | undefined;
  #shown: readonly LogEntry[] | undefined;
  #frame = 0;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.stop();
  }

  /** Begins to look, in place of what was looked at before. */
  start({ session, user, source }: Inspected): void {
    this.stop();
    if (source) this.#session = source;
    else {
      const shared = localSession(session, user);
      this.#session = shared.session;
      this.#cleanups.push(shared.release);
    }
    const log = logOf(this.#session.client);
    this.#log = log;
    this.#cleanups.push(
      log.start(),
      log.watch(() => this.#drawSoon()),
      this.#session.watch(({ kind }) => kind === 'connection' && this.#drawSoon()),
    );
    this.#host.requestUpdate();
  }

  stop(): void {
    for (const cleanup of this.#cleanups.splice(0).reverse()) cleanup();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#shown = undefined;
    this.#log = undefined;
    this.#session = undefined;
  }

  get log(): FrameLog | undefined {
    return this.#log;
  }

  get connection(): ConnectionState {
    return this.#session?.state ?? { kind: 'connecting' };
  }

  get figures(): LatencyFigures {
    return this.#session?.latency.figures ?? NOTHING;
  }

  /** The last times between request and reply, in ms. */
  recent(count: number): readonly number[] {
    return this.#session?.latency.recent(count) ?? [];
  }

  /** What is to be seen: the log, or what it was when it was paused. */
  get entries(): readonly LogEntry[] {
    return this.#shown ?? this.#log?.entries ?? [];
  }

  get paused(): boolean {
    return this.#shown !== undefined;
  }

  /** Holds the picture still; the log goes on behind it. */
  set paused(paused: boolean) {
    this.#shown = paused ? (this.#log?.entries ?? []) : undefined;
    this.#host.requestUpdate();
  }

  /** How many frames have come since the pause. */
  get unseen(): number {
    const last = this.#log?.entries.at(-1)?.number ?? 0;
    return this.#shown ? last - (this.#shown.at(-1)?.number ?? last) : 0;
  }

  clear(): void {
    this.#log?.clear();
    if (this.#shown) this.#shown = [];
    this.#host.requestUpdate();
  }

  #drawSoon(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#host.requestUpdate();
    });
  }
}
