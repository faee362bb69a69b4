import { partUrl } from '../files/files.ts';
import { workerAddress } from '../files/worker-address.ts';
import { PORT_PROTOCOL, type ToPage, type ToServer } from '../wire/port.ts';

/** What tabs tell each other. `term` names the leader, so that a change of leader is noticed. */
type Relayed =
  | { readonly kind: 'ask' }
  | { readonly kind: 'leader'; readonly term: string }
  | { readonly kind: 'up'; readonly term: string; readonly id: string; readonly message: ToServer }
  | { readonly kind: 'down'; readonly id: string; readonly message: ToPage };

/** A port of this page that another tab's server serves, once there is one. */
interface Follower {
  readonly port: MessagePort;
  /** Sent before a leader was known. */
  readonly early: ToServer[];
  term: string | undefined;
}

const NAME = `rackwire-elected-${PORT_PROTOCOL}`;
const LEADER_GONE: ToPage = { close: { code: 1012, reason: 'the tab that ran the server was closed' } };

/**
 * The server where a SharedWorker cannot be had: no such thing on the platform, or `rackwire-server.js` lies on another
 * origin. One tab, elected by a Web Lock, runs the server in a dedicated worker and relays for the others over a
 * BroadcastChannel. When that tab closes, another is elected, and connections are made anew.
 */
export class ElectedServer {
  readonly #channel = new BroadcastChannel(NAME);
  readonly #followers = new Map<string, Follower>();
  /** Ports into this tab's own worker, by the connection of another tab that they serve. */
  readonly #bridges = new Map<string, MessagePort>();
  /** Told where this tab's own worker cannot be started. */
  #fails: ((reason: string) => void)[] = [];
  #worker: Worker | undefined;
  #term: string | undefined;

  constructor() {
    this.#channel.onmessage = ({ data }: MessageEvent<Relayed>) => this.#receive(data);
    this.#say({ kind: 'ask' });
    void navigator.locks.request(NAME, () => {
      this.#lead();
      return new Promise(() => {});
    });
  }

  /** Serves whoever is at the other end of `port`, as a SharedWorker would. `fail` is told where no server can be started. */
  serve(port: MessagePort, fail: (reason: string) => void): void {
    this.#fails.push(fail);
    if (this.#worker) this.#worker.postMessage({ connect: port }, [port]);
    else this.#follow(port);
  }

  #follow(port: MessagePort): void {
    const id = crypto.randomUUID();
    const follower: Follower = { port, early: [], term: this.#term };
    this.#followers.set(id, follower);
    port.onmessage = ({ data }: MessageEvent<ToServer>) => {
      if (follower.term) this.#say({ kind: 'up', term: follower.term, id, message: data });
      else follower.early.push(data);
      if (typeof data === 'object' && 'bye' in data) this.#followers.delete(id);
    };
  }

  #lead(): void {
    // A worker of another origin may be imported by one of ours, but not started.
    const stub = new Blob([`import ${JSON.stringify(partUrl('rackwire-server.js').href)};`], { type: 'text/javascript' });
    const address = URL.createObjectURL(stub);
    const worker = new Worker(workerAddress(address), { type: 'module', name: NAME });
    worker.onerror = () => {
      for (const fail of this.#fails.splice(0)) fail(`Rackwire's server could not be started from ${partUrl('rackwire-server.js')}.`);
    };
    this.#worker = worker;
    const waiting = [...this.#followers.values()].filter(({ term }) => !term);
    this.#hear(crypto.randomUUID());
    this.#followers.clear();
    for (const { port, early } of waiting) {
      const { port1, port2 } = new MessageChannel();
      worker.postMessage({ connect: port2 }, [port2]);
      for (const message of early) port1.postMessage(message);
      join(port, port1);
    }
    this.#say({ kind: 'leader', term: this.#term ?? '' });
  }

  /** Takes note of who leads: connections to a former leader are over, those that wait go on. */
  #hear(term: string): void {
    if (term === this.#term) return;
    this.#term = term;
    for (const [id, follower] of this.#followers) {
      if (follower.term) {
        follower.port.postMessage(LEADER_GONE);
        this.#followers.delete(id);
      } else if (!this.#worker) {
        follower.term = term;
        for (const message of follower.early.splice(0)) this.#say({ kind: 'up', term, id, message });
      }
    }
  }

  #receive(relayed: Relayed): void {
    switch (relayed.kind) {
      case 'ask':
        if (this.#worker && this.#term) this.#say({ kind: 'leader', term: this.#term });
        break;
      case 'leader':
        this.#hear(relayed.term);
        break;
      case 'down':
        this.#followers.get(relayed.id)?.port.postMessage(relayed.message);
        break;
      case 'up':
        if (this.#worker && relayed.term === this.#term) this.#bridge(relayed.id).postMessage(relayed.message);
        break;
    }
  }

  #bridge(id: string): MessagePort {
    const known = this.#bridges.get(id);
    if (known) return known;
    const { port1, port2 } = new MessageChannel();
    this.#bridges.set(id, port1);
    this.#worker?.postMessage({ connect: port2 }, [port2]);
    port1.onmessage = ({ data }: MessageEvent<ToPage>) => {
      this.#say({ kind: 'down', id, message: data });
      if (typeof data === 'object' && 'close' in data) this.#bridges.delete(id);
    };
    return port1;
  }

  #say(relayed: Relayed): void {
    this.#channel.postMessage(relayed);
  }
}

function join(one: MessagePort, other: MessagePort): void {
  one.onmessage = ({ data }) => other.postMessage(data);
  other.onmessage = ({ data }) => one.postMessage(data);
}
