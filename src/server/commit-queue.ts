import type { Change } from '../store/change.ts';
import { Draft, type State } from './state.ts';

/** Sends what a job has to say: its reply, and what others are told. */
export type Delivery = () => void;

/** One frame on its way through the queue. Nothing here may throw. */
export interface Job {
  /** Applies the frame to the draft. Called again on a new draft where its group could not be stored. */
  apply(draft: Draft): Delivery;
  /** What to say where the frame's changes could not be stored. */
  refuse(error: unknown): Delivery;
}

/**
 * Acknowledged means stored: a job's delivery happens after its changes are stored, and deliveries happen in the order
 * of the jobs. All jobs that wait when a transaction starts share it; where that fails, each gets its own.
 */
export class CommitQueue {
  readonly #state: State;
  readonly #waiting: Job[] = [];
  #write: ((changes: readonly Change[]) => Promise<void>) | undefined;
  #running: Promise<void> | undefined;
  #stopped = false;

  readonly #report: (message: string, error: unknown) => void;

  /** `report` is told of deliveries that fail, which stop neither the others nor the queue. */
  constructor(state: State, report: (message: string, error: unknown) => void) {
    this.#state = state;
    this.#report = report;
  }

  /** Lets jobs through; until then they wait. */
  start(write: (changes: readonly Change[]) => Promise<void>): void {
    this.#write = write;
    this.#run();
  }

  /** Queues a job. Where nothing waits and it changes nothing, it is delivered before this returns. */
  add(job: Job): void {
    if (this.#stopped) return;
    this.#waiting.push(job);
    this.#run();
  }

  /** Takes no more jobs and drops those that wait; resolves when the group on its way to the store has been answered. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#waiting.length = 0;
    await this.#running;
  }

  #run(): void {
    const write = this.#write;
    while (write && !this.#running && this.#waiting.length > 0) {
      const group = this.#waiting.splice(0);
      const stored = this.#commit(group, write);
      if (!stored) continue;
      this.#running = stored.then(() => {
        this.#running = undefined;
        this.#run();
      });
    }
  }

  /** Returns nothing where there was nothing to store: then everything has been delivered already. */
  #commit(group: readonly Job[], write: (changes: readonly Change[]) => Promise<void>): Promise<void> | undefined {
    const draft = new Draft(this.#state);
    const deliveries = group.map((job) => job.apply(draft));
    const changes = draft.seal();
    const deliver = () => {
      draft.publish();
      for (const delivery of deliveries) this.#deliver(delivery);
    };
    if (changes.length === 0) {
      deliver();
      return undefined;
    }
    return write(changes).then(deliver, async (error) => {
      const [only] = group;
      if (group.length === 1 && only) return this.#deliver(only.refuse(error));
      for (const job of group) await this.#commit([job], write);
    });
  }

  #deliver(delivery: Delivery): void {
    try {
      delivery();
    } catch (error) {
      this.#report('an answer could not be sent', error);
    }
  }
}
