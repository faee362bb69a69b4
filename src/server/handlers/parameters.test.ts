import { expect } from 'chai';
import { catalogue } from '../../effects/catalogue.ts';
import { deleteDatabases } from '../../store/testing/database.ts';
import type { Server } from '../server.ts';
import { TestClient } from '../testing/connect.ts';
import { startServer } from '../testing/start.ts';

describe('parameters', () => {
  let server: Server;
  let client: TestClient;
  let plugin: { track_id: string; plugin_id: string };

  beforeEach(async () => {
    server = await startServer();
    client = new TestClient(server);
    plugin = await client.add('compressor');
  });
  afterEach(() => server.close(1001, 'the test is over'));
  after(deleteDatabases);

  const values = async () => (await client.request('PLUGIN_PARAMETERS_GET', plugin)).parameters;
  const set = (parameter_id: string, parameter_value: unknown) => ({ ...plugin, parameter_id, parameter_value });

  it('sets one, and gives them all', async () => {
    expect(await client.request('PLUGIN_PARAMETER', set('threshold', -12.5))).to.deep.equal({ ...set('threshold', -12.5), success: true });
    expect(await values()).to.deep.equal({
      threshold: -12.5,
      ratio: 4,
      attack: 0.003,
      release: 0.1,
      knee: 6,
      makeup: 0,
      wet_dry: 1,
      sidechain: 0,
    });
  });

  it('refuses what is no value, in words that name range, unit and what came', async () => {
    const cases: [value: unknown, got: string, echoed: unknown][] = [
      [0.001, 'got 0.001', 0.001],
      [-60.1, 'got -60.1', -60.1],
      ['0.5', 'got the text "0.5"', '0.5'],
      [null, 'got null', null],
      [true, 'got a value of type boolean', true],
      [[-1], 'got a list', '[list]'],
      [{ valueOf: 1 }, 'got a value of type object', '[object]'],
    ];
    for (const [value, got, echoed] of cases) {
      const refusal = await client.refusal('PLUGIN_PARAMETER', set('threshold', value));
      expect(refusal).to.deep.equal({
        error: `compressor.threshold: expected a number from -60 to 0 dB, ${got}`,
        code: 'INVALID_PARAMETER',
        details: {
          parameter_id: 'threshold',
          parameter_value: echoed,
          validation_error: `expected a number from -60 to 0 dB, ${got}`,
          ...plugin,
        },
      });
    }
    expect((await client.refusal('PLUGIN_PARAMETER', { ...plugin, parameter_id: 'threshold' })).error).to.contain('got nothing');
    expect((await client.refusal('PLUGIN_PARAMETER', set('sidechain', 0.5))).error).to.contain('a whole number from 0 to 1 (0 Off, 1 On)');
    expect(await values()).to.include({ threshold: -20, sidechain: 0 });
  });

  it('refuses infinity, which JSON can hold as 1e999', async () => {
    client.frames.length = 0;
    client.raw(
      `{"id":"inf","type":"PLUGIN_PARAMETER","data":{"track_id":"main","plugin_id":"${plugin.plugin_id}","parameter_id":"threshold","parameter_value":-1e999}}`,
    );
    expect(client.frames[0]?.data).to.deep.include({ code: 'INVALID_PARAMETER' });
    expect(client.frames[0]?.data).to.have.nested.property('details.parameter_value', '-Infinity');
  });

  it('names the known parameters when one is unknown', async () => {
    for (const id of ['thresold', '__proto__', 'toString', '<b>']) {
      const { code, details } = await client.refusal('PLUGIN_PARAMETER', set(id, 1));
      expect(code).to.equal('INVALID_PARAMETER');
      expect(details).to.include({ parameter_id: id });
      expect(details.validation_error).to.contain('threshold, ratio, attack').and.contain(JSON.stringify(id));
    }
  });

  it('accepts both ends of every range and nothing beyond', async () => {
    for (const effect of catalogue) {
      const { track_id, plugin_id } = await client.add(effect.id);
      for (const { id, min, max } of effect.parameters) {
        for (const value of [min, max]) {
          await client.request('PLUGIN_PARAMETER', { track_id, plugin_id, parameter_id: id, parameter_value: value });
        }
        for (const value of [min - 1e-9, max + 1e-9]) {
          const refusal = await client.refusal('PLUGIN_PARAMETER', { track_id, plugin_id, parameter_id: id, parameter_value: value });
          expect(refusal.code, `${effect.id}.${id} = ${value}`).to.equal('INVALID_PARAMETER');
        }
      }
    }
  });

  it('sets a batch, and echoes it', async () => {
    const parameters = [
      { parameter_id: 'threshold', parameter_value: -30 },
      { parameter_id: 'ratio', parameter_value: 8 },
    ];
    const data = { ...plugin, parameters, timestamp: '2024-01-01T12:00:00Z' };
    expect(await client.request('PLUGIN_PARAMETER_BATCH', data)).to.deep.equal({ ...data, success: true });
    expect(await values()).to.include({ threshold: -30, ratio: 8 });
  });

  it('sets all of a batch or none of it', async () => {
    const refusal = await client.refusal('PLUGIN_PARAMETER_BATCH', {
      ...plugin,
      parameters: [
        { parameter_id: 'threshold', parameter_value: -30 },
        { parameter_id: 'ratio', parameter_value: 800 },
        { parameter_id: 'knee', parameter_value: 1 },
      ],
    });
    expect(refusal.code).to.equal('INVALID_PARAMETER');
    expect(refusal.details).to.include({ parameter_id: 'ratio', parameter_value: 800, ...plugin });
    expect(await values()).to.include({ threshold: -20, ratio: 4, knee: 6 });
  });
});
