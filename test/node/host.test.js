// The server under Node, over real WebSockets and HTTP.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import { SignJWT } from 'jose';
import { WebSocket } from 'ws';
import { Client, jwt, start } from './support/clients.js';

/** A GET with headers that fetch would not let us set. */
const get = (port, path, headers = {}) =>
  new Promise((resolve, reject) => {
    const asked = request({ port, path, headers, host: '127.0.0.1' }, async (response) => {
      let body = '';
      for await (const chunk of response) body += chunk;
      resolve({ status: response.statusCode, headers: response.headers, body });
    });
    asked.on('error', reject);
    asked.end();
  });

test('answers and broadcasts over WebSockets, in each client’s own form and codec', async () => {
  const { port } = await start();
  const [ann, bo, packed, store] = [new Client(port), new Client(port), new Client(port, { codec: 'msgpack' }), new Client(port)];
  for (const client of [bo, packed]) await client.ask('PING');
  assert.equal((await store.ask('heartbeat')).type, 'heartbeat_response');
  const plugin = await ann.add('reverb', { user_id: 'ann' });
  await bo.ask('PLUGIN_PARAMETER', { ...plugin, parameter_id: 'damping', parameter_value: 0.75 }, { user_id: 'bo' });
  for (const client of [ann, packed]) {
    const frame = await client.next('PLUGIN_PARAMETER');
    assert.deepEqual(frame.data, { ...plugin, parameter_id: 'damping', parameter_value: 0.75, success: true });
  }
  assert.equal((await store.next('plugin.parameter')).data.value, 0.75);
  assert.equal((await packed.next('PLUGIN_STATE_UPDATE')).data.changed_by, 'ann');
  assert.equal((await ann.ask('PLUGIN_PARAMETERS_GET', plugin)).data.parameters.damping, 0.75);
});

test('chooses a subprotocol, so that a client that offers some goes on', async () => {
  const { port } = await start();
  for (const [protocols, chosen] of [
    [['msgpack'], 'msgpack'],
    [['unknown', 'json'], 'json'],
    [['unknown', 'other'], 'unknown'],
    [[], ''],
  ]) {
    const client = new Client(port, { protocols });
    await client.opened;
    assert.equal(client.socket.protocol, chosen);
  }
  const packed = new Client(port, { protocols: ['msgpack'], codec: 'msgpack' });
  assert.equal((await packed.ask('PING')).type, 'PONG');
});

test('takes tokens from address, header, subprotocol and AUTH, and closes on wrong ones', async () => {
  const secret = 'a secret of at least thirty-two bytes';
  const { port } = await start({ auth: jwt({ secret }) });
  const token = await new SignJWT({ permissions: ['plugin:read'] })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('ann')
    .setExpirationTime('1 minute')
    .sign(new TextEncoder().encode(secret));
  const ways = [
    { path: `/ws?token=${token}` },
    { headers: { Authorization: `Bearer ${token}` } },
    { protocols: ['bearer', token] },
    { protocols: [`bearer.${token}`] },
  ];
  for (const options of ways) {
    const client = new Client(port, options);
    const answer = await client.ask('SESSION_STATE_GET', {});
    assert.deepEqual([answer.type, answer.user_id], ['SESSION_STATE_GET', 'ann']);
    client.socket.close();
    await client.closed;
  }
  const later = new Client(port);
  assert.equal((await later.ask('SESSION_STATE_GET', {})).data.code, 'UNAUTHORIZED');
  assert.equal((await later.ask('AUTH', { token })).type, 'AUTH_SUCCESS');
  assert.equal((await later.ask('PLUGIN_ADD', { track_id: 'main', name: 'eq' })).data.details.required_permission, 'plugin:add');
  const wrong = new Client(port, { path: '/ws?token=wrong' });
  assert.deepEqual(await wrong.closed, { code: 1008, reason: 'expected a JSON Web Token of three parts' });
  assert.equal(wrong.frames[0].data.code, 'AUTH_FAILED');
});

