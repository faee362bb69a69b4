import { expect } from 'chai';
import { WireError } from '../wire/errors.ts';
import { Client } from './client.ts';
import { Session, type SessionEvent } from './session.ts';
import { CuttableSocket, until } from './testing/sockets.ts';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('client and session', () => {
  const open: Session[] = [];
  const join = (session: string, timeout?: number, user = 'me'): Session => {
    const made = new Session(new Client({ open: () => new CuttableSocket(), session, user, ...(timeout !== undefined && { timeout }) }));
    open.push(made);
    return made;
  };
  const withReverb = async (): Promise<{ session: Session; plugin_id: string }> => {
    const session = join(crypto.randomUUID());
    await session.ready;
    const { plugin_id } = await session.client.request('PLUGIN_ADD', { track_id: 'main', name: 'Reverb', plugin_path: 'reverb' });
    return { session, plugin_id };
  };
  const value = (session: Session, id: string): number | undefined => session.track('main').plugins[0]?.parameters[id];

  afterEach(() => {
    for (const session of open.splice(0)) session.close();
  });

  it('answers each request with its own reply, whatever else is said', async () => {
    const { session, plugin_id } = await withReverb();
    const values = Array.from({ length: 20 }, (_, index) => index / 20);
    const replies = await Promise.all(
      values.map((parameter_value) =>
        session.client.request('PLUGIN_PARAMETER', { track_id: 'main', plugin_id, parameter_id: 'damping', parameter_value }),
      ),
    );
    expect(replies.map(({ parameter_value }) => parameter_value)).to.deep.equal(values);
    expect(value(session, 'damping')).to.equal(values.at(-1));
  });

  it('rejects with the code and the words of the server', async () => {
    const { session } = await withReverb();
    const error: unknown = await session.client
      .request('PLUGIN_REMOVE', { track_id: 'main', plugin_id: 'nobody' })
      .catch((caught) => caught);
    expect(error).to.be.instanceOf(WireError);
    expect((error as WireError).code).to.equal('PLUGIN_NOT_FOUND');
    expect((error as WireError).details).to.include({ plugin_id: 'nobody' });
  });

  it('says what was not answered in time', async () => {
    const session = join(crypto.randomUUID(), 50);
    await session.ready;
    CuttableSocket.latest.mute = true;
    const error: WireError = await session.client.request('PING', undefined).then(
      () => expect.fail('an answer came'),
      (caught) => caught,
    );
    expect(error.message).to.equal('expected a reply to PING within 50 ms, got none');
  });

  it('connects again after a loss, rejects what was under way, and knows what happened meanwhile', async () => {
    const { session, plugin_id } = await withReverb();
    const events: SessionEvent[] = [];
    session.watch((event) => events.push(event));
    const line = CuttableSocket.latest;
    line.mute = true;
    const lost = session.client.request('PING', undefined).catch((error: Error) => error.message);
    session.setParameter('main', plugin_id, 'pre_delay', 0.25);
    line.close();
    expect(await lost).to.contain('expected a reply, but');
    expect(session.client.state.kind).to.equal('lost');

    const other = join(session.client.session);
    await other.ready;
    await other.client.request('PLUGIN_PARAMETER', { track_id: 'main', plugin_id, parameter_id: 'width', parameter_value: 0.5 });
    session.setParameter('main', plugin_id, 'damping', 0.75);
    expect(value(session, 'damping'), 'shown while away').to.equal(0.75);

    await until(() => session.client.state.kind === 'open', 'the connection is back');
    await until(() => value(session, 'width') === 0.5, 'the change from elsewhere is known');
    await until(() => value(other, 'damping') === 0.75, 'the value set while away has arrived');
    await until(() => value(other, 'pre_delay') === 0.25, 'the value that was lost on the way has arrived');
    expect(events.map((event) => event.kind === 'connection' && event.state.kind)).to.include.members(['lost', 'open']);
  });

  it('sends the first value at once and then what a moving hand has reached, several parameters in a frame', async () => {
    const { session, plugin_id } = await withReverb();
    const line = CuttableSocket.latest;
    const before = line.sent.length;
    session.setParameter('main', plugin_id, 'damping', 0);
    expect(line.sent.length, 'the first').to.equal(before + 1);
    for (let step = 1; step <= 60; step += 1) {
      for (const id of ['damping', 'room_size', 'width']) session.setParameter('main', plugin_id, id, step / 60);
      await pause(5);
    }
    await until(() => !JSON.stringify(session.track('main')).includes('0.98'), 'the last is stored');
    await pause(120);
    const frames = line.sent.slice(before).map((frame) => JSON.parse(frame));
    // 300 ms and a bit of dragging, a frame every 50 ms: a busy machine makes it longer, never denser.
    expect(frames.length).to.be.below(2 + (60 * 3) / 4);
    expect(frames.some(({ type, data }) => type === 'PLUGIN_PARAMETER_BATCH' && data.parameters.length === 3)).to.equal(true);
    const stored = await session.client.request('PLUGIN_PARAMETERS_GET', { track_id: 'main', plugin_id });
    expect(stored.parameters).to.include({ damping: 1, room_size: 1, width: 1 });
  });

  it('sends no more than ten parameters in a frame, and none is left behind', async () => {
    const session = join(crypto.randomUUID());
    await session.ready;
    const { plugin_id } = await session.client.request('PLUGIN_ADD', { track_id: 'main', name: 'Echo', plugin_path: 'delay' });
    const values = {
      time: 1,
      feedback: 0.1,
      wet_dry: 0.2,
      sync: 1,
      note: 3,
      tempo: 90,
      ping_pong: 1,
      low_cut: 100,
      high_cut: 5000,
      mod_rate: 1,
      mod_depth: 1,
    };
    session.setParameter('main', plugin_id, 'time', 0.5);
    for (const [id, target] of Object.entries(values)) session.setParameter('main', plugin_id, id, target);
    await pause(250);
    const stored = await session.client.request('PLUGIN_PARAMETERS_GET', { track_id: 'main', plugin_id });
    expect(stored.parameters).to.include(values);
    const batches = CuttableSocket.latest.sent.map((frame) => JSON.parse(frame)).filter(({ type }) => type === 'PLUGIN_PARAMETER_BATCH');
    expect(Math.max(...batches.map(({ data }) => data.parameters.length))).to.be.at.most(10);
  });

  it('follows adds, moves, bypass, presets and whole racks of another page exactly', async () => {
    const { session } = await withReverb();
    const other = join(session.client.session);
    await other.ready;
    const { client } = other;
    const track_id = 'main';
    const eq = await client.request('PLUGIN_ADD', { track_id, name: 'EQ', plugin_path: 'eq', position: 0 });
    await client.request('PLUGIN_MOVE', { track_id, plugin_id: eq.plugin_id, position: 1 });
    await client.request('PLUGIN_BYPASS', { track_id, plugin_id: eq.plugin_id, bypass: true });
    await client.request('PLUGIN_PRESET', { track_id, plugin_id: eq.plugin_id, preset_name: 'Smile' });
    await client.request('RACK_BYPASS', { track_id, bypass: true });
    const same = async (): Promise<void> => {
      const truth = await client.request('SESSION_STATE_GET', {});
      const [expected] = truth.tracks;
      await until(() => JSON.stringify(session.track(track_id)) === JSON.stringify(expected), 'both are the same');
      expect(other.track(track_id)).to.deep.equal(expected);
    };
    await same();
    await client.request('RACK_LOAD', {
      track_id,
      plugins: [
        { effect: 'delay', bypassed: true },
        { effect: 'compressor', parameters: { ratio: 8 } },
      ],
    });
    await same();
    await client.request('PLUGIN_REMOVE', { track_id, plugin_id: other.track(track_id).plugins[0]?.plugin_id ?? '' });
    await same();
  });

  describe('what was set while the connection was away', () => {
    /** A session that is away, another that is there, and a way back. */
    async function parted() {
      const { session, plugin_id } = await withReverb();
      const other = join(session.client.session, undefined, 'ada');
      const events: SessionEvent[] = [];
      await other.ready;
      session.watch((event) => events.push(event));
      CuttableSocket.down = true;
      CuttableSocket.made.at(-2)?.close();
      expect(session.state.kind).to.equal('lost');
      const set = (id: string, parameter_value: number) =>
        other.request('PLUGIN_PARAMETER', { track_id: 'main', plugin_id, parameter_id: id, parameter_value });
      const back = async () => {
        CuttableSocket.down = false;
        window.dispatchEvent(new Event('online'));
        await until(() => session.state.kind === 'open', 'the connection is back');
        await session.request('SESSION_STATE_GET', {});
        await pause(100);
      };
      const conflicts = () => events.filter(({ kind }) => kind === 'conflict');
      return { session, other, plugin_id, set, back, conflicts };
    }
    afterEach(() => {
      CuttableSocket.down = false;
    });

    it('is sent, and no conflict where nobody else was there', async () => {
      const { session, other, plugin_id, set, back, conflicts } = await parted();
      session.setParameter('main', plugin_id, 'damping', 0.75);
      session.setParameter('main', plugin_id, 'damping', 0.8);
      await set('width', 0.5);
      await back();
      expect(value(other, 'damping')).to.equal(0.8);
      expect(value(session, 'width')).to.equal(0.5);
      expect(conflicts()).to.deep.equal([]);
    });

    it('gives way to a newer value, and the conflict is told', async () => {
      const { session, other, plugin_id, set, back, conflicts } = await parted();
      session.setParameter('main', plugin_id, 'damping', 0.75);
      await pause(50);
      await set('damping', 0.1);
      await back();
      expect([value(session, 'damping'), value(other, 'damping')]).to.deep.equal([0.1, 0.1]);
      expect(conflicts()).to.deep.equal([
        {
          kind: 'conflict',
          track_id: 'main',
          plugin_id,
          parameter_id: 'damping',
          mine: 0.75,
          theirs: 0.1,
          kept: 'theirs',
          changed_by: 'ada',
        },
      ]);
    });

    it('wins over an older one, and the conflict is told', async () => {
      const { session, other, plugin_id, set, back, conflicts } = await parted();
      await set('damping', 0.1);
      await pause(50);
      session.setParameter('main', plugin_id, 'damping', 0.75);
      await back();
      expect([value(session, 'damping'), value(other, 'damping')]).to.deep.equal([0.75, 0.75]);
      expect(conflicts()).to.deep.equal([
        {
          kind: 'conflict',
          track_id: 'main',
          plugin_id,
          parameter_id: 'damping',
          mine: 0.75,
          theirs: 0.1,
          kept: 'mine',
          changed_by: 'ada',
        },
      ]);
    });

    it('is given up with a plugin that was removed', async () => {
      const { session, other, plugin_id, back, conflicts } = await parted();
      session.setParameter('main', plugin_id, 'damping', 0.75);
      await other.request('PLUGIN_REMOVE', { track_id: 'main', plugin_id });
      await back();
      expect(session.track('main').plugins).to.deep.equal([]);
      expect(conflicts()).to.deep.equal([
        { kind: 'conflict', track_id: 'main', plugin_id, parameter_id: 'damping', mine: 0.75, theirs: undefined, kept: 'theirs' },
      ]);
    });

    it('goes out with requests that waited, after the state was fetched', async () => {
      const { session, other, plugin_id, back } = await parted();
      const bypassed = session.request('PLUGIN_BYPASS', { track_id: 'main', plugin_id, bypass: true });
      session.setParameter('main', plugin_id, 'damping', 0.75);
      await back();
      await bypassed;
      expect(other.track('main').plugins[0]).to.include({ bypassed: true });
      expect(value(other, 'damping')).to.equal(0.75);
      const types = CuttableSocket.latest.sent.map((frame) => JSON.parse(frame).type);
      expect(types.indexOf('SESSION_STATE_GET')).to.be.below(types.indexOf('PLUGIN_BYPASS'));
    });
  });

  it('rolls back the one value of a batch that is refused, and keeps the others', async () => {
    const { session, plugin_id } = await withReverb();
    const refused: string[] = [];
    session.watch((event) => event.kind === 'refused' && refused.push(event.error.message));
    session.setParameter('main', plugin_id, 'width', 0.9);
    session.setParameter('main', plugin_id, 'damping', 7);
    session.setParameter('main', plugin_id, 'room_size', 0.2);
    expect(value(session, 'damping'), 'shown at first').to.equal(7);
    await until(() => value(session, 'damping') === 0.3, 'the value is back');
    expect(refused.length).to.equal(1);
    expect(refused[0]).to.contain('expected a number from 0 to 1, got 7');
    await pause(150);
    const stored = await session.request('PLUGIN_PARAMETERS_GET', { track_id: 'main', plugin_id });
    expect(stored.parameters).to.include({ width: 0.9, room_size: 0.2, damping: 0.3 });
  });

  it('knows who else is there, and what is in their hands', async () => {
    const { session, plugin_id } = await withReverb();
    const other = join(session.client.session, undefined, 'ada');
    await other.ready;
    const hold = { plugin_id, parameter_id: 'damping' };
    await until(() => session.others.length === 1, 'the other is seen');
    expect(session.others[0]).to.deep.include({ user_id: 'ada', holds: [] });
    other.hold('main', plugin_id, 'damping', true);
    await until(() => session.others[0]?.holds.length === 1, 'the knob is seen in her hand');
    expect(session.others[0]?.holds).to.deep.equal([hold]);
    expect(other.others.map(({ holds }) => holds)).to.deep.equal([[]]);
    // Whoever comes later, or comes back, learns of it too.
    const third = join(session.client.session, undefined, 'bob');
    await until(() => third.others.some(({ holds }) => holds.length === 1), 'the third sees it');
    other.hold('main', plugin_id, 'damping', false);
    await until(() => session.others.every(({ holds }) => holds.length === 0), 'the knob is let go');
    other.close();
    await until(() => session.others.every(({ user_id }) => user_id !== 'ada'), 'she has gone');
  });

  it('undoes and redoes, and follows both', async () => {
    const { session, plugin_id } = await withReverb();
    const other = join(session.client.session, undefined, 'ada');
    await other.ready;
    // The second waits for its turn: undo must not overtake it.
    session.setParameter('main', plugin_id, 'damping', 0.5);
    session.setParameter('main', plugin_id, 'damping', 0.9);
    const undone = await session.undo();
    await pause(100);
    expect(undone.undone.map(({ type }) => type)).to.deep.equal(['PLUGIN_PARAMETER']);
    await until(() => value(session, 'damping') === 0.3 && value(other, 'damping') === 0.3, 'both show the former value');
    await session.redo();
    await until(() => value(session, 'damping') === 0.9 && value(other, 'damping') === 0.9, 'both show the value again');
    await session.undo(2);
    await until(() => session.track('main').plugins.length === 0 && other.track('main').plugins.length === 0, 'the plugin is gone');
  });

  it('is final once it is closed', async () => {
    const session = join(crypto.randomUUID());
    await session.ready;
    session.close();
    expect(session.client.state.kind).to.equal('closed');
    const message = await session.client.request('PING', undefined).catch((error: Error) => error.message);
    expect(message).to.contain('it was closed');
  });
});
