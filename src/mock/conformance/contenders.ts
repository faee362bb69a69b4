import { WebSocketInterceptor } from '@mswjs/interceptors/WebSocket';
import { WebSocket as MockWebSocket, Server } from 'mock-socket/dist/mock-socket.es.mjs';
import type { PortSource } from '../../client/local-socket.ts';
import {
  PORT_PROTOCOL,
  type PortFrame,
  type PortHello,
  type PortRequest,
  type PortResponse,
  type ToPage,
  type ToServer,
} from '../../wire/port.ts';
import { install } from '../install.ts';
import { answer, behave, type FarEnd, handshake } from './behaviour.js';

/** One that the suite is run against. */
export interface Contender {
  readonly name: string;
  /** Begins to serve, if it does not serve already. */
  start(): Promise<Arena> | Arena;
}

/** Where a contender serves, while it does. */
export interface Arena {
  /** `ws://host`, without a slash. */
  readonly base: string;
  readonly WebSocket: typeof WebSocket;
  stop(): void;
}

/** The far end of a port, as Rackwire's server is one, that behaves as the reference server does. */
export const behavingPort: PortSource = () => {
  const { port1, port2 } = new MessageChannel();
  const post = (message: ToPage<PortFrame> | PortResponse) => port2.postMessage(message);
  let listener: Parameters<FarEnd['onmessage']>[0] = () => {};
  const open = ({ hello }: PortHello) => {
    const { pathname } = new URL(hello.url ?? '');
    const { refused, subprotocol, delay = 0 } = handshake(pathname, hello.subprotocols ?? []);
    const close = (code: number, reason: string) => post({ close: { code, reason } });
    if (refused) return close(1006, 'refused');
    const welcome = () => {
      post({ welcome: { protocol: PORT_PROTOCOL, ...(subprotocol !== undefined && { subprotocol }) } });
      behave(pathname, {
        send: post,
        close: (code = 1005, reason = '') => close(code, reason),
        destroy: () => close(1006, ''),
        onmessage: (given) => {
          listener = given;
        },
      });
    };
    if (delay > 0) setTimeout(welcome, delay);
    else welcome();
  };
  const respond = ({ request: { method, url, headers, body = new Uint8Array(0) } }: PortRequest) => {
    const answered = answer({
      method,
      path: new URL(url).pathname,
      headers: Object.fromEntries(headers),
      body: new TextDecoder().decode(body),
    });
    const content = typeof answered.body === 'string' ? new TextEncoder().encode(answered.body) : answered.body;
    const { status, statusText } = answered;
    setTimeout(
      () => post({ response: { status, statusText, headers: Object.entries(answered.headers), body: content } }),
      answered.delay ?? 0,
    );
  };
  port2.onmessage = ({ data }: MessageEvent<ToServer<PortFrame> | PortRequest>) => {
    if (typeof data === 'string' || data instanceof Uint8Array) listener(data);
    else if ('request' in data) respond(data);
    else if ('hello' in data) open(data);
    else port2.close();
  };
  return port1;
};

export const native: Contender = {
  name: 'browser',
  async start() {
    const base: string = await (await fetch('/reference-socket')).json();
    return { base, WebSocket, stop() {} };
  },
};

export const rackwire: Contender = {
  name: 'Rackwire',
  start() {
    const base = 'ws://served.test:8000';
    // The page's own origin too, for relative addresses.
    const { restore } = install({ [base]: 'auto', [base.replace('ws', 'http')]: 'auto', '/relative/': 'auto' }, { port: behavingPort });
    return { base, WebSocket, stop: restore };
  },
};

/** Every path in the suite: mock-socket has one server for each address. */
const PATHS =
  'echo slow/1 kinds/1 burst/100 burst/3 last-words/1 bytes/1 close/ close/4001 close/1011 break/1 refuse/1 choose/b silent/1'.split(' ');

export const mockSocket: Contender = {
  name: 'mock-socket',
  start() {
    const base = 'ws://mock.test:8000';
    const servers = PATHS.map((path) => {
      const shake = (offered: readonly string[]) => handshake(`/${path}`, offered);
      const server = new Server(`${base}/${path}`, {
        mock: false,
        verifyClient: () => !shake([]).refused,
        selectProtocol: (offered) => shake(offered).subprotocol ?? '',
      });
      server.on('connection', (socket) => {
        behave(`/${path}`, {
          send: (data) => socket.send(sendable(data)),
          close: (code, reason) => socket.close({ code: code as number, reason: reason as string, wasClean: true }),
          destroy: () => socket.close({ code: 1006, reason: '', wasClean: false }),
          onmessage: (listener) => socket.on('message', hearing(listener)),
        });
      });
      return server;
    });
    return {
      base,
      WebSocket: MockWebSocket as unknown as typeof WebSocket,
      stop: () => {
        for (const server of servers) server.stop();
      },
    };
  },
};

export const interceptors: Contender = {
  name: '@mswjs/interceptors',
  start() {
    const base = 'ws://intercepted.test:8000';
    const interceptor = new WebSocketInterceptor();
    interceptor.apply();
    interceptor.on('connection', ({ client }) => {
      const { pathname } = client.url;
      if (handshake(pathname, []).refused) {
        client.close(1006);
        return;
      }
      behave(pathname, {
        send: (data) => client.send(sendable(data)),
        close: (code, reason) => client.close(code, reason),
        destroy: () => client.close(1006),
        onmessage: (listener) => {
          const hear = hearing(listener);
          client.addEventListener('message', ({ data }) => hear(data));
        },
      });
    });
    return { base, WebSocket, stop: () => interceptor.dispose() };
  },
};

/** Hands on what comes, in order, in one of the two forms in which it would come over a network. */
function hearing(listener: (data: string | Uint8Array) => void): (data: unknown) => void {
  let before = Promise.resolve();
  return (data) => {
    const read = data instanceof Blob ? data.arrayBuffer() : data;
    before = before.then(async () => listener(formOf(await read)));
  };
}

function formOf(data: unknown): string | Uint8Array {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return data as string;
}

/** What both libraries take for bytes. */
const sendable = (data: string | Uint8Array<ArrayBuffer>) => (typeof data === 'string' ? data : data.slice().buffer);
