import type { Dialect } from './dialect.ts';
import { plugin } from './plugin.ts';
import { store } from './store.ts';

export const dialects = { plugin, store } as const satisfies Record<string, Dialect>;
export type DialectName = keyof typeof dialects;

export const isDialect = (name: string | undefined): name is DialectName => name !== undefined && Object.hasOwn(dialects, name);

/** The port of the backend whose application speaks the store's form. */
const STORE_PORT = '8350';

/** The form that a client is taken to speak before it has said anything. */
export function dialectOf(url: string | undefined): DialectName {
  if (url === undefined || !URL.canParse(url)) return 'plugin';
  return new URL(url).port === STORE_PORT ? 'store' : 'plugin';
}

/** The form of a frame by its type; `undefined` where it has none by which it could be told. */
export function dialectFor(value: unknown): DialectName | undefined {
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
  if (typeof type !== 'string') return undefined;
  if (type === 'heartbeat' || /^[a-z]+\.[a-z]/.test(type)) return 'store';
  return /^[A-Z][A-Z_]*$/.test(type) ? 'plugin' : undefined;
}
