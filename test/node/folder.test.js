// The state in a folder: what is acknowledged is there, whatever happens to the process.
import assert from 'node:assert/strict';
import { appendFile, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Client, newFolder, openFolder, run, start } from './support/clients.js';

const journal = (folder) => join(folder, 'journal.jsonl');
const preset = (name, value = 0) => ({
  kind: 'preset',
  preset: { kind: 'effect', effect: 'eq', name, factory: false, parameters: { mid_gain: value } },
});
const namesIn = async (store) => (await store.load()).presets.map(({ name }) => name).sort();

test('keeps racks, presets and undo from one run to the next', async () => {
  const data = await newFolder();
  const first = await start({ data });
  const client = new Client(first.port);
  const plugin = await client.add('reverb');
  await client.ask('PLUGIN_PARAMETER', { ...plugin, parameter_id: 'damping', parameter_value: 0.75 });
  await client.ask('PRESET_SAVE', { effect: 'eq', name: 'Mine', parameters: { mid_gain: 3 } });
  const before = await client.ask('SESSION_STATE_GET', {});
  await first.close();
  const second = await start({ data });
  const again = new Client(second.port);
  assert.deepEqual((await again.ask('SESSION_STATE_GET', {})).data, before.data);
  const { presets } = (await again.ask('PRESET_LIST', { effect: 'eq' })).data;
  assert.equal(presets.find(({ name }) => name === 'Mine').parameters.mid_gain, 3);
  assert.equal((await again.ask('UNDO', {})).type, 'UNDO');
  assert.notEqual((await again.ask('PLUGIN_PARAMETERS_GET', plugin)).data.parameters.damping, 0.75);
  assert.ok((await again.ask('PROVENANCE_GET', { verify: true })).data.records.length >= 2);
});

test('has lost nothing that it acknowledged when it is killed', async () => {
  const data = await newFolder();
  let plugin;
  for (let round = 1; round <= 5; round += 1) {
    const { child, ended, port } = await run(['serve', '--port', '0', '--data', data, '--no-limits']);
    const client = new Client(port);
    plugin ??= await client.add('compressor');
    const { parameters } = (await client.ask('PLUGIN_PARAMETERS_GET', plugin)).data;
    assert.equal(parameters.threshold, round === 1 ? -20 : 1 - round, `after kill ${round - 1}`);
    const acknowledged = client.ask('PLUGIN_PARAMETER', { ...plugin, parameter_id: 'threshold', parameter_value: -round });
    for (let burst = 0; burst < 50; burst += 1) {
      client.ask('PLUGIN_PARAMETER', { ...plugin, parameter_id: 'knee', parameter_value: burst % 20 }).catch(() => {});
    }
    await acknowledged;
    child.kill('SIGKILL');
    await ended;
  }
  const store = await openFolder(data);
  const { sessions, problems } = await store.load();
  assert.deepEqual(problems, []);
  assert.equal(sessions[0].tracks[0].plugins[0].parameters.threshold, -5);
  await store.close();
});

test('drops a line that was cut off, wherever it was', async () => {
  const data = await newFolder();
  const store = await openFolder(data);
  await store.write([preset('One')]);
  const length = (await stat(journal(data))).size;
  await store.write([preset('Two'), preset('Three')]);
  await store.close();
  const whole = await readFile(journal(data));
  for (let end = length; end < whole.length; end += 7) {
    await writeFile(journal(data), whole.subarray(0, end));
    const cut = await openFolder(data);
    assert.deepEqual(await namesIn(cut), ['One'], `cut at ${end}`);
    await cut.write([preset('Four')]);
    await cut.close();
    const again = await openFolder(data);
    assert.deepEqual(await namesIn(again), ['Four', 'One']);
    await again.close();
  }
});