test('takes the session of a connection from its header', async () => {
  const { port } = await start();
  const client = new Client(port, { headers: { 'Session-Id': 'studio' } });
  await client.add('eq');
  const answer = await client.ask('SESSION_STATE_GET', {});
  assert.deepEqual([answer.session_id, answer.data.tracks.length], ['studio', 1]);
  assert.equal((await new Client(port).ask('SESSION_STATE_GET', {})).data.tracks.length, 0);
});

test('answers what is wrong, and closes where that cannot be answered', async () => {
  const { port } = await start();
  const client = new Client(port);
  await client.opened;
  client.socket.send('garbage');
  assert.equal((await client.next('ERROR')).data.code, 'INVALID_MESSAGE');
  client.frames.length = 0;
  client.socket.send(JSON.stringify({ id: 'long', type: 'PING', data: 'x'.repeat(2 * 1024 * 1024) }));
  assert.match((await client.next('ERROR')).data.error, /at most 1048576 characters/);
  client.socket.send('x'.repeat(5 * 1024 * 1024));
  assert.equal((await client.closed).code, 1009);
  assert.equal((await new Client(port).ask('PING')).type, 'PONG');
});

test('lets in the pages of this computer and those that were named, and no others', async () => {
  const { port } = await start({ origins: ['https://desk.example'] });
  const statusOf = (options) =>
    new Promise((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}${options.path ?? '/ws'}`, options);
      socket.on('open', () => {
        socket.close();
        resolve(101);
      });
      socket.on('unexpected-response', (_request, response) => {
        response.resume();
        resolve(response.statusCode);
      });
      socket.on('error', () => {});
    });
  assert.equal(await statusOf({}), 101);
  for (const origin of ['http://localhost:3000', 'http://127.0.0.1', 'http://[::1]:5173', 'https://desk.example']) {
    assert.equal(await statusOf({ headers: { Origin: origin } }), 101, origin);
  }
  for (const origin of ['https://evil.example', 'null', 'http://localhost.evil.example', 'https://desk.example.evil.example']) {
    assert.equal(await statusOf({ headers: { Origin: origin } }), 403, origin);
  }
  // A name that was turned to this computer by whoever owns it.
  assert.equal(await statusOf({ headers: { Host: 'evil.example' } }), 403);
  assert.equal(await statusOf({ path: '/elsewhere' }), 404);
  assert.equal((await get(port, '/health', { Origin: 'https://evil.example' })).status, 403);
  assert.equal((await get(port, '/health', { Host: 'evil.example' })).status, 403);
  const allowed = await get(port, '/health', { Origin: 'https://desk.example' });
  assert.deepEqual(
    [allowed.status, allowed.headers['access-control-allow-origin'], allowed.headers.vary],
    [200, 'https://desk.example', 'Origin'],
  );
});

test('serves the HTTP addresses', async () => {
  const { port } = await start({ adminToken: 'the-administrator' });
  const { plugin_id } = await new Client(port).add('delay');
  assert.equal(JSON.parse((await get(port, '/health')).body).status, 'healthy');
  assert.equal(JSON.parse((await get(port, `/api/plugins/${plugin_id}`)).body).effect, 'delay');
  assert.equal((await get(port, '/api/plugins/nothing')).status, 404);
  assert.equal((await get(port, '//evil.example/health')).status, 404);
  const report = await get(port, '/admin/websocket-security', { Authorization: 'Bearer the-administrator' });
  assert.equal(JSON.parse(report.body).connections.open, 1);
  assert.equal(report.headers['x-ratelimit-limit'], '100');
  assert.equal((await get(port, '/admin/websocket-security', { Authorization: 'Bearer another' })).status, 403);
  const closed = await start();
  assert.equal((await get(closed.port, '/admin/websocket-security', { Authorization: 'Bearer any' })).status, 403);
});

test('describes itself: every reference leads somewhere, every message is there, and the page needs nothing else', async () => {
  const { port } = await start();
  const [open, async] = await Promise.all(
    ['/openapi.json', '/asyncapi.json'].map(async (path) => JSON.parse((await get(port, path)).body)),
  );
  for (const description of [open, async]) {
    const visit = (value) => {
      if (typeof value !== 'object' || value === null) return;
      if (typeof value.$ref === 'string') {
        const found = value.$ref
          .slice(2)
          .split('/')
          .reduce((at, key) => at?.[key.replaceAll('~1', '/')], description);
        assert.ok(found, value.$ref);
      }
      for (const inner of Object.values(value)) visit(inner);
    };
    visit(description);
  }
  assert.match(open.openapi, /^3\.1/);
  assert.deepEqual(Object.keys(open.paths), ['/health', '/api/plugins/{id}', '/admin/websocket-security']);
  assert.match(async.asyncapi, /^3\./);
  const { PLUGIN_ADD } = async.components.messages;
  assert.deepEqual(PLUGIN_ADD.payload.properties.data.required, ['track_id', 'name']);
  assert.equal(PLUGIN_ADD.payload.properties.data.properties.name.maxLength, 500);
  for (const type of ['AUTH', 'PING', 'PLUGIN_PARAMETER_BATCH', 'PRESET_SAVE', 'SESSION_STATE_GET']) {
    assert.equal(async.operations[type].action, 'receive');
    assert.equal(async.components.messages[type].payload.properties.type.const, type);
  }
  const page = await get(port, '/docs');
  assert.match(page.headers['content-type'], /^text\/html/);
  assert.match(page.headers['content-security-policy'], /default-src 'none'/);
  assert.match(page.body, /<h3 id="PLUGIN_ADD">PLUGIN_ADD<\/h3>/);
  assert.doesNotMatch(page.body, /(src|href)="(https?:)?\/\/|<script|undefined/);
});

test('says goodbye to everyone when it stops, and frees its port', async () => {
  const first = await start();
  const client = new Client(first.port);
  const adding = client.add('eq');
  await adding;
  await first.close();
  assert.deepEqual(await client.closed, { code: 1001, reason: 'the server was stopped' });
  const second = await start({ port: first.port });
  assert.equal((await new Client(second.port).ask('PING')).type, 'PONG');
  await assert.rejects(start({ port: first.port }), { code: 'EADDRINUSE' });
});

test('lets go of a client that takes in nothing of what it is sent', async () => {
  const { port, server } = await start({ limits: false });
  const slow = new Client(port);
  await slow.ask('PING');
  slow.socket.pause();
  const [id, data] = ['slow', {}];
  for (let count = 0; count < 20_000 && server.statistics().connections.open > 0; count += 1) {
    slow.socket.send(JSON.stringify({ id, type: 'PLUGIN_CATALOG_GET', data }));
    if (count % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  assert.equal(server.statistics().connections.open, 0);
  assert.equal((await new Client(port).ask('PING')).type, 'PONG');
});

test('asks the silent for a sign of life by the protocol’s own ping', async () => {
  let now = Date.now();
  const { port, server } = await start({ clock: { now: () => now } });
  const [well, dead] = [new Client(port), new Client(port, { autoPong: false })];
  await Promise.all([well.ask('PING'), dead.ask('PING')]);
  const pinged = new Promise((resolve) => well.socket.once('ping', resolve));
  now += 30_000;
  server.sweep();
  await pinged;
  // The pong of the one is on its way, and there when what comes behind it is answered; that of the other never comes.
  well.socket.ping();
  await new Promise((resolve) => well.socket.once('pong', resolve));
  now += 30_000;
  server.sweep();
  assert.deepEqual(await dead.closed, { code: 4408, reason: 'nothing heard for 60 s' });
  assert.equal(server.statistics().connections.open, 1);
  assert.equal((await well.ask('PING')).type, 'PONG');
});
