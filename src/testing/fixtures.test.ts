import { expect } from 'chai';
import { type Fixtures, startBackend } from './index.ts';

const problem = async (fixtures: object): Promise<string> =>
  startBackend({ fixtures: fixtures as Fixtures }).then(
    async (backend) => {
      await backend.stop();
      return 'none';
    },
    ({ name, message }) => `${name}: ${message}`,
  );
const plugin = (given: object) => problem({ tracks: [{ track_id: 'main', plugins: [given] }] });

describe('fixtures', () => {
  it('are what the backend holds at the start', async () => {
    const backend = await startBackend({
      fixtures: {
        sessions: [{ session_id: 'mix', tracks: [{ track_id: 'drums', bypassed: true, plugins: [{ effect: 'compressor' }] }] }],
        tracks: [
          {
            track_id: 'vocals',
            plugins: [{ name: 'My Room', plugin_path: '/vst/Reverb.vst3', parameters: { wet_dry: 0.25 }, bypassed: true }],
          },
          { track_id: 'bass' },
        ],
        presets: [
          { effect: 'reverb', name: 'Mine', parameters: { wet_dry: 0.1 } },
          { effect: 'rack', name: 'Both', plugins: [{ effect: 'eq' }, { effect: 'delay' }] },
        ],
      },
    });
    expect(backend.state().tracks.map(({ track_id }) => track_id)).to.deep.equal(['bass', 'vocals']);
    const [vocals] = backend.state().tracks[1]?.plugins ?? [];
    expect(vocals).to.deep.include({
      plugin_id: 'plugin_1',
      name: 'My Room',
      effect: 'reverb',
      bypassed: true,
      plugin_path: '/vst/Reverb.vst3',
    });
    expect(vocals?.parameters).to.include({ wet_dry: 0.25 });
    expect(Object.keys(vocals?.parameters ?? {}).length).to.be.above(1);
    expect(backend.state('mix').tracks).to.have.nested.property('[0].bypassed', true);
    const { presets } = await backend.someone().request('PRESET_LIST', {});
    expect(presets.filter(({ factory }) => !factory).map(({ name }) => name)).to.have.members(['Mine', 'Both']);
    const { verification } = await backend.someone().request('PROVENANCE_GET', { verify: true });
    expect(verification?.valid).to.equal(true);
    await backend.stop();
  });

  it('are refused in words, with every place that is wrong', async () => {
    expect(await plugin({ name: 'Flanger' })).to.match(
      /^TypeError: Rackwire: fixtures\.tracks\[0\]\.plugins\[0\]: expected an effect \(reverb, .*\), or a name or plugin_path that means one, got "Flanger"$/,
    );
    expect(await plugin({ effect: 'flanger' })).to.contain(
      'plugins[0].effect: expected one of reverb, compressor, eq, delay, got "flanger"',
    );
    expect(await plugin({ name: 'Reverb', parameters: { wet_dry: 5, mix: 1 } })).to.match(
      /plugins\[0\]\.parameters\.wet_dry: expected a number from 0 to 1, got 5\nfixtures\S+parameters\.mix: expected one of reverb's parameters .*wet_dry/,
    );
    expect(await plugin({ name: 'Reverb', parameter: {} })).to.contain('plugins[0].parameter: expected no such field');
    expect(await plugin({ name: 'Reverb', bypassed: 'no' })).to.contain(
      'plugins[0].bypassed: expected bypassed as true or false, got "no"',
    );
    expect(await plugin({ name: 'Reverb', plugin_id: 'a b' })).to.contain(
      'expected plugin_id of letters, digits and underscores, got "a b"',
    );
    expect(await problem({ tracks: [{ plugins: [] }] })).to.contain(
      'fixtures.tracks[0].track_id: expected the field "track_id", got nothing',
    );
    expect(await problem({ tracks: {} })).to.contain('fixtures.tracks: expected tracks as a list, got Object');
    expect(await problem({ tracks: [{ track_id: 'a' }, { track_id: 'a' }] })).to.contain(
      'tracks[1].track_id: expected each only once, got "a" again',
    );
    expect(await problem({ presets: [{ effect: 'rack', name: 'x' }] })).to.contain(
      'presets[0]: expected plugins for the effect "rack", got none',
    );
    expect(
      await problem({
        tracks: [
          {
            track_id: 'a',
            plugins: [
              { name: 'EQ', plugin_id: 'p' },
              { name: 'EQ', plugin_id: 'p' },
            ],
          },
        ],
      }),
    ).to.contain('plugins[1].plugin_id: expected each only once');
  });
});
