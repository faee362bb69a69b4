import type { Codec } from '../wire/codec.ts';

/** What the subprotocols that a client offers ask for. */
export interface Offer {
  /** The one that the server accepts; without any, a browser closes a connection that offered some. */
  readonly protocol?: string;
  readonly codec?: Codec;
  readonly token?: string;
}

/** In front of a token that is a subprotocol of its own: a browser can send no headers with a WebSocket. */
const BEARER = 'bearer';

/**
 * `msgpack` or `json` choose the codec. A token comes as `bearer.<token>`, or behind `bearer` as the next one. Of those
 * that are accepted the first is the answer.
 */
export function readSubprotocols(offered: readonly string[] = []): Offer {
  let offer: Offer = {};
  const accept = (protocol: string, more: Offer = {}) => {
    offer = { protocol, ...more, ...offer };
  };
  for (const [index, protocol] of offered.entries()) {
    if (protocol === 'msgpack' || protocol === 'json') accept(protocol, { codec: protocol });
    else if (protocol === BEARER) accept(protocol, offered[index + 1] === undefined ? {} : { token: offered[index + 1] as string });
    else if (protocol.startsWith(`${BEARER}.`)) accept(protocol, { token: protocol.slice(BEARER.length + 1) });
  }
  return offer;
}

/** The token in an address: `?token=…`. */
export function tokenIn(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  return new URL(url).searchParams.get('token') ?? undefined;
}