test('rewrites a journal that has grown, and loses nothing by it', async () => {
  const data = await newFolder();
  const store = await openFolder(data);
  const plugins = Array.from({ length: 60 }, () => ({ effect: 'reverb', name: 'x'.repeat(400), bypassed: false, parameters: {} }));
  const rack = (name) => ({ kind: 'preset', preset: { kind: 'rack', effect: 'rack', name, factory: false, plugins } });
  let longest = 0;
  for (let count = 0; count < 200; count += 1) {
    await store.write([rack(`rack ${count % 3}`), preset(`p${count}`, count % 10)]);
    if (count % 2) await store.write([{ kind: 'preset-removed', effect: 'eq', name: `p${count}` }]);
    longest = Math.max(longest, (await stat(journal(data))).size);
  }
  const before = await store.load();
  const { size } = await stat(journal(data));
  assert.ok(longest > 4_000_000 && size < longest / 2, `${longest} → ${size}`);
  await store.close();
  const again = await openFolder(data);
  assert.deepEqual(await again.load(), before);
  assert.equal((await namesIn(again)).length, 103);
  await again.close();
});

test('belongs to one process at a time; a lock whose process is gone counts no more', async () => {
  const data = await newFolder();
  const store = await openFolder(data);
  await assert.rejects(openFolder(data), { name: 'StoreError', code: 'in-use' });
  await store.close();
  const { child, ended } = await run(['serve', '--port', '0', '--data', data]);
  const { output, ended: second } = await run(['serve', '--port', '0', '--data', data]);
  assert.deepEqual(await second, { code: 1, signal: null });
  assert.match(output(), /^rackwire: the process \d+ uses .*: stop it, or choose another folder\n$/);
  child.kill('SIGKILL');
  await ended;
  await (await openFolder(data)).close();
});

test('leaves alone what it does not understand', async () => {
  for (const [text, code, words] of [
    ['{"rackwire":"journal","format":2}\n', 'newer', /newer version of Rackwire \(format 2; this is 1\)/],
    ['something else\n', 'unreadable', /is no journal of Rackwire/],
    ['{"rackwire":"journal","format":1}\nbroken\n[]\n', 'unreadable', /line 2 of .* cannot be read/],
  ]) {
    const data = await newFolder();
    await writeFile(journal(data), text);
    await assert.rejects(openFolder(data), (error) => error.code === code && words.test(error.message));
    assert.equal(await readFile(journal(data), 'utf8'), text);
    // And the folder is free again.
    await writeFile(journal(data), '');
    await (await openFolder(data)).close();
  }
});

test('keeps plugins and tables that this build does not know', async () => {
  const data = await newFolder();
  const plugin = { plugin_id: 'p', name: 'Fuzz', plugin_path: 'fuzz', effect: 'fuzz', bypassed: false, parameters: { grit: 11 } };
  const operations = [
    ['tracks', ['default', 'main'], { format: 1, bypassed: false, plugins: [plugin] }],
    ['songs', ['one'], { of: 'a later build' }],
  ];
  await writeFile(journal(data), `{"rackwire":"journal","format":1}\n${JSON.stringify(operations)}\n`);
  const { port, close } = await start({ data });
  const client = new Client(port);
  assert.match((await client.ask('SESSION_STATE_GET', {})).data.problems[0], /needs the effect "fuzz"/);
  await client.add('eq');
  await close();
  const text = await readFile(journal(data), 'utf8');
  assert.match(text.trim().split('\n').at(-1), /"grit":11/);
  assert.match(text, /a later build/);
});

test('writes what is asked for at once in one order', async () => {
  const data = await newFolder();
  const store = await openFolder(data);
  await Promise.all(Array.from({ length: 50 }, (_, count) => store.write([preset('Same', count % 18)])));
  const { presets } = await store.load();
  assert.equal(presets[0].parameters.mid_gain, 49 % 18);
  await store.close();
  await appendFile(journal(data), '');
  await assert.rejects(store.write([preset('Late')]), { code: 'closed' });
});
