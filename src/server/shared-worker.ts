import { version } from '../../package.json';
import { Host } from './host.ts';
import type { Port } from './port.ts';

/**
 * The server's browser entry, built into `rackwire-server.js`. As a SharedWorker it serves each page that connects. As
 * a dedicated worker, where SharedWorkers are missing, it serves the ports that are sent to it as `{ connect: port }`.
 * `?db=` in its address names another database, `?limits=off` lifts all limits but the length of a frame.
 */
const scope = globalThis as unknown as {
  onconnect?: (event: { readonly ports: readonly Port[] }) => void;
  onmessage?: (event: { readonly data: unknown }) => void;
};

const settings = new URL(location.href).searchParams;
const name = settings.get('db');
const host = new Host({ build: version, ...(name && { name }), ...(settings.get('limits') === 'off' && { limits: false as const }) });

scope.onconnect = ({ ports }) => {
  for (const port of ports) host.connect(port);
};

scope.onmessage = ({ data }) => {
  const port = typeof data === 'object' && data !== null && 'connect' in data ? data.connect : undefined;
  if (port instanceof MessagePort) host.connect(port);
};

globalThis.addEventListener('online', () => host.wake());
