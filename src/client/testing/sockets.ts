import type { FrameSocket } from '../frame-socket.ts';
import { LocalSocket, sharedWorkerPort } from '../local-socket.ts';

/** A real connection to the real server that a test can cut, and whose frames it can count. */
export class CuttableSocket implements FrameSocket {
  static readonly made: CuttableSocket[] = [];
  /** While true, whoever connects fails. */
  static down = false;
  onopen: FrameSocket['onopen'] = null;
  onmessage: FrameSocket['onmessage'] = null;
  onclose: FrameSocket['onclose'] = null;
  readonly sent: string[] = [];
  /** A server that takes everything and answers nothing. */
  mute = false;
  readonly #socket = new LocalSocket(sharedWorkerPort);

  constructor() {
    if (CuttableSocket.down) {
      this.#socket.close();
      throw new Error('the line is down');
    }
    CuttableSocket.made.push(this);
    this.#socket.onopen = () => this.onopen?.();
    this.#socket.onmessage = (event) => this.onmessage?.(event);
    this.#socket.onclose = (event) => this.onclose?.(event);
  }

  /** The one that was made last. */
  static get latest(): CuttableSocket {
    const made = CuttableSocket.made.at(-1);
    if (!made) throw new Error('no socket was opened');
    return made;
  }

  send(frame: string): void {
    this.sent.push(frame);
    if (!this.mute) this.#socket.send(frame);
  }

  close(): void {
    this.#socket.close();
  }
}

/** A frame as it comes from the client. */
export interface SentFrame {
  readonly id: string;
  readonly type: string;
  readonly data: Record<string, unknown>;
  readonly user_id: string;
  readonly session_id: string;
}

/** What a scripted server says to a frame: a reply's data, an error, another type of reply, or nothing. */
export type Answer = object | { error: object } | { type: string; data: object } | undefined;

/** A socket whose server is a function, for what a real server does rarely or at its own times. */
export class ScriptedSocket implements FrameSocket {
  onopen: FrameSocket['onopen'] = null;
  onmessage: FrameSocket['onmessage'] = null;
  onclose: FrameSocket['onclose'] = null;
  readonly sent: SentFrame[] = [];
  closed = false;
  readonly #answer: (frame: SentFrame) => Answer;

  constructor(answer: (frame: SentFrame) => Answer = () => ({ success: true })) {
    this.#answer = answer;
    queueMicrotask(() => !this.closed && this.onopen?.());
  }

  send(text: string): void {
    const frame: SentFrame = JSON.parse(text);
    this.sent.push(frame);
    const answer = this.#answer(frame);
    if (answer === undefined) return;
    const { id, type, user_id, session_id } = frame;
    const said =
      'error' in answer
        ? { type: 'ERROR', data: answer.error }
        : 'type' in answer && 'data' in answer
          ? answer
          : { type: type === 'PING' ? 'PONG' : type, data: answer };
    queueMicrotask(() => this.say({ id, user_id, session_id, ...said }));
  }

  /** A frame from the server. */
  say(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  /** The server or the network ends the connection. */
  cut(reason = 'cut by the test'): void {
    this.closed = true;
    this.onclose?.({ code: 1006, reason });
  }

  close(): void {
    this.closed = true;
  }
}

/** Waits in real time until something is so. */
export async function until(done: () => unknown, what: string): Promise<void> {
  for (let turn = 0; turn < 400; turn += 1) {
    if (done()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`waited in vain until ${what}`);
}
