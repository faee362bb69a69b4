import { expect } from 'chai';
import { type Backend, type BackendOptions, startBackend } from './index.ts';
import { FrontEnd } from './testing/front-end.ts';

const reverb = { tracks: [{ track_id: 'main', plugins: [{ plugin_id: 'r', name: 'Reverb' }] }] };

describe('fault()', () => {
  let backend: Backend;
  let front: FrontEnd;
  const start = async (options: BackendOptions = {}) => {
    backend = await startBackend({ fixtures: reverb, clock: 'virtual', ...options });
    front = new FrontEnd();
    await front.opened;
  };
  const wet = () => backend.state().tracks[0]?.plugins[0]?.parameters.wet_dry;
  beforeEach(() => start());
  afterEach(() => backend.stop());

  it('latency: the answer comes later, and what is behind it waits for it', async () => {
    const fault = backend.fault('PLUGIN_PARAMETER', { latency: 100 });
    front.turn('r', 0.2);
    front.send('PING');
    await backend.clock.advance(99);
    expect(wet()).to.equal(0.2);
    expect(front.types).to.deep.equal([]);
    await backend.clock.advance(1);
    expect(front.types).to.deep.equal(['PLUGIN_PARAMETER', 'PLUGIN_STATE_UPDATE', 'PONG']);
    expect(fault.hits).to.equal(1);
    fault.remove();
    front.turn('r', 0.3);
    await backend.settled();
    expect(front.types.at(-1)).to.equal('PLUGIN_STATE_UPDATE');
  });

  it('latency with jitter: between the two numbers, the same for the same seed, and in order', async () => {
    const arrivals = async () => {
      backend.fault('PING', { latency: [20, 80] });
      const began = backend.clock.now();
      const times: number[] = [];
      for (let index = 0; index < 20; index += 1) {
        const id = front.send('PING', {}, `p${index}`);
        while (front.answers(id).length === 0) await backend.clock.advance(1);
        times.push(backend.clock.now() - began);
      }
      return times.map((time, index) => time - (times[index - 1] ?? 0));
    };
    const first = await arrivals();
    for (const ms of first) expect(ms).to.be.within(20, 80);
    expect(new Set(first).size).to.be.above(5);
    await backend.stop();
    await start({ seed: 1 });
    expect(await arrivals()).to.deep.equal(first);
    await backend.stop();
    await start({ seed: 2 });
    expect(await arrivals()).not.to.deep.equal(first);
  });

  it('latency with jitter keeps the order of a burst', async () => {
    backend.fault('PING', { latency: [0, 500] });
    const ids = Array.from({ length: 30 }, (_, index) => front.send('PING', {}, `p${index}`));
    await backend.clock.advance(1000);
    expect(front.frames.map(({ id }) => id)).to.deep.equal(ids);
  });

  it('latency of a request: it is carried out later', async () => {
    backend.fault('PLUGIN_PARAMETER', { latency: 100, direction: 'request' });
    front.turn('r', 0.2);
    await backend.clock.advance(99);
    expect(backend.received()).to.deep.equal([]);
    expect(wet()).to.equal(0.5);
    await backend.clock.advance(1);
    expect(wet()).to.equal(0.2);
  });

  it('drop: the answer is lost, though the change was made; as often as was asked for', async () => {
    const fault = backend.fault('PLUGIN_PARAMETER', { drop: true, times: 2 });
    const ids = [0.1, 0.2, 0.3].map((value) => front.turn('r', value));
    await backend.settled();
    expect(ids.map((id) => front.answers(id).length)).to.deep.equal([0, 0, 1]);
    expect(wet()).to.equal(0.3);
    expect(fault.hits).to.equal(2);
  });

  it('drop of a request: nothing happens', async () => {
    backend.fault('PLUGIN_PARAMETER', { drop: true, direction: 'request' });
    front.turn('r', 0.2);
    await backend.settled();
    expect(wet()).to.equal(0.5);
    expect(front.frames).to.deep.equal([]);
    expect(backend.received()).to.deep.equal([]);
  });

  it('drop befalls what others did, too', async () => {
    backend.fault('PLUGIN_BYPASS', { drop: true });
    await backend.someone().request('PLUGIN_BYPASS', { track_id: 'main', plugin_id: 'r', bypass: true });
    await backend.settled();
    expect(front.types).to.deep.equal(['PLUGIN_STATE_UPDATE']);
  });

  it('duplicate: the answer comes twice, the request is carried out twice', async () => {
    backend.fault('PING', { duplicate: true });
    const id = front.send('PING');
    await backend.settled();
    expect(front.answers(id)).to.have.length(2);
    backend.fault('PLUGIN_ADD', { duplicate: true, direction: 'request' });
    front.send('PLUGIN_ADD', { track_id: 'main', name: 'Delay' });
    await backend.settled();
    expect(backend.state().tracks[0]?.plugins.map(({ effect }) => effect)).to.deep.equal(['reverb', 'delay', 'delay']);
  });

  it('reorder: the next one overtakes it, or the next few do', async () => {
    const fault = backend.fault('PLUGIN_PARAMETER', { reorder: true });
    front.turn('r', 0.2);
    await backend.settled();
    expect(front.types).to.deep.equal(['PLUGIN_STATE_UPDATE', 'PLUGIN_PARAMETER']);
    fault.remove();
    front.frames.length = 0;
    backend.fault('PING', { reorder: 2, times: 1 });
    const ids = ['a', 'b', 'c', 'd'].map((id) => front.send('PING', {}, id));
    await backend.settled();
    expect(ids).to.deep.equal(['a', 'b', 'c', 'd']);
    expect(front.frames.map(({ id }) => id)).to.deep.equal(['b', 'c', 'a', 'd']);
  });

  it('reorder: what nothing overtakes comes after a second', async () => {
    backend.fault('PING', { reorder: true });
    const id = front.send('PING');
    await backend.clock.advance(999);
    expect(front.answers(id)).to.have.length(0);
    await backend.clock.advance(1);
    expect(front.answers(id)).to.have.length(1);
  });

  it('error: the request is refused with the code, and not carried out', async () => {
    backend.fault('PLUGIN_PARAMETER', { error: 'ENGINE_ERROR', times: 1 });
    backend.fault('PLUGIN_BYPASS', { error: { code: 'RATE_LIMITED', message: 'slower', details: { retry_after: 2 } } });
    const id = front.turn('r', 0.2);
    const other = front.send('PLUGIN_BYPASS', { track_id: 'main', plugin_id: 'r', bypass: true });
    await backend.settled();
    expect(front.answers(id)[0]).to.deep.include({ type: 'ERROR' });
    expect(front.answers(id)[0]?.data.code).to.equal('ENGINE_ERROR');
    expect(front.answers(other)[0]?.data).to.deep.equal({ code: 'RATE_LIMITED', error: 'slower', details: { retry_after: 2 } });
    expect(wet()).to.equal(0.5);
    front.turn('r', 0.2);
    await backend.settled();
    expect(wet()).to.equal(0.2);
  });

  it('error: in the form of the store’s dialect', async () => {
    backend.fault('plugin.parameter', { error: 'ENGINE_ERROR' });
    const id = front.send('plugin.parameter', { track_id: 'main', plugin_id: 'r', parameter_id: 'wet_dry', parameter_value: 0.2 });
    await backend.settled();
    expect(front.answers(id).map(({ type, data }) => [type, data.code])).to.deep.equal([['error', 'ENGINE_ERROR']]);
  });

  it('close: the connection is closed with the code, and the request not carried out', async () => {
    backend.fault('PLUGIN_PARAMETER', { close: { code: 1011, reason: 'internal error' } });
    front.turn('r', 0.2);
    await backend.settled();
    expect(front.closed).to.deep.equal({ code: 1011, reason: 'internal error', wasClean: true });
    expect(wet()).to.equal(0.5);
    expect(front.frames).to.deep.equal([]);
  });

  it('close with 1006: the connection breaks', async () => {
    backend.fault('PING', { close: 1006 });
    front.send('PING');
    await backend.settled();
    expect(front.closed).to.deep.equal({ code: 1006, reason: '', wasClean: false });
  });

  it('slowConsumer: so many a second, and closed where too many wait', async () => {
    backend.fault('PING', { slowConsumer: { perSecond: 10, queue: 20 } });
    for (let index = 0; index < 11; index += 1) front.send('PING', {}, `p${index}`);
    await backend.clock.advance(0);
    expect(front.frames).to.have.length(1);
    await backend.clock.advance(500);
    expect(front.frames).to.have.length(6);
    await backend.clock.advance(500);
    expect(front.frames).to.have.length(11);
    for (let index = 0; index < 30; index += 1) front.send('PING', {}, `q${index}`);
    await backend.settled();
    expect(front.closed?.code).to.equal(1013);
    expect(front.closed?.reason).to.contain('expected a client that keeps up');
  });

  it('storageFull: the change is refused, others are kept', async () => {
    backend.fault('PLUGIN_PARAMETER', { storageFull: true, times: 1 });
    const ids = [0.2, 0.3].map((value) => front.turn('r', value));
    const bypass = front.send('PLUGIN_BYPASS', { track_id: 'main', plugin_id: 'r', bypass: true });
    await backend.settled();
    const codes = [...ids, bypass].map((id) => front.answers(id)[0]?.data.code ?? 'fine');
    expect(codes).to.deep.equal(['ENGINE_ERROR', 'fine', 'fine']);
    expect(front.answers(ids[0] as string)[0]?.data.error).to.contain('storage is full');
    expect(wet()).to.equal(0.3);
  });

  it('storageFull: befalls every type that is stored', async () => {
    backend.fault('*', { storageFull: true });
    const at = { track_id: 'main', plugin_id: 'r' };
    const requests = [
      ['PLUGIN_ADD', { track_id: 'main', name: 'Delay' }],
      ['PLUGIN_PARAMETER_BATCH', { ...at, parameters: [{ parameter_id: 'wet_dry', parameter_value: 0.1 }] }],
      ['PLUGIN_BYPASS', { ...at, bypass: true }],
      ['PLUGIN_PRESET', { ...at, preset_data: { wet_dry: 0.9 } }],
      ['RACK_BYPASS', { track_id: 'main', bypass: true }],
      ['RACK_LOAD', { track_id: 'main', plugins: [{ effect: 'delay' }] }],
      ['PRESET_SAVE', { effect: 'eq', name: 'mine', parameters: {} }],
      ['PLUGIN_REMOVE', at],
    ] as const;
    const before = backend.state();
    for (const [type, data] of requests) {
      const id = front.send(type, data);
      await backend.settled();
      expect(front.answers(id)[0]?.data.error, type).to.contain('storage is full');
    }
    expect(backend.state()).to.deep.equal(before);
  });

  it('several at once, by chance, and only where they are wanted', async () => {
    backend.fault('PLUGIN_PARAMETER', { error: 'ENGINE_ERROR', latency: 50, times: 1 });
    const id = front.turn('r', 0.2);
    await backend.clock.advance(49);
    expect(front.answers(id)).to.have.length(0);
    await backend.clock.advance(1);
    expect(front.answers(id)[0]?.data.code).to.equal('ENGINE_ERROR');
    backend.clearFaults();
    const some = backend.fault('PING', { drop: true, chance: 0.5 });
    for (let index = 0; index < 60; index += 1) front.send('PING', {}, `p${index}`);
    await backend.settled();
    expect(some.hits).to.be.within(15, 45);
    expect(front.types.filter((type) => type === 'PONG')).to.have.length(60 - some.hits);
    backend.clearFaults();
    backend.fault('PLUGIN_PARAMETER', { error: 'ENGINE_ERROR', when: ({ data }) => (data as { plugin_id: string }).plugin_id === 'x' });
    front.turn('r', 0.7);
    await backend.settled();
    expect(wet()).to.equal(0.7);
  });

  it('reorder and latency: first overtaken, then late', async () => {
    backend.fault('PING', { reorder: true, latency: 50, times: 1 });
    for (const id of ['a', 'b']) front.send('PING', {}, id);
    await backend.clock.advance(49);
    expect(front.frames.map(({ id }) => id)).to.deep.equal(['b']);
    await backend.clock.advance(1);
    expect(front.frames.map(({ id }) => id)).to.deep.equal(['b', 'a']);
  });

  it('befalls a request and its answer once, whatever their types', async () => {
    const all = backend.fault('*', { latency: 10 });
    const id = front.send('PING');
    await backend.clock.advance(9);
    expect(front.answers(id)).to.have.length(0);
    await backend.clock.advance(1);
    expect(front.answers(id)).to.have.length(1);
    expect(all.hits).to.equal(1);
  });

  it('befalls answers by their own type, too', async () => {
    backend.fault('PONG', { drop: true });
    const [ping, other] = [front.send('PING'), front.send('SESSION_STATE_GET')];
    await backend.settled();
    expect([ping, other].map((id) => front.answers(id).length)).to.deep.equal([0, 1]);
  });

  it('says what was expected', () => {
    const problem = (type: string, fault: object) => {
      try {
        backend.fault(type, fault);
        return 'none';
      } catch (error) {
        return String(error);
      }
    };
    expect(problem('PING', { lag: 1 })).to.match(/^TypeError: Rackwire: fault "PING": expected one of latency, .*, got "lag"$/);
    expect(problem('PING', {})).to.contain('got "none of them"');
    expect(problem('PING', { latency: [80, 20] })).to.contain('expected latency in ms, or [least, most], got "[80,20]"');
    expect(problem('PING', { error: 'OOPS' })).to.contain('got "OOPS"');
    expect(problem('PING', { close: 99 })).to.contain('expected close as a code from 1000 to 4999, got 99');
    expect(problem('PING', { drop: true, chance: 2 })).to.contain('expected chance from 0 to 1, got 2');
    expect(problem('PONG', { error: 'ENGINE_ERROR' })).to.contain('expected the type of a request, got "PONG"');
  });
});
