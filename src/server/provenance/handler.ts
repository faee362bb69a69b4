import type { ProvenanceRecord } from '../../wire/state.ts';
import type { Handler } from '../handler.ts';
import { LIBRARY } from './of-changes.ts';
import { readStoredChain, verifyChain } from './verify.ts';

/**
 * The records of the session and of the presets, of all entities or of one, or of what is on one track. With `verify`,
 * both chains are looked through from end to end, whatever was asked for. The reply's data are the export: they hold
 * all that it takes to verify them elsewhere.
 */
export const provenanceGet: Handler<'PROVENANCE_GET'> = ({ entity_id, track_id, limit, verify }, { session_id }) => ({
  late: async (store) => {
    const chains = (await Promise.all([store.provenance(session_id), store.provenance(LIBRARY)])).map(readStoredChain);
    const wanted = (record: ProvenanceRecord) =>
      (entity_id === undefined || record.entity_id === entity_id) && (track_id === undefined || record.metadata.track_id === track_id);
    const records = chains.flatMap(({ records }) => records.map(({ record }) => record)).filter(wanted);
    // Within a chain the order is that of the numbers, which a stable sort leaves as it is.
    records.sort((a, b) => (a.timestamp < b.timestamp ? -1 : a.timestamp > b.timestamp ? 1 : 0));
    const reply = { records: records.slice(-limit), success: true as const };
    if (!verify) return reply;
    const problems = chains.flatMap((chain) => verifyChain(chain));
    const checked = chains.reduce((sum, { numbers }) => sum + numbers.size, 0);
    return { ...reply, verification: { valid: problems.length === 0, checked, problems } };
  },
});
