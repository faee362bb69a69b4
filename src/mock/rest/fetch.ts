import type { PortSource } from '../../client/local-socket.ts';
import { baseUrl } from '../base-url.ts';
import { fetchByPort } from './port-fetch.ts';

/** Who answers requests to an address, or undefined where the network is to. */
export type RestFinder = (url: URL) => { readonly port: PortSource } | undefined;

/** A `fetch` that has some addresses answered here and leaves all others to the browser's own, arguments and all. */
export function substituteFetch(native: typeof fetch, find: RestFinder): typeof fetch {
  const substitute = async (...values: Parameters<typeof fetch>): Promise<Response> => {
    const [input] = values;
    const address = input instanceof Request ? input.url : String(input);
    const route = URL.canParse(address, baseUrl()) && find(new URL(address, baseUrl()));
    return route ? fetchByPort(new Request(...values), route.port) : native.apply(globalThis, values);
  };
  return Object.defineProperties(substitute, { name: { value: native.name }, length: { value: native.length } });
}
