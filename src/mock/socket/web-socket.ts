import { baseUrl } from '../base-url.ts';
import { dispatch } from '../dispatch.ts';
import { socketUrl, subprotocols } from './arguments.ts';
import { ServedSocket, type ServedSocketOptions } from './served-socket.ts';

/** Who serves an address, or undefined where the network is to. */
export type SocketFinder = (url: URL) => Pick<ServedSocketOptions, 'dialect' | 'port'> | undefined;

/** Which of the objects below are served, and by what. */
const served = new WeakMap<object, ServedSocket>();

/**
 * A WebSocket class that serves some addresses here and leaves all others to the browser's own. Objects of both kinds,
 * and the browser's own from before, are instances of it.
 */
export function substituteWebSocket(native: typeof WebSocket, find: SocketFinder): typeof WebSocket {
  // No class, because the browser's own constructor, which connects, must run for some objects only.
  function Substitute(...values: ConstructorParameters<typeof WebSocket>): WebSocket {
    if (!new.target) throw new TypeError("Failed to construct 'WebSocket': Please use the 'new' operator.");
    const route = values.length > 0 && routeFor(values[0], find);
    if (!route) return Reflect.construct(native, values, new.target);
    const offered = subprotocols(values[1]);
    const socket: WebSocket = Reflect.construct(EventTarget, [], new.target);
    served.set(socket, new ServedSocket(socket, { ...route, subprotocols: offered }));
    return socket;
  }
  const prototype = Object.create(native.prototype, { constructor: { value: Substitute, writable: true, configurable: true } });
  dispatch(prototype, native.prototype, ServedSocket.prototype, (self) => served.get(self));
  Object.setPrototypeOf(Substitute, native);
  return Object.defineProperties(Substitute as unknown as typeof WebSocket, {
    name: { value: native.name },
    length: { value: native.length },
    prototype: { value: prototype, writable: false },
    [Symbol.hasInstance]: {
      value(this: typeof WebSocket, value: unknown): boolean {
        const chain = this.prototype === prototype ? native.prototype : this.prototype;
        return typeof value === 'object' && value !== null && Object.prototype.isPrototypeOf.call(chain, value);
      },
    },
  });
}

/** Undefined also for what is no address: then the browser's own constructor says what is wrong with it. */
function routeFor(address: unknown, find: SocketFinder) {
  const url = socketUrl(address, baseUrl());
  const route = url && find(url);
  return route && { ...route, url };
}
