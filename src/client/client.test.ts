import { expect } from 'chai';
import { WireError } from '../wire/errors.ts';
import { Client, type ClientOptions, type ConnectionState } from './client.ts';
import { HandTurnedClock, settled } from './testing/clock.ts';
import { type Answer, ScriptedSocket, type SentFrame } from './testing/sockets.ts';

/** A client whose servers are scripts, and whose time is turned by hand. */
class Bench {
  readonly clock = new HandTurnedClock();
  readonly sockets: ScriptedSocket[] = [];
  readonly states: ConnectionState[] = [];
  readonly client: Client;
  /** While true, no socket can be opened. */
  down = false;

  constructor(answer: (frame: SentFrame) => Answer = () => ({ success: true }), options: Partial<ClientOptions> = {}) {
    this.client = new Client({
      open: () => {
        if (this.down) throw new Error('the line is down');
        const socket = new ScriptedSocket(answer);
        this.sockets.push(socket);
        return socket;
      },
      clock: this.clock,
      random: () => 0.5,
      ...options,
    });
    this.client.watch((state) => this.states.push(state));
  }

  get socket(): ScriptedSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error('no socket was opened');
    return socket;
  }

  get sent(): string[] {
    return this.socket.sent.map(({ type }) => type);
  }
}

const failure = (promise: Promise<unknown>): Promise<WireError> =>
  promise.then(
    () => expect.fail('it was answered'),
    (error) => error,
  );
const limited = (retry_after: number) => ({
  error: { code: 'RATE_LIMITED', error: 'expected fewer', details: { retry_after, limit: 'messages' } },
});

