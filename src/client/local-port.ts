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
    source = sharedWorkerPort;
    return first;
  } catch {
    source = electedPort();
    return source(fail);
  }
}

/** Loaded where it is needed: nearly every page has its SharedWorker. */
function electedPort(): PortSource {
  const elected = import('./elected-server.ts').then(({ ElectedServer }) => new ElectedServer());
  return (fail) => {
    // What is said before the server is there waits in the channel.
    const { port1, port2 } = new MessageChannel();
    elected.then(
      (server) => server.serve(port2, fail),
      (error: Error) => {
        source = undefined;
        fail(error.message);
      },
    );
    return port1;
  };
}
