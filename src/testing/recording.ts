import { baseUrl } from '../mock/base-url.ts';
import { replaceGlobals } from '../mock/globals.ts';
import { findRoute, readRoutes } from '../mock/routes.ts';
import { isBinary } from '../wire/codec.ts';
import { decoded } from './frames.ts';

/** The form of recordings that this build writes and reads. */
export const RECORDING_FORMAT = 1;

/** `at` is ms since the recording began. */
export type RecordedEvent =
  | { readonly at: number; readonly from: 'client' | 'server'; readonly frame: Readonly<Record<string, unknown>> }
  /** What is no frame. */
  | { readonly at: number; readonly from: 'client' | 'server'; readonly text: string }
  | { readonly at: number; readonly closed: { readonly code: number; readonly reason: string } };

export interface RecordedConnection {
  readonly url: string;
  readonly events: readonly RecordedEvent[];
}

/** What passed between a front end and its backend: plain data, to be kept as JSON. Tokens are not in it. */
export interface Recording {
  readonly format: typeof RECORDING_FORMAT;
  /** ISO 8601. */
  readonly recorded: string;
  readonly connections: readonly RecordedConnection[];
}

/** The part of a WebSocket that is listened to; those of the package `ws` have it too. */
export interface RecordableSocket {
  readonly url: string;
  // biome-ignore lint/suspicious/noExplicitAny: each library has types of its own for data and events.
  send(...values: any[]): void;
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  addEventListener(type: string, listener: (event: any) => void): void;
}

export interface Recorder {
  /** What has been recorded so far. */
  readonly recording: Recording;
  /** Ends it, and gives what was recorded. */
  stop(): Recording;
}

export type RecordOptions =
  /** Every socket that is opened to this address, or below it, from now on. */
  | { readonly url: string; readonly socket?: never }
  /** This one. */
  | { readonly socket: RecordableSocket; readonly url?: never };

/**
 * Listens to a front end and its real backend.
 *
 * @throws TypeError for an address that no socket can have, or where there is no `WebSocket` to listen to
 * @example
 * const recorder = record({ url: 'ws://localhost:8000/ws' });
 * // … let the front end do what it does …
 * const json = JSON.stringify(recorder.stop());
 */
export function record(options: RecordOptions): Recorder {
  const connections: { url: string; events: RecordedEvent[] }[] = [];
  const began = performance.now();
  const recorded = new Date().toISOString();
  let listening = true;
  const watch = (socket: RecordableSocket) => {
    const events: RecordedEvent[] = [];
    connections.push({ url: withoutToken(socket.url), events });
    const at = () => Math.round(performance.now() - began);
    const take = (from: 'client' | 'server', data: unknown) => {
      if (!listening) return;
      const frame = decoded(data);
      if (frame) events.push({ at: at(), from, frame: withoutSecrets(frame) });
      else events.push({ at: at(), from, text: isBinary(data) ? '<bytes>' : String(data) });
    };
    const send = socket.send.bind(socket);
    socket.send = (...values) => {
      take('client', values[0]);
      send(...values);
    };
    socket.addEventListener('message', ({ data }) => {
      if (data instanceof Blob) {
        // Its place is here, though its content comes later.
        const place = events.push({ at: at(), from: 'server', text: '<bytes>' }) - 1;
        void data.arrayBuffer().then((bytes) => {
          const frame = decoded(bytes);
          if (frame) events[place] = { at: events[place]?.at ?? 0, from: 'server', frame: withoutSecrets(frame) };
        });
      } else take('server', data);
    });
    socket.addEventListener('close', ({ code, reason }) => {
      if (listening) events.push({ at: at(), closed: { code, reason: String(reason) } });
    });
  };
  const putBack = options.socket ? () => {} : watchAddress(options.url, watch);
  if (options.socket) watch(options.socket);
  const snapshot = (): Recording => structuredClone({ format: RECORDING_FORMAT, recorded, connections });
  return {
    get recording() {
      return snapshot();
    },
    stop() {
      listening = false;
      putBack();
      return snapshot();
    },
  };
}

function watchAddress(address: string, watch: (socket: RecordableSocket) => void): () => void {
  const routes = readRoutes({ [address]: 'auto' });
  if (typeof globalThis.WebSocket !== 'function') {
    throw new TypeError('Rackwire: expected a global WebSocket to record, got none: give record() the socket, or set globalThis.WebSocket');
  }
  const native = globalThis.WebSocket;
  return replaceGlobals({
    WebSocket: new Proxy(native, {
      construct(target, values, newTarget) {
        const socket = Reflect.construct(target, values, newTarget) as WebSocket;
        if (findRoute(routes, new URL(socket.url, baseUrl()))) watch(socket);
        return socket;
      },
    }),
  });
}

/** What stands in the place of a token. */
const SECRET = '<token>';

function withoutToken(address: string): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  if (url.searchParams.has('token')) url.searchParams.set('token', SECRET);
  return url.href;
}

function withoutSecrets(frame: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { data } = frame;
  const has = typeof data === 'object' && data !== null && 'token' in data && data.token;
  return has ? { ...frame, data: { ...data, token: SECRET } } : frame;
}
