import { localPort } from '../client/local-port.ts';
import type { PortSource } from '../client/local-socket.ts';
import { replaceGlobals } from './globals.ts';
import { substituteFetch } from './rest/fetch.ts';
import { substituteXhr } from './rest/xml-http-request.ts';
import { type Dialect, findRoute, type Route, readRoutes } from './routes.ts';
import { substituteWebSocket } from './socket/web-socket.ts';

export interface InstallOptions {
  /** Opens a port to the server, once for each socket and request. Default: to this origin's server. */
  readonly port?: PortSource;
}

export interface Installed {
  /**
   * Sends new sockets and requests to the network again. With the last of several installations the globals are what
   * they were. Sockets that are open stay open. Calling it again does nothing.
   */
  restore(): void;
}

interface ServedRoute extends Route {
  readonly port: PortSource;
}

const installations = new Set<readonly ServedRoute[]>();
let putBack = () => {};

/**
 * Serves addresses in the page: `WebSocket`, `fetch` and `XMLHttpRequest` reach the local server there and the network
 * everywhere else. Must come before the code that connects, and before code that keeps one of these globals for itself.
 *
 * @param addresses what to serve, each with everything below its path. `ws` and `wss` addresses serve sockets, `http`
 * and `https` ones requests; a path alone serves both on the page's own origin.
 * @throws TypeError naming the address that cannot be served; then nothing is replaced.
 * @example
 * const { restore } = install({ 'ws://localhost:8000/ws': 'plugin', 'http://localhost:8000': 'plugin', '/api/': 'plugin' });
 */
export function install(addresses: Readonly<Record<string, Dialect>>, { port = localPort }: InstallOptions = {}): Installed {
  const routes = readRoutes(addresses).map((route) => ({ ...route, port }));
  if (installations.size === 0) putBack = substitute();
  installations.add(routes);
  return {
    restore() {
      if (installations.delete(routes) && installations.size === 0) putBack();
    },
  };
}

/** Replaces those of the three globals that there are; what serves an address is looked up at each call. */
function substitute(): () => void {
  const find = (url: URL) => findRoute([...installations].flat(), url);
  return replaceGlobals({
    ...('WebSocket' in globalThis && { WebSocket: substituteWebSocket(WebSocket, find) }),
    ...('fetch' in globalThis && { fetch: substituteFetch(fetch, find) }),
    ...('XMLHttpRequest' in globalThis && { XMLHttpRequest: substituteXhr(XMLHttpRequest, find) }),
  });
}
