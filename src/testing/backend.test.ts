import { expect } from 'chai';
import { type Backend, type BackendOptions, startBackend } from './index.ts';
import { FrontEnd } from './testing/front-end.ts';

const reverb = { tracks: [{ track_id: 'main', plugins: [{ plugin_id: 'r', name: 'Reverb' }] }] };

describe('startBackend()', () => {
  let backend: Backend;
  const start = async (options: BackendOptions = {}) => {
    backend = await startBackend({ fixtures: reverb, ...options });
    return backend;
  };
  const connect = async () => {
    const front = new FrontEnd();
    await front.opened;
    return front;
  };
  afterEach(() => backend?.stop());

  it('is the real server, at the address that the front end knows', async () => {
    await start();
    const front = await connect();
    const id = front.send('PLUGIN_ADD', { track_id: 'main', name: 'Compressor' });
    await backend.settled();
    expect(front.answers(id)[0]?.data).to.include({ success: true, name: 'Compressor' });
    expect(backend.state().tracks[0]?.plugins.map(({ effect }) => effect)).to.deep.equal(['reverb', 'compressor']);
    expect(await (await fetch('http://localhost:8000/health')).json()).to.include({ status: 'healthy' });
  });

  it('shares nothing with another one, and puts everything back', async () => {
    const before = [WebSocket, fetch, setTimeout, Date];
    await start({ clock: 'virtual' });
    const other = await startBackend({ serve: { 'ws://localhost:9000/ws': 'plugin' } });
    const front = new FrontEnd('ws://localhost:9000/ws');
    await front.opened;
    const id = front.send('SESSION_STATE_GET');
    await other.settled();
    expect(front.answers(id)[0]?.data.tracks).to.deep.equal([]);
    expect(backend.received()).to.deep.equal([]);
    expect(other.received()).to.have.length(1);
    await other.stop();
    expect(front.closed).to.deep.equal({ code: 1001, reason: 'the test is over', wasClean: true });
    await backend.stop();
    await backend.stop();
    expect([WebSocket, fetch, setTimeout, Date]).to.deep.equal(before);
  });

  it('says what it was given wrong', async () => {
    const problem = (options: object) =>
      startBackend(options).then(
        () => 'none',
        ({ name, message }) => `${name}: ${message}`,
      );
    expect(await problem({ fixture: {} })).to.match(/^TypeError: Rackwire: expected startBackend\(\) to be given one of .*, got fixture$/);
    expect(await problem({ clock: 'fake' })).to.contain('expected clock as "real" or "virtual", got "fake"');
    expect(await problem({ serve: { 'localhost:8000': 'plugin' } })).to.contain('got "localhost:8000"');
    expect(await problem({ replay: {} })).to.contain('expected a recording of format 1');
    expect(await (await start()).clock.advance(1).catch(String)).to.contain("startBackend({ clock: 'virtual' })");
  });

  it('asks for tokens where it is told to', async () => {
    await start({ tokens: { good: { user_id: 'ann', permissions: ['plugin:read'] } } });
    const front = await connect();
    const early = front.turn('r', 0.2);
    const auth = front.send('AUTH', { token: 'good' });
    const forbidden = front.turn('r', 0.2);
    await backend.settled();
    expect(front.answers(early)[0]?.data.code).to.equal('UNAUTHORIZED');
    expect(front.answers(auth)[0]?.type).to.equal('AUTH_SUCCESS');
    expect(front.answers(forbidden)[0]?.data.code).to.equal('UNAUTHORIZED');
  });

  it('lets tokens end by its clock', async () => {
    await start({ clock: 'virtual', now: 0, tokens: { brief: { user_id: 'ann', expires: 1000 } } });
    const front = await connect();
    const answer = async () => {
      const id = front.send('AUTH', { token: 'brief' });
      await backend.settled();
      return front.answers(id)[0]?.type;
    };
    expect(await answer()).to.equal('AUTH_SUCCESS');
    await backend.clock.advance(1000);
    expect(await answer()).to.equal('ERROR');
  });

  it('lets somebody else do something', async () => {
    await start();
    const front = await connect();
    const ann = backend.someone({ user_id: 'ann' });
    await ann.request('PLUGIN_BYPASS', { track_id: 'main', plugin_id: 'r', bypass: true });
    await backend.settled();
    expect(front.types).to.deep.equal(['PLUGIN_BYPASS', 'PLUGIN_STATE_UPDATE']);
    expect(await ann.request('PLUGIN_REMOVE', { track_id: 'main', plugin_id: 'none' }).catch(({ code }) => code)).to.equal(
      'PLUGIN_NOT_FOUND',
    );
    expect(backend.received()).to.deep.equal([]);
    ann.leave();
  });

  it('breaks connections, and lets new ones in', async () => {
    await start();
    const front = await connect();
    backend.disconnect();
    await backend.settled();
    expect(front.closed).to.deep.equal({ code: 1006, reason: '', wasClean: false });
    const again = await connect();
    backend.disconnect(1012, 'restart');
    await backend.settled();
    expect(again.closed).to.deep.equal({ code: 1012, reason: 'restart', wasClean: true });
  });

  describe('with a virtual clock', () => {
    it('fills rate limits again without waiting', async () => {
      await start({ clock: 'virtual' });
      const front = await connect();
      const accepted = async () => {
        front.frames.length = 0;
        for (let index = 0; index < 80; index += 1) front.turn('r', index / 100);
        await backend.settled();
        return front.types.filter((type) => type === 'PLUGIN_PARAMETER').length;
      };
      expect(await accepted()).to.equal(50);
      expect(await accepted()).to.equal(0);
      await backend.clock.advance(500);
      expect(await accepted()).to.equal(25);
    });

    it('closes a connection that has gone silent, and keeps one that sends heartbeats by its own timer', async () => {
      await start({ clock: 'virtual', answersPings: false });
      const [silent, alive] = [await connect(), await connect()];
      setInterval(() => alive.send('PING'), 25_000);
      await backend.clock.advance(59_000);
      expect(silent.closed).to.equal(undefined);
      await backend.clock.advance(2000);
      expect(silent.closed?.code).to.equal(4408);
      await backend.clock.advance(600_000);
      expect(alive.closed).to.equal(undefined);
      expect(backend.received({ type: 'PING' })).to.have.length(26);
    });

    it('keeps a silent connection whose browser answers pings', async () => {
      await start({ clock: 'virtual' });
      const front = await connect();
      await backend.clock.advance(600_000);
      expect(front.closed).to.equal(undefined);
    });

    it('has the front end’s own time-outs and dates follow it', async () => {
      await start({ clock: 'virtual', now: Date.UTC(2030, 5, 1) });
      const rung: string[] = [];
      setTimeout((text) => rung.push(text), 10_000, 'late');
      setTimeout(() => rung.push(new Date().toISOString()), 5000);
      clearTimeout(setTimeout(() => rung.push('never'), 1000));
      const interval = setInterval(() => {
        rung.push('tick');
        clearInterval(interval);
      }, 2000);
      expect(Date.now()).to.equal(Date.UTC(2030, 5, 1));
      await backend.clock.advance(9999);
      expect(rung).to.deep.equal(['tick', '2030-06-01T00:00:05.000Z']);
      await backend.clock.advance(1);
      expect(rung[2]).to.equal('late');
      expect(new Date(0).getTime()).to.equal(0);
      expect(new Date()).to.be.instanceOf(Date);
    });

    it('leaves the page’s timers alone where they are not wanted', async () => {
      const { setTimeout: before } = globalThis;
      await start({ clock: 'virtual', timers: false });
      expect(setTimeout).to.equal(before);
    });

    it('judges the times of signatures by it', async () => {
      await start({ clock: 'virtual', signatures: { secret: 'a secret that is long enough for everyone' } });
      const front = await connect();
      const signed = { id: 's', type: 'SESSION_STATE_GET', timestamp: new Date().toISOString(), signature: '0'.repeat(64) };
      const answer = async () => {
        front.frames.length = 0;
        front.socket.send(JSON.stringify(signed));
        await backend.settled();
        return String(front.frames[0]?.data.error);
      };
      expect(await answer()).not.to.contain('timestamp');
      await backend.clock.advance(301_000);
      expect(await answer()).to.contain('timestamp');
    });
  });
});
