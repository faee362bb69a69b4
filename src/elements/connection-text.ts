import type { ConnectionState } from '../client/client.ts';
import { t } from './localise.ts';

/** A connection's state in words. */
export function connectionText(connection: ConnectionState): string {
  if (connection.kind === 'open') return t('Connected');
  if (connection.kind === 'lost') return t('Reconnecting: {reason}', { reason: connection.reason });
  return connection.kind === 'closed' ? t('Closed') : t('Connecting');
}
