import type { ConnectionState } from '../client/client.ts';
import type { RemoteState } from '../wire/replies.ts';
import { t } from './localise.ts';

/** A connection's state in words, with that of the remote behind it where there is one. */
export function connectionText(connection: ConnectionState, remote?: RemoteState): string {
  if (connection.kind === 'open') return remote ? remoteText(remote) : t('Connected');
  if (connection.kind === 'lost') return t('Reconnecting: {reason}', { reason: connection.reason });
  return connection.kind === 'closed' ? t('Closed') : t('Connecting');
}

/** How a connection is marked: `open`, `connecting`, `lost` or `closed`. */
export function lampState(connection: ConnectionState, remote?: RemoteState): ConnectionState['kind'] {
  if (connection.kind !== 'open' || !remote || remote.state === 'online') return connection.kind;
  return remote.state === 'connecting' ? 'connecting' : 'lost';
}

function remoteText({ state, reason = '', waiting }: RemoteState): string {
  if (state === 'online') return t('Connected');
  if (state === 'connecting') return t('Connecting');
  const words = state === 'refused' ? t('Working offline, because the remote refuses: {reason}', { reason }) : t('Working offline');
  if (waiting === 0) return words;
  const count = waiting === 1 ? t('1 change waits') : t('{count} changes wait', { count: String(waiting) });
  return `${words}: ${count}`;
}
