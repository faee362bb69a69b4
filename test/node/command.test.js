// The command `rackwire serve`.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { Client, newFolder, run } from './support/clients.js';

test('serves, says where, and stops when it is told to', async () => {
  const { child, ended, output, port } = await run(['serve', '--port', '0']);
  assert.match(output(), /^Rackwire \d+\.\d+\.\d+ serves ws:\/\/127\.0\.0\.1:\d+\/ws and http:\/\/127\.0\.0\.1:\d+\/docs/);
  const client = new Client(port);
  await client.add('eq');
  assert.match(output(), /Nothing is kept: give --data FOLDER/);
  assert.match(output(), /whoever can connect may do everything/);
  child.kill('SIGTERM');
  assert.deepEqual(await client.closed, { code: 1001, reason: 'the server was stopped' });
  assert.deepEqual(await ended, { code: 0, signal: null });
});

test('says in one line what was wrong with the command', async () => {
  const { port } = await run(['serve', '--port', '0']);
  for (const [args, words, env] of [
    [['serve', '--port', 'many'], 'expected --port as a number from 0 to 65535, got many'],
    [['serve', '--prot', '1'], "Unknown option '--prot'"],
    [['dance'], 'expected the command serve, got dance'],
    [['serve', '--port', String(port)], 'choose another --port'],
    [['serve', '--audience', 'x'], 'expected --jwks or RACKWIRE_JWT_SECRET'],
    [['serve', '--jwks', '/nowhere.json'], 'expected --jwks as a file of keys'],
    [['serve', '--port', '0'], 'at least 32 bytes, got 5', { RACKWIRE_JWT_SECRET: 'short' }],
    [['serve', '--port', '0', '--data', '/dev/null/x'], 'ENOTDIR: not a directory'],
  ]) {
    const { ended, output } = await run(args, env);
    assert.equal((await ended).code, 1, args.join(' '));
    assert.ok(output().includes(words), output());
    assert.equal(output().trim().split('\n').length, 1, output());
  }
  for (const args of [[], ['--help']]) assert.match((await run(args)).output(), /--data FOLDER/);
  assert.match((await run(['--version'])).output(), /^\d+\.\d+\.\d+\n$/);
});

test('asks for tokens of the keys in a file, and for signatures by a secret of the environment', async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const file = join(await newFolder(), 'keys.json');
  await writeFile(file, JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k' }] }));
  const { port } = await run(['serve', '--port', '0', '--jwks', file, '--audience', 'rackwire'], { RACKWIRE_SIGNATURE_SECRET: 'sign' });
  const token = await new SignJWT({ permissions: ['plugin:read'] })
    .setProtectedHeader({ alg: 'ES256', kid: 'k' })
    .setSubject('ann')
    .setAudience('rackwire')
    .setExpirationTime('1 minute')
    .sign(privateKey);
  const client = new Client(port);
  assert.equal((await client.ask('PLUGIN_CATALOG_GET', {})).data.code, 'UNAUTHORIZED');
  assert.equal((await client.ask('AUTH', { token })).data.user_id, 'ann');
  assert.equal((await client.ask('PLUGIN_CATALOG_GET', {})).type, 'PLUGIN_CATALOG_GET');
  assert.match((await client.ask('PLUGIN_CATALOG_GET', {}, { signature: 'x' })).data.error, /64 hexadecimal digits/);
});
