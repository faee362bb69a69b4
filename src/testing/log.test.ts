import { expect } from 'chai';
import { type Backend, ExpectationError, startBackend } from './index.ts';
import { FrontEnd } from './testing/front-end.ts';

const reverb = { tracks: [{ track_id: 'main', plugins: [{ plugin_id: 'r', name: 'Reverb' }] }] };

describe('what was received', () => {
  let backend: Backend;
  let front: FrontEnd;
  beforeEach(async () => {
    backend = await startBackend({ fixtures: reverb });
    front = new FrontEnd();
    await front.opened;
  });
  afterEach(() => backend.stop());

  const failure = (act: () => void): ExpectationError => {
    try {
      act();
    } catch (error) {
      if (error instanceof ExpectationError) return error;
      throw error;
    }
    throw new Error('it was met');
  };

  it('is told in order, and by what is asked for', async () => {
    front.turn('r', 0.1);
    front.send('plugin.parameter', { track_id: 'main', plugin_id: 'r', parameter_id: 'wet_dry', parameter_value: 0.2 });
    front.socket.send('garbage');
    await backend.settled();
    expect(backend.received().map(({ type, connection }) => [type, connection])).to.deep.equal([
      ['PLUGIN_PARAMETER', 1],
      ['plugin.parameter', 1],
      ['', 1],
    ]);
    expect(backend.received({ type: 'PLUGIN_PARAMETER' })).to.have.length(2);
    expect(backend.received({ data: { parameter_value: 0.2 } })).to.have.length(1);
    expect(backend.received()[2]?.raw).to.equal('garbage');
    expect(backend.sent({ type: 'ERROR' })).to.have.length(1);
    backend.clear();
    expect([...backend.received(), ...backend.sent()]).to.deep.equal([]);
  });

  it('waits for what is there and for what is to come, and gives each once', async () => {
    const soon = backend.waitFor('PLUGIN_PARAMETER', ({ parameter_value }) => parameter_value === 0.2);
    front.turn('r', 0.1);
    front.turn('r', 0.2);
    front.turn('r', 0.2);
    expect((await soon).data.parameter_value).to.equal(0.2);
    expect((await backend.waitFor('PLUGIN_PARAMETER')).data.parameter_value).to.equal(0.1);
    expect((await backend.waitFor('PLUGIN_PARAMETER')).id).to.equal('msg_3');
    const vain = await backend.waitFor('PLUGIN_PARAMETER', undefined, 30).catch(({ message }) => message);
    expect(vain).to.equal('Rackwire: expected PLUGIN_PARAMETER within 30 ms, but got PLUGIN_PARAMETER ×3');
    expect((await backend.waitForSent('PLUGIN_STATE_UPDATE')).data).to.include({ state: 'updated' });
  });

  it('ends waiting with the backend, and passes on what a predicate throws', async () => {
    const waiting = backend.waitFor('PING').catch(({ message }) => message);
    const thrown = backend
      .waitFor('PLUGIN_PARAMETER', () => {
        throw new Error('mine');
      })
      .catch(({ message }) => message);
    front.turn('r', 0.1);
    expect(await thrown).to.equal('mine');
    await backend.stop();
    expect(await waiting).to.contain('expected PING before the backend was stopped, but got PLUGIN_PARAMETER');
  });

  it('is expected in order, with others between', async () => {
    front.turn('r', 0.1);
    front.send('PING');
    front.turn('r', 0.2);
    await backend.settled();
    backend.expectReceived({ type: 'PLUGIN_PARAMETER', data: { parameter_value: 0.1 } }, { data: { parameter_value: 0.2 } });
    backend.expectNotReceived({ type: 'PLUGIN_REMOVE' });
    expect(
      failure(() => backend.expectReceived({ data: { parameter_value: 0.2 } }, { data: { parameter_value: 0.1 } })).message,
    ).to.contain('behind what came as the first, but got nothing');
    expect(failure(() => backend.expectNotReceived({ type: 'PING' })).message).to.contain(
      'expected nothing like {"type":"PING"}, but got {"id":"msg_2"',
    );
  });

  it('is compared field by field with what is nearest', async () => {
    front.turn('r', 0.1);
    front.turn('x', 0.2);
    await backend.settled();
    const error = failure(() =>
      backend.expectReceived({ type: 'PLUGIN_PARAMETER', data: { plugin_id: 'x', parameter_value: 0.3, note: 'a' } }),
    );
    expect(error.name).to.equal('AssertionError');
    expect(error.message.split('\n').slice(1)).to.deep.equal([
      'The nearest of PLUGIN_PARAMETER is other in:',
      '  data.parameter_value: expected 0.3 but got 0.2',
      '  data.note: expected "a" but got nothing',
    ]);
    expect(failure(() => backend.expectReceived({ type: 'PLUGIN_ADD' })).message).to.equal(
      'Rackwire: expected to receive {"type":"PLUGIN_ADD"}, but got PLUGIN_PARAMETER ×2',
    );
  });
});
