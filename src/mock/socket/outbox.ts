import type { PortFrame } from '../../wire/port.ts';
import { byteLength, wellFormed } from './arguments.ts';
import { later } from './tasks.ts';

/** What waits to be sent: a frame, or what is to be done once the frames before it are sent. */
type Entry = { frame: PortFrame | undefined; readonly bytes: number } | (() => void);

/** Frames on their way out, in order, though a Blob takes a while to be read. */
export class Outbox {
  readonly #send: (frame: PortFrame) => void;
  readonly #waiting: Entry[] = [];
  #buffered = 0;
  #sent = 0;

  /** @param send carries a frame. */
  constructor(send: (frame: PortFrame) => void) {
    this.#send = send;
  }

  /** Bytes that were given and are not sent yet; what was sent in this task still counts. */
  get buffered(): number {
    return this.#buffered;
  }

  /**
   * @param discard counts the bytes only: a closing socket sends nothing more, and says so by a `bufferedAmount` that
   * grows.
   * @throws TypeError for shared memory.
   */
  add(data: unknown, discard: boolean): void {
    if (data instanceof Blob) {
      this.#buffered += data.size;
      if (!discard) this.#read(data);
      return;
    }
    const frame = frameOf(data);
    const bytes = typeof frame === 'string' ? byteLength(frame) : frame.byteLength;
    this.#buffered += bytes;
    if (!discard) this.#push({ frame, bytes });
  }

  /** Calls `done` once everything before it is sent. */
  finish(done: () => void): void {
    this.#push(done);
  }

  #read(blob: Blob): void {
    const entry: Entry = { frame: undefined, bytes: blob.size };
    this.#push(entry);
    const settle = (buffer: ArrayBuffer) => {
      entry.frame = new Uint8Array(buffer);
      this.#flush();
    };
    blob.arrayBuffer().then(settle, () => settle(new ArrayBuffer(0)));
  }

  #push(entry: Entry): void {
    this.#waiting.push(entry);
    this.#flush();
  }

  #flush(): void {
    for (let entry = this.#waiting[0]; entry; entry = this.#waiting[0]) {
      if (typeof entry === 'object' && entry.frame === undefined) return;
      this.#waiting.shift();
      if (typeof entry === 'function') entry();
      else if (entry.frame !== undefined) this.#carry(entry.frame, entry.bytes);
    }
  }

  #carry(frame: PortFrame, bytes: number): void {
    this.#send(frame);
    // One task for all frames of this one, so that many small frames cost no more than few.
    if (this.#sent === 0) {
      later(() => {
        this.#buffered -= this.#sent;
        this.#sent = 0;
      });
    }
    this.#sent += bytes;
  }
}

/** What to send for what `send()` was given. Bytes are copied, because the page may write into its own at once. */
function frameOf(data: unknown): PortFrame {
  if (data instanceof ArrayBuffer) return new Uint8Array(data.slice(0));
  if (ArrayBuffer.isView(data)) {
    if (!(data.buffer instanceof ArrayBuffer))
      throw new TypeError("Failed to execute 'send' on 'WebSocket': The provided ArrayBufferView value must not be shared.");
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
  }
  return wellFormed(String(data));
}
