import type { Request } from '../../wire/frame.ts';
import type { Peer } from '../peers.ts';

/** A request on its way to its handler. */
export interface Passage {
  readonly peer: Peer;
  readonly request: Request;
  /** The frame as it came, with what no schema names. */
  readonly frame: Readonly<Record<string, unknown>>;
  /** When it came, in ms since 1970. */
  readonly now: number;
}

/**
 * Lets a request pass, or refuses it. One that answers later holds back the frames of its connection behind it, so that
 * their order stays.
 *
 * @throws WireError
 */
export type Gate = (passage: Passage) => void | Promise<void>;

/** Takes the gates one by one; asynchronous only from the first one that is. */
export function pass(gates: readonly Gate[], passage: Passage): void | Promise<void> {
  for (const [index, gate] of gates.entries()) {
    const later = gate(passage);
    if (later) return later.then(() => pass(gates.slice(index + 1), passage));
  }
}
