import type { Dialect } from './dialect.ts';

/** The documented form: types in capitals. */
export const plugin: Dialect = {
  read: (value) => ({ asked: { type: '', id: '' }, frames: [value] }),
  answer: (_asked, replies) => replies,
  broadcast: (frame) => frame,
};
