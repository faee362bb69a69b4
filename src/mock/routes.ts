import { baseUrl } from './base-url.ts';

/**
 * How the frames at an address are to be read: `plugin` as the plugin reference has them, `store` as the application
 * store has (`plugin.add`), `auto` by the address and the frames themselves. Each frame is answered in its own form in any
 * case; the dialect settles what a client is sent before it has said anything.
 */
export const dialects = ['auto', 'plugin', 'store'] as const;
export type Dialect = (typeof dialects)[number];

/** What serves an address, and everything below its path. */
export interface Route {
  /** `ws:`, `wss:`, `http:` or `https:`. */
  readonly protocol: string;
  /** With its port, if that is not the protocol's own. */
  readonly host: string;
  /** Without a slash at its end; empty for a whole host. */
  readonly path: string;
  readonly dialect: Dialect;
}

/**
 * Reads what `install()` was given.
 *
 * @param addresses each an absolute `ws`, `wss`, `http` or `https` address, or a path alone, which stands for the
 * page's own origin, for sockets and HTTP both.
 * @param page the page's own address.
 * @throws TypeError naming the address that cannot be served.
 */
export function readRoutes(addresses: Readonly<Record<string, Dialect>>, page: string = baseUrl()): Route[] {
  const routes = Object.entries(addresses).flatMap(([address, dialect]) => {
    if (!dialects.includes(dialect)) {
      throw new TypeError(`Rackwire: expected one of ${dialects.join(', ')} for ${address}, got ${JSON.stringify(dialect)}`);
    }
    return urlsOf(address, page).map(({ protocol, host, pathname }) => ({ protocol, host, path: pathname.replace(/\/+$/, ''), dialect }));
  });
  if (routes.length === 0) throw new TypeError('Rackwire: expected at least one address to serve');
  return routes;
}

/** The route that serves a request, the most particular one if there are several. */
export function findRoute<R extends Route>(routes: readonly R[], { protocol, host, pathname }: URL): R | undefined {
  const covers = (route: Route) =>
    route.protocol === protocol && route.host === host && (pathname === route.path || pathname.startsWith(`${route.path}/`));
  return routes
    .filter(covers)
    .reduce<R | undefined>((best, route) => (best && best.path.length >= route.path.length ? best : route), undefined);
}

function urlsOf(address: string, page: string): URL[] {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url && /^(wss?|https?):$/.test(url.protocol) && !url.hash && !url.search) return [url];
  if (address.startsWith('/') && !/[?#]/.test(address)) {
    const own = new URL(address, page);
    return [own, new URL(own.href.replace(/^http/, 'ws'))];
  }
  throw new TypeError(
    `Rackwire: expected an address such as ws://localhost:8000/ws, http://localhost:8000 or /api/, got ${JSON.stringify(address)}`,
  );
}
