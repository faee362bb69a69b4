import type { PortSource } from '../../client/local-socket.ts';
import { servePort } from '../../server/port.ts';
import { createRest } from '../../server/rest/rest.ts';
import { createServer, type Server } from '../../server/server.ts';
import { openStore } from '../../store/store.ts';
import { databaseName } from '../../store/testing/database.ts';

/** The real server on this thread, behind real ports. */
export function localServer(): { server: Server; port: PortSource; opened(): number; close(): Promise<void> } {
  const server = createServer({ store: openStore({ name: databaseName() }) });
  const fetch = createRest({ server });
  let opened = 0;
  const port = () => {
    opened += 1;
    const { port1, port2 } = new MessageChannel();
    servePort(server, port2, { fetch });
    return port1;
  };
  return { server, port, opened: () => opened, close: () => server.close(1001, 'the test is over') };
}
