import { expect } from 'chai';
import fc from 'fast-check';
import { times } from '../../test/support/long.ts';
import { Mirror } from '../client/mirror.ts';
import { deleteDatabases } from '../store/testing/database.ts';
import type { TrackState } from '../wire/state.ts';
import { TestClient } from './testing/connect.ts';
import { Model, operation, plan, significant, TRACKS } from './testing/operations.ts';
import { startServer } from './testing/start.ts';

/** How many sequences, of at most how many operations. */
const RUNS = times(40, 400);
const LENGTH = 40;

const racks = async (client: TestClient) => significant((await client.request('SESSION_STATE_GET', {})).tracks);
/** What a client that follows its frames takes the session for. */
const mirrored = (client: TestClient): TrackState[] => {
  const mirror = new Mirror();
  for (const frame of client.frames) mirror.apply(frame as never);
  return significant(TRACKS.map((track_id) => mirror.track(track_id)));
};

describe('any sequence of operations', function () {
  this.timeout(RUNS * 500 + 30_000);
  after(deleteDatabases);

  it('leads to the state that a simple model has; undone it is as it was, redone as it became; everyone has the same picture', async () => {
    let operations = 0;
    let travelled = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(operation, fc.nat(1500)), { maxLength: LENGTH, size: 'max' }), async (sequence) => {
        let now = 0;
        const server = await startServer({ clock: { now: () => now } });
        const client = new TestClient(server);
        const other = new TestClient(server);
        const model = new Model();
        for (const [step, pause] of sequence) {
          now += pause;
          const planned = plan(step, model);
          if (!planned) continue;
          const reply = await client.ask(planned.type, planned.data);
          expect(reply.type, JSON.stringify(reply.data)).to.equal(planned.type);
          planned.apply(reply.data);
          operations += 1;
          expect(await racks(client)).to.deep.equal(model.state);
        }
        const { remaining } = await client.request('UNDO', { steps: 0 });
        travelled += remaining;
        // In one go and step by step.
        const undone = await client.request('UNDO', { steps: Math.ceil(remaining / 2) });
        expect(undone).to.not.have.property('conflicts');
        for (let left = undone.remaining; left > 0; left -= 1) await client.request('UNDO', {});
        expect(await racks(client)).to.deep.equal([]);
        expect(mirrored(client)).to.deep.equal([]);
        expect(mirrored(other)).to.deep.equal([]);
        const redone = await client.request('REDO', { steps: 100 });
        expect(redone).to.deep.include({ remaining: 0, undoable: remaining });
        expect(redone).to.not.have.property('conflicts');
        expect(await racks(client)).to.deep.equal(model.state);
        expect(mirrored(client)).to.deep.equal(model.state);
        expect(mirrored(other)).to.deep.equal(model.state);
        const { verification } = await client.request('PROVENANCE_GET', { verify: true });
        expect(verification?.problems).to.deep.equal([]);
        await server.close(1001, '');
      }),
      { numRuns: RUNS },
    );
    // Sequences in which nothing could be done would show nothing.
    expect(operations).to.be.above(RUNS * 5);
    expect(travelled).to.be.above(RUNS * 3);
  });

  it('of two users at once, with undo and redo between, leaves both with the same picture as the server', async () => {
    const who = fc.constantFrom(0, 1);
    const act = fc.oneof(
      { weight: 5, arbitrary: operation },
      { weight: 2, arbitrary: fc.constantFrom({ kind: 'undo' as const }, { kind: 'redo' as const }) },
    );
    let conflicts = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(act, who, fc.nat(1500)), { maxLength: LENGTH, size: 'max' }), async (sequence) => {
        let now = 0;
        const server = await startServer({ clock: { now: () => now } });
        const clients = [new TestClient(server), new TestClient(server)] as const;
        const model = new Model();
        for (const [step, user, pause] of sequence) {
          now += pause;
          const client = clients[user] as TestClient;
          const envelope = { user_id: `user ${user}` };
          // The model only finds things to do: the server is compared with the mirrors.
          model.tracks = new Map((await client.request('SESSION_STATE_GET', {})).tracks.map((track) => [track.track_id, track]));
          if (step.kind === 'undo' || step.kind === 'redo') {
            const reply = await client.ask(step.kind.toUpperCase(), {}, envelope);
            expect(reply.type).to.equal(step.kind.toUpperCase());
            if ('conflicts' in reply.data) conflicts += 1;
            continue;
          }
          const planned = plan(step, model);
          if (planned) await client.ask(planned.type, planned.data, envelope);
        }
        const state = await racks(clients[0]);
        for (const client of clients) {
          await client.ask('PING');
          expect(mirrored(client)).to.deep.equal(state);
        }
        await server.close(1001, '');
      }),
      { numRuns: RUNS },
    );
    expect(conflicts).to.be.above(0);
  });
});
