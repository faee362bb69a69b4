import { dialects } from '../server/dialects/index.ts';
import { decodeFrame, type Encoded, isBinary } from '../wire/codec.ts';
import type { RequestInput, RequestType } from '../wire/requests.ts';

/** A frame that has passed the backend, either way. */
export interface LoggedFrame<Data = unknown> {
  /** As it was written; empty for what is no frame. */
  readonly type: string;
  readonly id: string;
  readonly data: Data;
  readonly user_id?: string;
  readonly session_id?: string;
  /** By the backend's clock, ms since 1970. */
  readonly at: number;
  /** Which of the front end's connections, from 1. */
  readonly connection: number;
  /** As it came. */
  readonly raw: unknown;
}

/** `data` of a frame of that type. */
export type DataOf<T extends string> = T extends RequestType ? RequestInput<T> : Readonly<Record<string, unknown>>;

/** The documented name of a type in any dialect: `plugin.add` → `PLUGIN_ADD`. */
export function documentedType(type: string): string {
  if (/^[A-Z*]/.test(type)) return type;
  const [frame] = dialects.store.read({ type }).frames;
  return String((frame as { type?: unknown } | undefined)?.type ?? type);
}

/** The value of a frame as it came, or `undefined` for what is none. */
export function decoded(raw: unknown): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = decodeFrame(raw, isBinary(raw) ? 'msgpack' : 'json');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

export function readFrame(raw: unknown, connection: number, at: number): LoggedFrame {
  const { type, id, data, user_id, session_id } = decoded(raw) ?? {};
  return {
    type: typeof type === 'string' ? type : '',
    id: typeof id === 'string' || typeof id === 'number' ? String(id) : '',
    data,
    ...(typeof user_id === 'string' && { user_id }),
    ...(typeof session_id === 'string' && { session_id }),
    at,
    connection,
    raw,
  };
}

export type { Encoded };
