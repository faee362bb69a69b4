import type { Case } from './case.ts';
import { closing } from './closing.ts';
import { connecting } from './connecting.ts';
import { construction } from './construction.ts';
import { events } from './events.ts';
import { messages } from './messages.ts';

/** The whole suite, in the order of a socket's life. */
export const cases: readonly Case[] = [...construction, ...connecting, ...messages, ...closing, ...events];
export { type Case, runCase } from './case.ts';
