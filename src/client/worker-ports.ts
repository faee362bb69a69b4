import { workerAddress } from '../files/worker-address.ts';
import type { PortConnect } from '../wire/port.ts';

/** A worker that this page has asked for, and those who wait for it to take their ports. */
interface Started {
  readonly port: MessagePort;
  readonly waiting: { readonly fail: (reason: string) => void; readonly timer: ReturnType<typeof setTimeout> }[];
}

/** How long, in ms, a worker may take to start. */
const PATIENCE = 10_000;

const started = new Map<string, Started>();

/**
 * A new port to a SharedWorker. The page asks for the worker once and brings it all further ports by the first, because
 * Chromium keeps every SharedWorker object until the page is left. A worker that takes no port in time is asked for anew
 * the next time.
 *
 * @param fail called with a reason in words if it turns out later that no worker is there.
 * @throws what the SharedWorker constructor throws.
 */
export function workerPort(fail: (reason: string) => void, url: URL, name: string): MessagePort {
  const key = `${name} ${url}`;
  const worker = started.get(key) ?? start(key, url, name);
  const late = `Rackwire's server, ${url}, gave no answer within ${PATIENCE / 1000} s.`;
  const { port1, port2 } = new MessageChannel();
  worker.waiting.push({ fail, timer: setTimeout(() => giveUp(key, worker, late), PATIENCE) });
  worker.port.postMessage({ connect: port2 } satisfies PortConnect, [port2]);
  return port1;
}

function start(key: string, url: URL, name: string): Started {
  const shared = new SharedWorker(workerAddress(url), { type: 'module', name });
  const worker: Started = { port: shared.port, waiting: [] };
  shared.onerror = () => giveUp(key, worker, `Rackwire's server could not be started from ${url}.`);
  // Each port is answered for, in order.
  shared.port.onmessage = () => clearTimeout(worker.waiting.shift()?.timer);
  started.set(key, worker);
  return worker;
}

function giveUp(key: string, worker: Started, reason: string): void {
  if (started.get(key) === worker) started.delete(key);
  worker.port.close();
  for (const { fail, timer } of worker.waiting.splice(0)) {
    clearTimeout(timer);
    fail(reason);
  }
}
