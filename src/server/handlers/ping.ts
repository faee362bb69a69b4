import type { Handler } from '../handler.ts';

/** Is anybody there? */
export const ping: Handler<'PING'> = (_data, { now }) => ({ replyType: 'PONG', reply: { timestamp: now } });
