import { expect } from 'chai';
import { times } from '../../test/support/long.ts';
import { openStore } from '../store/store.ts';
import { databaseName, deleteDatabases } from '../store/testing/database.ts';
import { CODECS } from '../wire/codec.ts';
import { TestClient } from './testing/connect.ts';
import { fuzz, stateFaults } from './testing/fuzz.ts';
import { heapInUse } from './testing/heap.ts';
import { startServer } from './testing/start.ts';

const FRAMES = times(5000, 500_000);
const SEED = 20_261_120;
/** What is kept on purpose (undo, history, records of changes) is full well before that many frames. */
const WARM_UP = 3000;
/** Bytes of heap that may come between two looks: racks and presets are not the same then. In the long run 8 bytes a frame. */
const SLACK = times(1_000_000, 4_000_000);

describe('garbage', () => {
  after(deleteDatabases);

  for (const codec of CODECS) {
    it(`answers ${FRAMES} frames of it in ${codec}, each once and in words, keeps a sound state, and needs no more memory`, async function () {
      this.timeout(FRAMES * 4 + 30_000);
      const name = databaseName();
      const reports: string[] = [];
      const server = await startServer({ name, report: (message, error) => reports.push(`${message}: ${error}`) });
      await fuzz(server, WARM_UP, { seed: SEED + 1, codec });
      const before = await heapInUse();
      const result = await fuzz(server, FRAMES, { seed: SEED, codec });
      expect((await heapInUse()) - before).to.be.below(SLACK);
      expect(reports).to.deep.equal([]);
      expect(result.malformed).to.deep.equal([]);
      expect(result.answers).to.equal(FRAMES + 2);
      // Garbage that is all refused, or all for one reason, would show little.
      expect([...result.refused.keys()]).to.include.members([
        'INVALID_MESSAGE',
        'UNKNOWN_MESSAGE_TYPE',
        'INVALID_PARAMETER',
        'PLUGIN_NOT_FOUND',
        'TRACK_NOT_FOUND',
        'PRESET_LOAD_FAILED',
      ]);
      expect(result.refused.has('ENGINE_ERROR')).to.equal(false);
      expect(result.accepted.size).to.be.at.least(14);
      expect(({} as Record<string, unknown>).polluted).to.equal(undefined);

      const client = new TestClient(server);
      const state = await client.request('SESSION_STATE_GET', {});
      expect(stateFaults(state.tracks)).to.deep.equal([]);
      const { presets } = await client.request('PRESET_LIST', {});
      await server.close(1001, 'to be compared with the store');
      const store = await openStore({ name });
      const stored = await store.load();
      store.close();
      expect(stored.problems).to.deep.equal([]);
      expect(stored.sessions.find(({ session_id }) => session_id === 'default')?.tracks).to.deep.equal(state.tracks);
      expect(stored.presets).to.have.deep.members(presets.filter(({ factory }) => !factory));
    });
  }
});
