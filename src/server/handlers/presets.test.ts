import { expect } from 'chai';
import { catalogue, fullValues } from '../../effects/catalogue.ts';
import { factoryRacks } from '../../effects/racks.ts';
import { openStore } from '../../store/store.ts';
import { databaseName, deleteDatabases } from '../../store/testing/database.ts';
import { createServer, type Server } from '../server.ts';
import { TestClient } from '../testing/connect.ts';
import { startServer } from '../testing/start.ts';

describe('presets', () => {
  let server: Server;
  let client: TestClient;
  let name: string;

  beforeEach(async () => {
    name = databaseName();
    server = await startServer({ name });
    client = new TestClient(server);
  });
  afterEach(() => server.close(1001, 'the test is over'));
  after(deleteDatabases);

  const names = async (effect: string, factory = false) => {
    const { presets } = await client.request('PRESET_LIST', { effect });
    return presets.filter((preset) => preset.factory === factory).map((preset) => preset.name);
  };
  const values = async (plugin: { track_id: string; plugin_id: string }) =>
    (await client.request('PLUGIN_PARAMETERS_GET', plugin)).parameters;

  describe('of an effect', () => {
    it('lists those of the factory with full sets of values', async () => {
      const { presets } = await client.request('PRESET_LIST', {});
      expect(presets.every(({ factory }) => factory)).to.equal(true);
      expect(presets).to.have.length(catalogue.reduce((sum, effect) => sum + effect.presets.length, factoryRacks.length));
      const plate = presets.find((preset) => preset.name === 'Vocal Plate');
      expect(plate).to.have.property('parameters').that.includes({ wet_dry: 0.28, width: 1 });
      expect((await client.refusal('PRESET_LIST', { effect: 'fuzz' })).code).to.equal('PLUGIN_NOT_FOUND');
    });

    it('lives: saved, listed, loaded, replaced, renamed, deleted, and kept meanwhile', async () => {
      const saved = await client.request('PRESET_SAVE', { effect: 'comp', name: 'Mine', parameters: { ratio: 7 } });
      expect(saved.preset).to.deep.include({ kind: 'effect', effect: 'compressor', name: 'Mine', factory: false });
      expect(saved.preset).to.have.property('parameters').that.includes({ ratio: 7, threshold: -20 });
      expect(await names('compressor')).to.deep.equal(['Mine']);

      const plugin = await client.add('comp');
      await client.request('PLUGIN_PARAMETER', { ...plugin, parameter_id: 'knee', parameter_value: 20 });
      const loaded = await client.request('PLUGIN_PRESET', { ...plugin, preset_name: 'Mine' });
      expect(loaded).to.include({ preset_name: 'Mine', success: true });
      expect(loaded.preset_data).to.deep.equal(await values(plugin));
      expect(loaded.preset_data).to.include({ ratio: 7, knee: 6 });

      const taken = await client.refusal('PRESET_SAVE', { effect: 'compressor', name: 'Mine', parameters: {} });
      expect(taken.code).to.equal('INVALID_MESSAGE');
      expect(taken.error).to.contain('replace: true').and.contain('"Mine"');
      await client.request('PRESET_SAVE', { effect: 'compressor', name: 'Mine', parameters: { ratio: 2 }, replace: true });

      const renamed = await client.request('PRESET_SAVE', {
        effect: 'compressor',
        name: 'Ours',
        parameters: { ratio: 3 },
        rename_from: 'Mine',
      });
      expect(renamed).to.include({ rename_from: 'Mine' });
      await client.request('PRESET_SAVE', { effect: 'compressor', name: 'Another', parameters: {} });
      expect(await names('compressor')).to.deep.equal(['Another', 'Ours']);

      await server.close(1001, 'to be opened again');
      server = createServer({ store: openStore({ name }) });
      client = new TestClient(server);
      expect(await names('compressor')).to.deep.equal(['Another', 'Ours']);
      await client.request('PRESET_DELETE', { effect: 'compressor', name: 'Ours' });
      expect(await names('compressor')).to.deep.equal(['Another']);
      expect((await client.refusal('PRESET_DELETE', { effect: 'compressor', name: 'Ours' })).code).to.equal('PRESET_LOAD_FAILED');
    });

    it('renames onto itself, but not onto another without replace, nor from what is not there', async () => {
      const save = (preset: string, more = {}) => ({ effect: 'eq', name: preset, parameters: {}, ...more });
      await client.request('PRESET_SAVE', save('A'));
      await client.request('PRESET_SAVE', save('B'));
      await client.request('PRESET_SAVE', save('A', { rename_from: 'A' }));
      expect((await client.refusal('PRESET_SAVE', save('B', { rename_from: 'A' }))).code).to.equal('INVALID_MESSAGE');
      expect((await client.refusal('PRESET_SAVE', save('C', { rename_from: 'Z' }))).details).to.include({ name: 'Z' });
      expect((await client.refusal('PRESET_SAVE', save('C', { rename_from: 'Smile' }))).code).to.equal('PRESET_LOAD_FAILED');
      expect(await names('eq')).to.deep.equal(['A', 'B']);
      await client.request('PRESET_SAVE', save('B', { rename_from: 'A', replace: true }));
      expect(await names('eq')).to.deep.equal(['B']);
    });

    it('leaves factory presets alone', async () => {
      for (const type of ['PRESET_SAVE', 'PRESET_DELETE']) {
        const refusal = await client.refusal(type, { effect: 'eq', name: 'Smile', parameters: {}, replace: true });
        expect(refusal.code).to.equal('INVALID_MESSAGE');
        expect(refusal.error).to.contain('factory');
      }
      expect(await names('eq', true)).to.include('Smile');
    });

    it('refuses values that are none, by parameter', async () => {
      const refusal = await client.refusal('PRESET_SAVE', { effect: 'eq', name: 'Bad', parameters: { mid_gain: 1, mid_q: 'wide' } });
      expect(refusal.code).to.equal('INVALID_PARAMETER');
      expect(refusal.details).to.include({ parameter_id: 'mid_q', parameter_value: 'wide', effect: 'eq' });
      expect((await client.refusal('PRESET_SAVE', { effect: 'fuzz', name: 'Bad', parameters: {} })).code).to.equal('PLUGIN_NOT_FOUND');
      expect(await names('eq')).to.deep.equal([]);
    });

    it('takes names for text, markup and prototypes included', async () => {
      for (const preset of ['<script>alert(1)</script>', '__proto__', 'constructor', '🎚️ \u0000']) {
        await client.request('PRESET_SAVE', { effect: 'eq', name: preset, parameters: { mid_gain: 2 } });
        const plugin = await client.add('eq');
        const { preset_data } = await client.request('PLUGIN_PRESET', { ...plugin, preset_name: preset });
        expect(preset_data.mid_gain).to.equal(2);
      }
      expect(await names('eq')).to.have.length(4);
      expect((await client.refusal('PRESET_SAVE', { effect: '__proto__', name: 'x', parameters: {} })).code).to.equal('PLUGIN_NOT_FOUND');
    });
  });

  describe('loaded into a plugin', () => {
    it('lays given values over the present ones and replies with the full set', async () => {
      const plugin = await client.add('reverb');
      await client.request('PLUGIN_PARAMETER', { ...plugin, parameter_id: 'width', parameter_value: 0.2 });
      const preset_data = { wet_dry: 0.6, room_size: 0.8, damping: 0.4, pre_delay: 0.02 };
      const reply = await client.request('PLUGIN_PRESET', { ...plugin, preset_data });
      expect(reply).to.deep.equal({
        ...plugin,
        preset_data: { ...preset_data, width: 0.2, high_freq: 8000, low_freq: 200 },
        success: true,
      });
      expect(await values(plugin)).to.deep.equal(reply.preset_data);
    });

    it('loads a factory preset by name as the catalogue declares it', async () => {
      for (const effect of catalogue) {
        const plugin = await client.add(effect.id);
        for (const preset of effect.presets) {
          await client.request('PLUGIN_PRESET', { ...plugin, preset_name: preset.name });
          expect(await values(plugin)).to.deep.equal(fullValues(effect, preset.values));
        }
      }
    });

    it('refuses all of it where one value is none', async () => {
      const plugin = await client.add('reverb');
      const refusal = await client.refusal('PLUGIN_PRESET', { ...plugin, preset_data: { wet_dry: 0.1, room_size: 1.5 } });
      expect(refusal.code).to.equal('PRESET_LOAD_FAILED');
      expect(refusal.details).to.include({ ...plugin, parameter_id: 'room_size', parameter_value: 1.5 });
      expect(refusal.details.preset_error).to.equal('room_size: expected a number from 0 to 1, got 1.5');
      expect(await values(plugin)).to.include({ wet_dry: 0.5 });
    });

    it('says that a preset seems to be meant for another effect', async () => {
      const plugin = await client.add('reverb');
      const refusal = await client.refusal('PLUGIN_PRESET', { ...plugin, preset_data: { threshold: -20, ratio: 4 } });
      expect(refusal.details.preset_error)
        .to.contain('threshold')
        .and.contain('the preset seems to be meant for compressor, not for reverb');
      const nonsense = await client.refusal('PLUGIN_PRESET', { ...plugin, preset_data: { nonsense: 1 } });
      expect(nonsense.details.preset_error).to.contain('wet_dry, room_size').and.not.contain('meant');
      client.frames.length = 0;
      client.raw(
        `{"id":"p","type":"PLUGIN_PRESET","data":{"track_id":"main","plugin_id":"${plugin.plugin_id}","preset_data":{"__proto__":1}}}`,
      );
      expect(client.frames[0]?.data).to.have.nested.property('details.parameter_id', '__proto__');
    });

    it('refuses an unknown name', async () => {
      const plugin = await client.add('reverb');
      const refusal = await client.refusal('PLUGIN_PRESET', { ...plugin, preset_name: 'Smile' });
      expect(refusal.code).to.equal('PRESET_LOAD_FAILED');
      expect(refusal.details).to.include(plugin);
      expect(refusal.details.preset_error).to.contain('"Smile"').and.contain('reverb');
    });
  });

  describe('of a rack', () => {
    const rack = async (track_id = 'main') => {
      const { tracks } = await client.request('SESSION_STATE_GET', {});
      return tracks.find((track) => track.track_id === track_id);
    };

    it('loads each of the factory, on a track that need not be there', async () => {
      for (const { name: preset_name, plugins } of factoryRacks) {
        const reply = await client.request('RACK_LOAD', { track_id: preset_name, preset_name });
        expect(reply.plugins.map(({ effect, parameters }) => ({ effect, parameters }))).to.deep.equal(
          plugins.map(({ effect, parameters }) => ({ effect, parameters })),
        );
        expect((await rack(preset_name))?.plugins).to.deep.equal(reply.plugins);
      }
    });

    it('replaces what is there, with new ids, and leaves the bypass of the rack', async () => {
      const former = await client.add('reverb');
      await client.request('RACK_BYPASS', { track_id: 'main', bypass: true });
      const { plugins } = await client.request('RACK_LOAD', {
        track_id: 'main',
        plugins: [
          { effect: 'Comp', parameters: { ratio: 2 }, bypassed: true },
          { effect: 'eq', name: 'Tone' },
        ],
      });
      expect(plugins.map(({ effect, name: called, bypassed }) => [effect, called, bypassed])).to.deep.equal([
        ['compressor', 'Compressor', true],
        ['eq', 'Tone', false],
      ]);
      expect(plugins[0]?.parameters).to.include({ ratio: 2, threshold: -20 });
      const ids = plugins.map(({ plugin_id }) => plugin_id);
      expect(new Set([former.plugin_id, ...ids]).size).to.equal(3);
      expect(await rack()).to.deep.equal({ track_id: 'main', bypassed: true, plugins });
      await client.request('PLUGIN_PARAMETER', { track_id: 'main', plugin_id: ids[1] ?? '', parameter_id: 'mid_gain', parameter_value: 1 });
      await client.request('RACK_LOAD', { track_id: 'main', plugins: [] });
      expect((await rack())?.plugins).to.deep.equal([]);
    });

    it('refuses all of it where one entry is none, naming plugin and parameter', async () => {
      await client.add('reverb');
      const before = await rack();
      const cases: [entry: Record<string, unknown>, words: string, parameter_id?: string][] = [
        [{}, 'plugins[1].effect: expected one of reverb, compressor, eq, delay, got nothing'],
        [{ effect: 'fuzz' }, 'plugins[1].effect: expected one of reverb, compressor, eq, delay, got "fuzz"'],
        [{ effect: 'eq', name: 7 }, 'plugins[1].name: expected text'],
        [{ effect: 'eq', name: '' }, 'plugins[1].name: expected text'],
        [{ effect: 'eq', bypassed: 'no' }, 'plugins[1].bypassed: expected true or false, got the text "no"'],
        [{ effect: 'eq', parameters: [1] }, 'plugins[1].parameters: expected an object, got a list'],
        [
          { effect: 'eq', parameters: { mid_gain: 99 } },
          'plugins[1].parameters.mid_gain: expected a number from -18 to 18 dB, got 99',
          'mid_gain',
        ],
        [
          { effect: 'eq', parameters: { threshold: 1 } },
          'plugins[1].parameters.threshold: expected one of the parameters of eq',
          'threshold',
        ],
      ];
      for (const [entry, words, parameter_id] of cases) {
        const plugins = [{ effect: 'eq' }, entry];
        const load = await client.refusal('RACK_LOAD', { track_id: 'main', plugins });
        expect(load.code).to.equal('PRESET_LOAD_FAILED');
        expect(load.error).to.contain(words);
        expect(load.details).to.include({ track_id: 'main', plugin_index: 1 });
        if (parameter_id) expect(load.details).to.include({ parameter_id });
        const save = await client.refusal('PRESET_SAVE', { effect: 'rack', name: 'Bad', plugins });
        expect(save.code).to.equal('INVALID_PARAMETER');
        expect(save.error).to.contain(words);
      }
      expect(await rack()).to.deep.equal(before);
      expect(await names('rack')).to.deep.equal([]);
    });

    it('saves a rack as it stands and loads it again', async () => {
      await client.request('RACK_LOAD', { track_id: 'main', preset_name: 'Vocal Chain' });
      const { plugins = [] } = (await rack()) ?? {};
      await client.request('PRESET_SAVE', { effect: 'rack', name: 'Chain 2', plugins: plugins.map((plugin) => ({ ...plugin })) });
      expect(await names('rack')).to.deep.equal(['Chain 2']);
      const loaded = await client.request('RACK_LOAD', { track_id: 'other', preset_name: 'Chain 2' });
      expect(loaded.plugins.map(({ parameters }) => parameters)).to.deep.equal(plugins.map(({ parameters }) => parameters));
      expect((await client.refusal('RACK_LOAD', { track_id: 'main', preset_name: 'Nothing' })).code).to.equal('PRESET_LOAD_FAILED');
      expect((await client.refusal('PRESET_SAVE', { effect: 'rack', name: 'Drum Bus', plugins: [] })).error).to.contain('factory');
    });
  });
});
