import type { Server, Session } from '../server/server.ts';
import { decodeFrame } from '../wire/codec.ts';
import { type ErrorData, WireError } from '../wire/errors.ts';
import { ANONYMOUS, DEFAULT_SESSION } from '../wire/identity.ts';
import type { ServerFrames } from '../wire/replies.ts';
import type { RequestInput, RequestType } from '../wire/requests.ts';

export interface SomeoneOptions {
  /** Default: `anonymous`. */
  readonly user_id?: string;
  /** Default: `default`. */
  readonly session_id?: string;
  /** Where the backend asks for one. */
  readonly token?: string;
}

interface Answer {
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
}

let count = 0;

/** Somebody else at the same backend: what they do, the front end hears of. No faults befall them. */
export class Someone {
  /** Everything that they were sent. */
  readonly frames: Answer[] = [];
  readonly #session: Session;
  readonly #envelope: { readonly user_id: string; readonly session_id: string };
  readonly #waiting = new Map<string, (frame: Answer) => void>();
  #requests = 0;

  constructor(server: Pick<Server, 'connect'>, { user_id = ANONYMOUS, session_id = DEFAULT_SESSION, token }: SomeoneOptions) {
    this.#envelope = { user_id, session_id };
    count += 1;
    const connection = { send: (frame: unknown) => this.#receive(decodeFrame(frame, 'json') as Answer), close: () => {} };
    this.#session = server.connect(connection, { page: `someone_${count}`, session_id, ...(token !== undefined && { token }) });
  }

  /**
   * @returns the answer's `data`
   * @throws WireError where it is refused
   */
  async request<T extends Exclude<RequestType, 'PING' | 'AUTH'>>(type: T, data: RequestInput<T>): Promise<ServerFrames[T]> {
    this.#requests += 1;
    const id = `someone_${this.#requests}`;
    const answer = await new Promise<Answer>((resolve) => {
      this.#waiting.set(id, resolve);
      this.#session.receive(JSON.stringify({ id, type, data, ...this.#envelope }));
    });
    if (answer.type !== 'ERROR') return answer.data as ServerFrames[T];
    const { code, error, details } = answer.data as ErrorData;
    throw new WireError(code, error, details);
  }

  /** They go. */
  leave(): void {
    this.#session.closed();
  }

  #receive(frame: Answer): void {
    this.frames.push(frame);
    this.#waiting.get(frame.id)?.(frame);
    this.#waiting.delete(frame.id);
  }
}
