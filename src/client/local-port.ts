import { ElectedServer } from './elected-server.ts';
import { type PortSource, sharedWorkerPort } from './local-socket.ts';

let source: PortSource | undefined;

/**
 * A port to this origin's server: in a SharedWorker, or in the worker of an elected tab where that is refused. The way
 * is chosen once, at the page's first connection, because changing it later would part this page from the others.
 */
export function localPort(fail: (reason: string) => void): MessagePort {
  if (source) return source(fail);
  try {
    const first = sharedWorkerPort(fail);
    source = (failed) => sharedWorkerPort(failed);
    return first;
  } catch {
    const server = new ElectedServer();
    source = (failed) => server.port(failed);
    return source(fail);
  }
}