describe('client', () => {
  const clients: Client[] = [];
  const bench = (...args: ConstructorParameters<typeof Bench>): Bench => {
    const made = new Bench(...args);
    clients.push(made.client);
    return made;
  };
  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
  });

  describe('requests without a connection', () => {
    it('wait, and go out in their order', async () => {
      const { client, ...rest } = bench();
      const replies = [client.request('PING', undefined), client.request('PLUGIN_CATALOG_GET', {}), client.request('UNDO', {})];
      expect(rest.sockets[0]?.sent).to.deep.equal([]);
      await Promise.all(replies);
      expect(rest.sockets[0]?.sent.map(({ type }) => type)).to.deep.equal(['PING', 'PLUGIN_CATALOG_GET', 'UNDO']);
    });

    it('are bounded: one more is refused in words', async () => {
      const { client } = bench(undefined, { queue: 2 });
      const waiting = [client.request('PING', undefined), client.request('PING', undefined)];
      const error = await failure(client.request('UNDO', {}));
      expect(error.message).to.equal('expected at most 2 requests to wait for the connection, got UNDO as one more');
      await Promise.all(waiting);
      await client.request('UNDO', {});
    });

    it('wait no longer than their time-out', async () => {
      const made = bench(undefined, { timeout: 1000 });
      made.down = true;
      await settled();
      made.socket.cut();
      const error = failure(made.client.request('UNDO', {}));
      await made.clock.turn(1000);
      expect((await error).message).to.equal('expected a reply to UNDO within 1000 ms, got none');
    });
  });

  describe('a lost connection', () => {
    it('sends reads again, and rejects changes, of which nobody knows whether they were made', async () => {
      const made = bench((frame) => (made.sockets.length === 1 ? undefined : { answered: frame.type }));
      await settled();
      const read = made.client.request('SESSION_STATE_GET', {});
      const change = failure(made.client.request('RACK_BYPASS', { track_id: 'main', bypass: true }));
      made.socket.cut('the cable was pulled');
      expect((await change).message).to.equal('expected a reply, but the cable was pulled');
      const queued = made.client.request('UNDO', {});
      await made.clock.turn(250);
      expect(await read).to.deep.equal({ answered: 'SESSION_STATE_GET' });
      expect(await queued).to.deep.equal({ answered: 'UNDO' });
      expect(made.sent).to.deep.equal(['SESSION_STATE_GET', 'UNDO']);
    });

    it('is made anew after growing pauses with jitter, up to the longest', async () => {
      const pauses = async (random: number) => {
        const made = bench(undefined, { random: () => random, retry: { first: 100, longest: 1000 } });
        await settled();
        made.down = true;
        made.socket.cut();
        const waits: number[] = [];
        for (let attempt = 0; attempt < 6; attempt += 1) {
          waits.push(made.clock.next ?? 0);
          await made.clock.turn(waits.at(-1) ?? 0);
        }
        return waits.map(Math.round);
      };
      expect(await pauses(0.5)).to.deep.equal([100, 200, 400, 800, 1000, 1000]);
      expect(await pauses(0)).to.deep.equal([75, 150, 300, 600, 750, 750]);
      expect(await pauses(1)).to.deep.equal([125, 250, 500, 1000, 1250, 1250]);
    });

    it('begins with the shortest pause again only once a connection held', async () => {
      const made = bench(undefined, { retry: { first: 100, longest: 1000 } });
      await settled();
      for (const expected of [100, 200, 400]) {
        made.socket.cut();
        expect(made.clock.next).to.equal(expected);
        await made.clock.turn(expected);
      }
      await made.clock.turn(5000);
      made.socket.cut();
      expect(made.clock.next).to.equal(100);
    });

    it('is made anew at once when the device is on line again', async () => {
      const made = bench();
      await settled();
      made.socket.cut();
      window.dispatchEvent(new Event('online'));
      await settled();
      expect(made.states.map(({ kind }) => kind)).to.deep.equal(['open', 'lost', 'open']);
      await made.clock.turn(60_000);
      expect(made.sockets.length).to.equal(2);
    });
  });

  describe('heartbeat', () => {
    it('asks for a sign of life, and takes silence for a loss', async () => {
      let alive = true;
      const made = bench(() => (alive ? { timestamp: '2026-01-01T00:00:00.000Z' } : undefined), { heartbeat: 10_000 });
      await made.clock.turn(35_000);
      expect(made.sent).to.deep.equal(['PING', 'PING', 'PING']);
      expect(made.client.state.kind).to.equal('open');
      alive = false;
      await made.clock.turn(15_000);
      expect(made.states.at(-1)).to.deep.equal({ kind: 'lost', reason: 'nothing was heard for 10000 ms' });
      expect(made.socket.closed).to.equal(true);
    });
  });

  describe('token', () => {
    const success = { type: 'AUTH_SUCCESS', data: { user_id: 'ada', session_id: 'hers', permissions: [], success: true } };
    const failed = { error: { code: 'AUTH_FAILED', error: 'expected a token that is still valid', details: {} } };

    it('goes first, everything else waits for its success, and the server says who we are', async () => {
      const made = bench(({ type }) => (type === 'AUTH' ? success : { success: true }), { token: 'abc', user: 'me' });
      await made.client.request('UNDO', {});
      expect(made.sent).to.deep.equal(['AUTH', 'UNDO']);
      expect(made.socket.sent[0]?.data).to.deep.equal({ token: 'abc', user_id: 'me', session_id: 'default' });
      await made.client.request('PING', undefined);
      expect(made.socket.sent.at(-1)).to.include({ user_id: 'ada', session_id: 'hers' });
      expect(made.client.user).to.equal('ada');
      expect(made.client.session).to.equal('hers');
    });

    it('is asked for anew at each connection, also after a refusal', async () => {
      const tokens = ['stale', 'fresh', 'next'];
      const made = bench(({ data }) => (data.token === 'stale' ? failed : success), { token: async () => tokens.shift() ?? '' });
      await settled();
      expect(made.client.state).to.deep.equal({ kind: 'lost', reason: 'expected a token that is still valid' });
      await made.clock.turn(250);
      expect(made.client.state.kind).to.equal('open');
      made.socket.cut();
      await made.clock.turn(500);
      expect(made.sockets.map(({ sent }) => sent[0]?.data.token)).to.deep.equal(['stale', 'fresh', 'next']);
    });

    it('that cannot change ends the connection when it is refused', async () => {
      const made = bench(() => failed, { token: 'stale' });
      const waiting = failure(made.client.request('UNDO', {}));
      await settled();
      expect(made.client.state).to.deep.equal({ kind: 'closed', reason: 'expected a token that is still valid' });
      expect((await waiting).message).to.contain('expected a token that is still valid');
      const late = await failure(made.client.request('UNDO', {}));
      expect(late.message).to.contain('it was closed: expected a token that is still valid');
    });

    describe('that expires', () => {
      const token = (at: number) => `x.${btoa(JSON.stringify({ sub: 'ä?>', exp: at / 1000 }).replace('ä', 'a'))}.y`;
      const auths = ({ sockets }: Bench) => sockets.map(({ sent }) => sent.filter(({ type }) => type === 'AUTH').length);

      it('is renewed half a minute before, on the same connection', async () => {
        const made: Bench = bench(() => success, { token: () => token(made ? made.clock.now() + 600_000 : Date.UTC(2026, 0, 1, 0, 10)) });
        await made.clock.turn(569_000);
        expect(auths(made)).to.deep.equal([1]);
        await made.clock.turn(1000);
        expect(auths(made)).to.deep.equal([2]);
        await made.clock.turn(570_000);
        expect(auths(made)).to.deep.equal([3]);
        expect(made.states.map(({ kind }) => kind)).to.deep.equal(['open']);
      });

      it('during a sleep leads to a new connection', async () => {
        // Its clock jumps past the time, and the timer rings late.
        class Sleeper extends HandTurnedClock {
          asleep = 0;
          override now(): number {
            return super.now() + this.asleep;
          }
        }
        const clock = new Sleeper();
        const made = bench(() => success, { clock, token: async () => token(clock.now() + 60_000) });
        await clock.turn(100);
        clock.asleep = 100_000;
        await clock.turn(31_000);
        expect(made.states.map((state) => ('reason' in state ? state.reason : state.kind))).to.deep.equal([
          'open',
          'the token has expired',
          'open',
        ]);
      });

      it('and is refused when renewed leads to a new connection', async () => {
        let refusing = false;
        const made: Bench = bench(() => (refusing ? failed : success), { token: async () => token(made.clock.now() + 60_000) });
        await made.clock.turn(100);
        refusing = true;
        await made.clock.turn(30_000);
        expect(made.states.map(({ kind }) => kind).slice(0, 2)).to.deep.equal(['open', 'lost']);
        refusing = false;
        await made.clock.turn(1000);
        expect(made.client.state.kind).to.equal('open');
      });
    });

    it('is of no use to a server that knows no AUTH, which is used as it is', async () => {
      const unknown = { error: { code: 'UNKNOWN_MESSAGE_TYPE', error: 'expected another type', details: {} } };
      const made = bench(({ type }) => (type === 'AUTH' ? unknown : { success: true }), { token: 'abc' });
      await made.client.request('UNDO', {});
    });
  });

  describe('RATE_LIMITED', () => {
    it('lets a read wait as long as it says, then go again', async () => {
      let refusals = 2;
      const made = bench(() => {
        refusals -= 1;
        return refusals >= 0 ? limited(0.4) : { presets: [] };
      });
      await settled();
      const list = made.client.request('PRESET_LIST', {});
      await made.clock.turn(399);
      expect(made.sent.length).to.equal(1);
      await made.clock.turn(401);
      expect(await list).to.deep.equal({ presets: [] });
      expect(made.sent.length).to.equal(3);
    });

    it('is told of a change, with what the server said', async () => {
      const made = bench(() => limited(2));
      const error = await failure(made.client.request('UNDO', {}));
      expect(error).to.be.instanceOf(WireError);
      expect(error.details).to.deep.equal({ retry_after: 2, limit: 'messages' });
    });
  });

  describe('listeners', () => {
    it('hear the frames of their type, typed', async () => {
      const made = bench();
      await settled();
      const heard: number[] = [];
      const stop = made.client.on('PLUGIN_PARAMETER', ({ parameter_value }, { id }) => id === 'x' && heard.push(parameter_value));
      const frame = { id: 'x', type: 'PLUGIN_PARAMETER', data: { parameter_value: 0.5 } };
      made.socket.say(frame);
      made.socket.say({ ...frame, type: 'PLUGIN_REMOVE' });
      stop();
      made.socket.say(frame);
      expect(heard).to.deep.equal([0.5]);
    });

    it('are spared the greeting of another dialect on the same address', async () => {
      const made = bench();
      await settled();
      const heard: unknown[] = [];
      made.client.listen((frame) => heard.push(frame));
      made.socket.say({ type: 'connection', status: 'connected' });
      expect(heard).to.deep.equal([]);
    });
  });

  it('knows how long replies took, and which were slow', async () => {
    const made = bench(() => undefined);
    const slow: string[] = [];
    made.client.latency.onslow = ({ type, ms }) => slow.push(`${type} ${ms}`);
    await settled();
    for (const [ms, type] of [
      [10, 'PONG'],
      [30, 'PONG'],
      [250, 'ERROR'],
    ] as const) {
      const reply = made.client.request('PING', undefined).catch(() => {});
      await made.clock.turn(ms);
      made.socket.say({ id: made.socket.sent.at(-1)?.id, type, data: { code: 'ENGINE_ERROR', error: '', details: {} } });
      await reply;
    }
    expect(made.client.latency.figures).to.include({ replies: 3, errors: 1, slow: 1, p50: 30, p99: 250, longest: 250 });
    expect(made.client.latency.figures.average).to.be.closeTo(290 / 3, 1e-9);
    expect(slow).to.deep.equal(['PING 250']);
  });
});
