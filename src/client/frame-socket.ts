/**
 * What the client needs of a connection: the part of WebSocket that matters. A real WebSocket fits, and so does a port
 * to the server in the SharedWorker.
 */
export interface FrameSocket {
  onopen: (() => void) | null;
  /** One frame of text. */
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  /** The connection is gone; `reason` is for people. */
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null;
  /** Throws before `onopen` and is silent after `onclose`, as a WebSocket does. */
  send(frame: string): void;
  close(): void;
}
