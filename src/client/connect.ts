import { Client, type ClientOptions } from './client.ts';
import { localPort } from './local-port.ts';
import { LocalSocket } from './local-socket.ts';
import { Session } from './session.ts';
import { webSocketSource } from './web-socket.ts';

export interface ConnectOptions extends Omit<ClientOptions, 'open'> {
  /** Subprotocols to ask a WebSocket server for. Default none. */
  readonly protocols?: readonly string[];
}

/** A server drops connections that say nothing for half a minute. */
const HEARTBEAT_MS = 12_000;

/**
 * Connects to a session: of the server in this origin's SharedWorker, or of one at an address.
 *
 * Returns at once; requests wait until the connection is there. A lost connection is made anew by itself, with growing
 * pauses; what was set meanwhile is merged with what others did.
 *
 * @param address `'local'`, or a WebSocket server's address
 * @param options `timeout` 10,000 ms, `queue` 50 requests, `heartbeat` 12,000 ms for an address and none for `'local'`,
 *   `retry` from 250 ms to 15 s; a `token`, or a function that gets one, where the server asks for it
 * @throws TypeError if `address` is none that a WebSocket can have
 *
 * @example
 * const session = connect('local', { session: 'demo', user: 'desk' });
 * const { plugin_id } = await session.request('PLUGIN_ADD', { track_id: 'main', name: 'Reverb' });
 * session.setParameter('main', plugin_id, 'wet_dry', 0.3);
 */
export function connect(address: 'local' | (string & {}) | URL, { protocols, ...options }: ConnectOptions = {}): Session {
  if (address === 'local') return new Session(new Client({ open: () => new LocalSocket(localPort), ...options }));
  return new Session(new Client({ open: webSocketSource(address, protocols), heartbeat: HEARTBEAT_MS, ...options }));
}
