import type { ConnectionState } from '../client/client.ts';
import type { RemoteState } from '../wire/replies.ts';
import { t } from './localise.ts';

/** A connection's state in words, with that of the remote behind it where there is one. */
export function connectionText(connection: ConnectionState, remote?: RemoteState): string {
  const kind = lampState(connection, remote);
  if (kind === 'open') return t('Connected');
  if (connection.kind === 'lost') return t('Reconnecting: {reason}', { reason: connection.reason });
  if (kind === 'lost' && remote) return remoteText(remote);
  return kind === 'closed' ? t('Closed') : t('Connecting');
}

/** How a connection is marked: `open`, `connecting`, `lost` or `closed`. */
export function lampState(connection: ConnectionState, remote?: RemoteState): ConnectionState['kind'] {
  if (connection.kind !== 'open' || !remote || remote.state === 'online') return connection.kind;
  return remote.state === 'connecting' ? 'connecting' : 'lost';
}

function remoteText({ state, reason = '', waiting }: RemoteState): string {
  const words = state === 'refused' ? t('Working offline, refused: {reason}', { reason }) : t('Working offline');
  if (waiting === 0) return words;
  const count = waiting === 1 ? t('1 change waits') : t('{count} changes wait', { count: String(waiting) });
  return `${words}: ${count}`;
}
