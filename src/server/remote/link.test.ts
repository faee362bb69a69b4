import { expect } from 'chai';
import type { Frame } from '../../wire/frame.ts';
import { Link, type LinkUser, type RemoteSocket } from './link.ts';

/** A link whose time is turned by hand, over sockets that do nothing by themselves. */
function setUp() {
  let now = 0;
  const timers = new Set<{ at: number; run: () => void }>();
  const sockets: (RemoteSocket & { sent: Frame[]; isClosed: boolean })[] = [];
  const said: string[] = [];
  const link = new Link({
    url: 'wss://host/ws',
    open: () => {
      const sent: Frame[] = [];
      const socket = {
        onopen: null,
        onmessage: null,
        onclose: null,
        sent,
        isClosed: false,
        send: (text: string) => void sent.push(JSON.parse(text)),
      };
      const close = () => {
        socket.isClosed = true;
      };
      const whole = Object.assign(socket, { close });
      sockets.push(whole);
      return whole;
    },
    clock: { now: () => now },
    after: (ms, run) => {
      const timer = { at: now + ms, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    random: () => 0.5,
  });
  const user: LinkUser = {
    session: 'demo',
    opened: () => said.push('opened'),
    closed: (state, reason) => said.push(`${state}: ${reason}`),
    heard: ({ type }) => said.push(type),
  };
  link.add(user);
  const advance = (ms: number) => {
    now += ms;
    for (const timer of [...timers].filter(({ at }) => at <= now)) if (timers.delete(timer)) timer.run();
  };
  const last = () => sockets.at(-1) as (typeof sockets)[number];
  const open = () => last().onopen?.(undefined as never);
  const receive = (frame: object) => last().onmessage?.({ data: JSON.stringify(frame) });
  const lose = () => last().onclose?.({ code: 1006, reason: '' });
  return { link, sockets, said, advance, last, open, receive, lose };
}

describe('the connection to a remote', () => {
  it('is made anew after pauses that double, with an end, and at once when the network is back', () => {
    const { link, sockets, advance, lose, open } = setUp();
    link.use(undefined);
    for (let pause = 500; pause < 64_000; pause *= 2) {
      lose();
      const before = sockets.length;
      advance(Math.min(pause, 30_000) - 1);
      expect(sockets.length, `${pause}`).to.equal(before);
      advance(1);
      expect(sockets.length, `${pause}`).to.equal(before + 1);
    }
    lose();
    link.wake();
    expect(link.state.kind).to.equal('offline');
    const before = sockets.length;
    open();
    advance(5000);
    lose();
    // It held, so that the next pause is a short one.
    advance(500);
    expect(sockets.length).to.equal(before + 1);
    for (let count = 0; count < 6; count += 1) {
      open();
      link.proven();
      lose();
      advance(1000);
      expect(sockets.length).to.equal(before + 2 + count);
    }
  });

  it('says who it is first, and leaves a remote alone that will not have it, until there is another token', () => {
    const { link, sockets, said, advance, last, open, receive } = setUp();
    link.use('bad');
    open();
    expect(last().sent).to.deep.equal([{ id: 'auth', type: 'AUTH', data: { token: 'bad' } }]);
    expect(said).to.deep.equal([]);
    receive({ id: 'auth', type: 'ERROR', data: { code: 'AUTH_FAILED', error: 'expected another token' } });
    expect(said.splice(0)).to.deep.equal(['refused: expected another token']);
    advance(600_000);
    link.wake();
    link.use('bad');
    expect(sockets).to.have.length(1);
    link.use('good');
    open();
    receive({ id: 'auth', type: 'AUTH_SUCCESS', data: {} });
    expect(said).to.deep.equal(['opened']);
  });

  it('asks a silent remote for a sign of life, and takes it for lost without one', () => {
    const { link, said, advance, last, open, receive } = setUp();
    link.use(undefined);
    open();
    advance(12_000);
    expect(last().sent.map(({ type }) => type)).to.deep.equal(['PING']);
    receive({ id: 'heartbeat', type: 'PONG' });
    advance(12_000);
    const silent = last();
    advance(12_000);
    expect(silent.isClosed).to.equal(true);
    expect(said).to.deep.equal(['opened', 'offline: wss://host/ws said nothing for 12 s']);
  });

  it('takes a remote for lost that never answers the call, and hears frames of its own session only', () => {
    const { link, said, advance, last, open, receive } = setUp();
    link.use(undefined);
    advance(10_000);
    expect(said.splice(0)).to.deep.equal(['offline: wss://host/ws did not answer within 10 s']);
    advance(500);
    open();
    receive({ id: 'a', type: 'PLUGIN_ADD', session_id: 'demo', data: {} });
    receive({ id: 'b', type: 'PLUGIN_ADD', session_id: 'other', data: {} });
    for (const junk of ['', '{', '[]', 'null', '{"type":3}']) last().onmessage?.({ data: junk });
    expect(said).to.deep.equal(['opened', 'PLUGIN_ADD']);
  });
});
