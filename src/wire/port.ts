/**
 * How frames travel over a MessagePort between a page and the server. Frames are strings (JSON) or bytes; everything about
 * the connection itself is a plain object, so that the two can never be confused.
 */

/** Version of this exchange and of the frames; part of the SharedWorker's name, so that unlike builds never meet. */
export const PORT_PROTOCOL = 1;

/** The SharedWorker's name. The same URL and name share one worker across tabs. */
export const WORKER_NAME = `rackwire-${PORT_PROTOCOL}`;

/** A session of a remote backend, to be mirrored and kept in step. */
export interface PortRemote {
  /** Its address: `ws:` or `wss:`. */
  readonly url: string;
  /** What the session is called there. */
  readonly session: string;
  /** The addresses that the page allows; no other one is contacted. */
  readonly allowed: readonly string[];
  readonly token?: string;
}

/** What a remote's session is called here, so that it never meets a local one of its name. */
export const remoteSession = ({ url, session }: Pick<PortRemote, 'url' | 'session'>): string => `${session}@${url}`;

/** From the page: the first message of a connection. */
export interface PortHello {
  readonly hello: {
    readonly protocol: number;
    /** Identifies the page: its sockets count as one connection. */
    readonly page: string;
    /** A Web Lock that the page holds as long as it lives; the server learns of a killed tab by getting it. */
    readonly lock?: string;
    /** The address that the client believes it is connected to, with its query. */
    readonly url?: string;
    /** For a server that asks for tokens; `?token=` in `url` and the subprotocol `bearer.<token>` do the same. */
    readonly token?: string;
    /** The subprotocols that the client offers. */
    readonly subprotocols?: readonly string[];
    /** The page takes frames in lists, those of one task together. Default: one by one. */
    readonly lists?: true;
    /** A session that belongs to a remote backend; its frames call it by `remoteSession(remote)`. */
    readonly remote?: PortRemote;
    /** How its frames are to be read. Default: by address and frames. */
    readonly dialect?: string;
  };
}

/**
 * From the page: another port to be served, on a port that is used for nothing else. So a page needs to ask its browser
 * for the worker only once.
 */
export interface PortConnect {
  readonly connect: MessagePort;
}

/** To the page, on the port that brought another: that one is served now. */
export interface PortConnected {
  readonly connected: true;
}

/** From the page: it closes the connection. */
export interface PortBye {
  readonly bye: true;
}

/**
 * From the page: an HTTP request, as the first and only message of a port. It needs no hello, is answered by one
 * `PortResponse`, and the server closes the port.
 */
export interface PortRequest {
  readonly request: {
    readonly method: string;
    /** Absolute, with its query. */
    readonly url: string;
    readonly headers: readonly (readonly [name: string, value: string])[];
    readonly body?: Uint8Array<ArrayBuffer>;
  };
}

/** To the page: the answer to its `PortRequest`. */
export interface PortResponse {
  readonly response: {
    readonly status: number;
    readonly statusText: string;
    readonly headers: readonly (readonly [name: string, value: string])[];
    readonly body: Uint8Array<ArrayBuffer>;
  };
}

/** To the page: the connection is open, and frames may flow. */
export interface PortWelcome {
  readonly welcome: {
    readonly protocol: number;
    /** The one subprotocol of those on offer that the server speaks. */
    readonly subprotocol?: string;
    /** The server takes frames in lists, as it was asked whether it does. */
    readonly lists?: true;
  };
}

/** To the page: the server closes the connection, with a WebSocket close code and a reason in words. */
export interface PortClose {
  readonly close: { readonly code: number; readonly reason: string };
}

/** A frame: JSON text, or bytes. Who sends text gets text. */
export type PortFrame = string | Uint8Array<ArrayBuffer>;

/** A list of frames only where the other side takes them. */
export type ToServer<Frame extends PortFrame = string> = Frame | readonly Frame[] | PortHello | PortBye;
export type ToPage<Frame extends PortFrame = string> = Frame | readonly Frame[] | PortWelcome | PortClose;
