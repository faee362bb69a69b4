import { expect } from 'chai';
import { WireError } from '../wire/errors.ts';
import { Client } from './client.ts';
import type { FrameSocket } from './frame-socket.ts';
import { LocalSocket, sharedWorkerPort } from './local-socket.ts';
import { Session, type SessionEvent } from './session.ts';

/** A real connection to the real server that a test can cut, and whose frames it can count. */
class Line implements FrameSocket {
  static readonly made: Line[] = [];
  onopen: FrameSocket['onopen'] = null;
  onmessage: FrameSocket['onmessage'] = null;
  onclose: FrameSocket['onclose'] = null;
  readonly sent: string[] = [];
  /** A server that takes everything and answers nothing. */
  mute = false;
  readonly #socket = new LocalSocket(sharedWorkerPort);

  constructor() {
    Line.made.push(this);
    this.#socket.onopen = () => this.onopen?.();
    this.#socket.onmessage = (event) => this.onmessage?.(event);
    this.#socket.onclose = (event) => this.onclose?.(event);
  }

  send(frame: string): void {
    this.sent.push(frame);
    if (!this.mute) this.#socket.send(frame);
  }

  close(): void {
    this.#socket.close();
  }
}

const latest = (): Line => {
  const line = Line.made.at(-1);
  if (!line) throw new Error('no line was opened');
  return line;
};

async function until(done: () => unknown, what: string): Promise<void> {
  for (let turn = 0; turn < 400; turn += 1) {
    if (done()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`waited in vain until ${what}`);
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('client and session', () => {
  const open: Session[] = [];
  const join = (session: string, timeout?: number): Session => {
    const made = new Session(new Client({ open: () => new Line(), session, ...(timeout !== undefined && { timeout }) }));
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
    latest().mute = true;
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
    const line = latest();
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
    const line = latest();
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
    const batches = latest()
      .sent.map((frame) => JSON.parse(frame))
      .filter(({ type }) => type === 'PLUGIN_PARAMETER_BATCH');
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

  it('is final once it is closed', async () => {
    const session = join(crypto.randomUUID());
    await session.ready;
    session.close();
    expect(session.client.state.kind).to.equal('closed');
    const message = await session.client.request('PING', undefined).catch((error: Error) => error.message);
    expect(message).to.contain('it was closed');
  });
});
