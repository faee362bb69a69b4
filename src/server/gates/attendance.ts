import { WireError } from '../../wire/errors.ts';
import { quote } from '../lookup.ts';
import type { Peer } from '../peers.ts';
import type { Limits } from './limits.ts';

/** Seconds after which it is worth trying again: by then a connection that has died is noticed. */
const RETRY_AFTER = 30;

/** How many pages there are: in all, of each client address, of each user. The sockets of one page count as one. */
export class Attendance {
  readonly #limits: Limits;
  readonly #all = new PageCount();
  readonly #addresses = new PageCount();
  readonly #users = new PageCount();
  /** Whom a peer was counted for. */
  readonly #counted = new WeakMap<Peer, string>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Why one more connection is too many, or nothing. */
  refusal(page: string, address?: string): WireError | undefined {
    const { connections, connectionsPerAddress } = this.#limits;
    if (this.#all.withOne('', page) > connections) return tooMany('pages connected to this server', connections);
    if (address !== undefined && this.#addresses.withOne(address, page) > connectionsPerAddress) {
      return tooMany('pages connected from one address', connectionsPerAddress);
    }
    return undefined;
  }

  enter({ page, address }: Peer): void {
    this.#all.add('', page);
    if (address !== undefined) this.#addresses.add(address, page);
  }

  /** @throws WireError `RATE_LIMITED` */
  introduce(peer: Peer, user_id: string): void {
    const former = this.#counted.get(peer);
    if (former === user_id) return;
    const { connectionsPerUser } = this.#limits;
    if (this.#users.withOne(user_id, peer.page) > connectionsPerUser) {
      throw tooMany(`pages connected as ${quote(user_id)}`, connectionsPerUser);
    }
    if (former !== undefined) this.#users.remove(former, peer.page);
    this.#users.add(user_id, peer.page);
    this.#counted.set(peer, user_id);
  }

  leave(peer: Peer): void {
    const { page, address } = peer;
    this.#all.remove('', page);
    if (address !== undefined) this.#addresses.remove(address, page);
    const user = this.#counted.get(peer);
    if (user !== undefined) this.#users.remove(user, page);
    this.#counted.delete(peer);
  }

  /** Pages in all. */
  get pages(): number {
    return this.#all.of('');
  }
}

/** Counts the connections of each page, by key. */
class PageCount {
  readonly #pages = new Map<string, Map<string, number>>();

  of(key: string): number {
    return this.#pages.get(key)?.size ?? 0;
  }

  /** How many pages there would be with this one. */
  withOne(key: string, page: string): number {
    return this.of(key) + (this.#pages.get(key)?.has(page) ? 0 : 1);
  }

  add(key: string, page: string): void {
    const pages = this.#pages.get(key) ?? new Map<string, number>();
    pages.set(page, (pages.get(page) ?? 0) + 1);
    this.#pages.set(key, pages);
  }

  remove(key: string, page: string): void {
    const pages = this.#pages.get(key);
    const count = pages?.get(page) ?? 0;
    if (count > 1) pages?.set(page, count - 1);
    else pages?.delete(page);
    if (pages?.size === 0) this.#pages.delete(key);
  }
}

function tooMany(what: string, limit: number): WireError {
  const words = `expected at most ${limit} ${what}: close one, or try again in ${RETRY_AFTER} s`;
  return new WireError('RATE_LIMITED', words, { retry_after: RETRY_AFTER, limit });
}
