import type { FrameSocket } from './frame-socket.ts';

/**
 * Opens a WebSocket, seen as the part of it that the client needs.
 *
 * @param address absolute, or relative to the page; http and https stand for ws and wss
 * @throws TypeError if the address is none that a WebSocket can have
 */
export function webSocketSource(address: string | URL, protocols: readonly string[] = []): () => FrameSocket {
  const url = read(address);
  url.protocol = url.protocol.replace('http', 'ws');
  url.hash = '';
  if (url.protocol !== 'ws:' && url.protocol !== 'wss:')
    throw new TypeError(`expected 'local' or an address that begins with ws:// or wss://, got ${address}`);
  // Its handlers are typed with an event as argument, which ours may leave unread.
  return () => new WebSocket(url, [...protocols]) as unknown as FrameSocket;
}

function read(address: string | URL): URL {
  try {
    return new URL(address, globalThis.location?.href);
  } catch (cause) {
    throw new TypeError(`expected 'local' or an address that begins with ws:// or wss://, got ${address}`, { cause });
  }
}
