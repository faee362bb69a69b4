import { type Codec, decodeFrame, encodeFrame } from '../../wire/codec.ts';
import type { ServerFrames, ServerFrameType } from '../../wire/replies.ts';
import type { RequestInput, RequestType } from '../../wire/requests.ts';
import type { ConnectOptions, Server, Session } from '../server.ts';

/** A frame as a test reads it. */
export interface Received<T extends ServerFrameType = ServerFrameType> {
  readonly id: string;
  readonly type: T;
  readonly data: ServerFrames[T];
  readonly user_id?: string;
  readonly session_id?: string;
  readonly timestamp?: string;
}

interface Envelope {
  readonly session_id?: string;
  readonly user_id?: string;
}

/** How a test's client connects, besides its page. */
export interface TestOptions extends Omit<ConnectOptions, 'page'> {
  /** Default: JSON. */
  readonly codec?: Codec;
  readonly ping?: () => void;
}

let pages = 0;
let ids = 0;

/** A client for tests: it keeps every frame that came, and waits for the answer to a request. */
export class TestClient {
  readonly frames: Received[] = [];
  closedWith: { code: number; reason: string } | undefined;
  readonly #session: Session;
  readonly #codec: Codec;
  readonly #waiting = new Map<string, (frame: Received) => void>();

  constructor(server: Pick<Server, 'connect'>, page = `page_${pages++}`, options: TestOptions = {}) {
    const { codec = 'json', ping, ...more } = options;
    this.#codec = codec;
    this.#session = server.connect(
      {
        send: (frame) => this.#receive(decodeFrame(frame, typeof frame === 'string' ? 'json' : 'msgpack') as Received),
        close: (code, reason) => {
          this.closedWith = { code, reason };
        },
        ...(ping && { ping }),
      },
      { page, ...more },
    );
  }

  #receive(frame: Received): void {
    this.frames.push(frame);
    this.#waiting.get(frame.id)?.(frame);
    this.#waiting.delete(frame.id);
  }

  /** Sends anything at all. */
  raw(frame: unknown): void {
    this.#session.receive(frame);
  }

  /** Sends a frame in the client's codec. */
  send(frame: object): void {
    this.raw(encodeFrame(frame, this.#codec));
  }

  /** The carrier has heard of the client, though not in a frame. */
  alive(): void {
    this.#session.alive();
  }

  /** The subprotocol that the server chose. */
  get subprotocol(): string | undefined {
    return this.#session.subprotocol;
  }

  /** Waits for a frame of that type that nobody asked for, or for the one that has come already. */
  async next(type: string): Promise<Received> {
    for (let attempt = 0; attempt < 200; attempt += 1) {
      const found = this.frames.find((frame) => frame.type === type);
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error(`expected a frame ${type}, got ${JSON.stringify(this.frames).slice(0, 300)}`);
  }

  /** Sends a request with whatever data; resolves with the reply or the error to it. */
  ask(type: string, data?: unknown, envelope: Envelope = {}): Promise<Received> {
    const id = `msg_${ids++}`;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.send({ id, type, data, ...envelope });
    });
  }

  /** Sends a request and expects it to be accepted. */
  async request<T extends Exclude<RequestType, 'PING' | 'AUTH'>>(
    type: T,
    data: RequestInput<T>,
    envelope?: Envelope,
  ): Promise<ServerFrames[T]> {
    const frame = await this.ask(type, data, envelope);
    if (frame.type !== type) throw new Error(`expected ${type}, got ${JSON.stringify(frame).slice(0, 300)}`);
    return frame.data as ServerFrames[T];
  }

  /** Sends a request and expects it to be refused. */
  async refusal(type: string, data?: unknown, envelope?: Envelope): Promise<ServerFrames['ERROR']> {
    const frame = await this.ask(type, data, envelope);
    if (frame.type !== 'ERROR') throw new Error(`expected ERROR, got ${JSON.stringify(frame).slice(0, 300)}`);
    return frame.data as ServerFrames['ERROR'];
  }

  /** Adds a plugin and gives its address. */
  async add(name: string, track_id = 'main', envelope?: Envelope): Promise<{ track_id: string; plugin_id: string }> {
    const { plugin_id } = await this.request('PLUGIN_ADD', { track_id, name }, envelope);
    return { track_id, plugin_id };
  }

  /** The types of the frames that came, and forgets them. */
  takeTypes(): string[] {
    return this.frames.splice(0).map(({ type }) => type);
  }

  close(): void {
    this.#session.closed();
  }
}
