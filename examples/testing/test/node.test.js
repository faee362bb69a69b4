// What needs no page runs in Node as well.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startBackend } from 'rackwire/testing';
import { PluginSocket } from '../src/plugin-socket.js';

test('the socket connects again a second after it was lost', async () => {
  const backend = await startBackend({ clock: 'virtual' });
  const socket = new PluginSocket();
  const log = [];
  for (const type of ['connect', 'disconnect']) socket.addEventListener(type, () => log.push(type));
  socket.connect();
  await backend.settled();
  assert.deepEqual(await socket.request('SESSION_STATE_GET', {}), { session_id: 'default', tracks: [], success: true });
  backend.disconnect();
  await backend.clock.advance(1000);
  assert.deepEqual(log, ['connect', 'disconnect', 'connect']);
  socket.close();
  await backend.stop();
});
