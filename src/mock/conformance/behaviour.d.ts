export interface Handshake {
  readonly refused?: true;
  readonly subprotocol?: string;
  readonly delay?: number;
}
export interface FarEnd {
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
  destroy(): void;
  onmessage(listener: (data: string | Uint8Array) => void): void;
}
export function handshake(path: string, offered: readonly string[]): Handshake;
export function behave(path: string, far: FarEnd): void;
export interface RestAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly delay?: number;
}
export function answer(request: { method: string; path: string; headers: Readonly<Record<string, string>>; body: string }): RestAnswer;
