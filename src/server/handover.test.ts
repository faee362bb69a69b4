import { expect } from 'chai';
import { StoreError } from '../store/errors.ts';
import { migrations } from '../store/migrations.ts';
import { openStore } from '../store/store.ts';
import { databaseName, deleteDatabases } from '../store/testing/database.ts';
import type { ToPage } from '../wire/port.ts';
import { PORT_PROTOCOL } from '../wire/port.ts';
import { holdStore, isNewer } from './handover.ts';
import { Host } from './host.ts';

/** A page connected to a host. */
function visit(host: Host) {
  const { port1, port2 } = new MessageChannel();
  const answers = new Map<string, (data: Record<string, unknown>) => void>();
  let close: (reason: { code: number; reason: string }) => void;
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    close = resolve;
  });
  port1.onmessage = ({ data }: MessageEvent<ToPage>) => {
    if (typeof data === 'string') {
      const frame = JSON.parse(data);
      answers.get(frame.id)?.(frame);
    } else if ('close' in data) close(data.close);
  };
  host.connect(port2);
  port1.postMessage({ hello: { protocol: PORT_PROTOCOL, page: 'page' } });
  let count = 0;
  const ask = (type: string, data: unknown = {}) =>
    new Promise<Record<string, unknown>>((resolve) => {
      const id = `q${count++}`;
      answers.set(id, resolve);
      port1.postMessage(JSON.stringify({ id, type, data }));
    });
  return { ask, closed };
}

describe('handing the store over', () => {
  let name: string;
  const hosts: Host[] = [];
  beforeEach(() => {
    name = databaseName();
  });
  afterEach(() => Promise.all(hosts.splice(0).map((host) => host.close('the test is over'))));
  after(deleteDatabases);

  const start = (build: string, patience = 5000) => {
    const host = new Host({ name, build, patience });
    hosts.push(host);
    return host;
  };

  it('orders builds as versions', () => {
    expect(isNewer('1.10.0', '1.9.2')).to.equal(true);
    expect(isNewer('1.0', '1.0.0')).to.equal(false);
    expect(isNewer('0.9', '1')).to.equal(false);
    expect(isNewer('2.0.0-beta', '1.9')).to.equal(true);
  });

  it('an older server lets go of the store for a newer one, and tells its pages', async () => {
    const older = visit(start('1.9.0'));
    await older.ask('PLUGIN_ADD', { track_id: 'main', name: 'reverb', plugin_id: 'r' });
    const newer = visit(start('1.10.0'));
    const state = await newer.ask('SESSION_STATE_GET');
    expect(state).to.have.nested.property('data.tracks[0].plugins[0].plugin_id', 'r');
    const { code, reason } = await older.closed;
    expect(code).to.equal(1012);
    expect(reason).to.contain('1.10.0').and.contain('reload');
  });

  it('a newer server keeps the store, and an older one tells its pages why it has none', async () => {
    const newer = visit(start('2.0.0'));
    await newer.ask('PLUGIN_ADD', { track_id: 'main', name: 'reverb' });
    const host = start('1.0.0');
    const older = visit(host);
    const refusal = await older.ask('SESSION_STATE_GET');
    expect(refusal).to.have.nested.property('data.code', 'ENGINE_ERROR');
    expect(refusal).to.have.nested.property('data.error').that.contains('a newer version of Rackwire (2.0.0; this is 1.0.0)');
    expect((await older.ask('PING')).type).to.equal('PONG');
    expect((await newer.ask('PLUGIN_ADD', { track_id: 'main', name: 'eq' })).type).to.equal('PLUGIN_ADD');
    // Once the newer one is gone, the next page to come finds the store free.
    await hosts[0]?.close('over');
    expect((await visit(host).ask('SESSION_STATE_GET')).type).to.equal('SESSION_STATE_GET');
  });

  it('a server of the same build waits, and goes on when the other ends', async () => {
    const first = start('1.0.0');
    await visit(first).ask('PLUGIN_ADD', { track_id: 'main', name: 'reverb' });
    const second = visit(start('1.0.0'));
    const state = second.ask('SESSION_STATE_GET');
    const early = await Promise.race([state, new Promise((resolve) => setTimeout(resolve, 50, 'still waiting'))]);
    expect(early).to.equal('still waiting');
    await first.close('over');
    expect(await state).to.have.nested.property('data.tracks[0].plugins[0].effect', 'reverb');
  });

  it('gives up in words when its patience ends, and tries again for the next page', async () => {
    const first = start('1.0.0');
    await visit(first).ask('PLUGIN_ADD', { track_id: 'main', name: 'reverb' });
    const host = start('1.0.0', 50);
    const page = visit(host);
    const refusal = await page.ask('SESSION_STATE_GET');
    expect(refusal).to.have.nested.property('data.error').that.contains('close the other tabs');
    expect(await page.closed).to.deep.include({ code: 1012 });
    const error = await holdStore({ name, build: '1.0.0', patience: 20, onWanted: () => {} }).catch((reason) => reason);
    expect(error).to.be.instanceOf(StoreError).and.include({ code: 'in-use' });
    await first.close('over');
    expect((await visit(host).ask('SESSION_STATE_GET')).type).to.equal('SESSION_STATE_GET');
  });

  it('lets go of a store that it cannot read, so that whoever can may have it', async () => {
    (await openStore({ name, migrations: [...migrations, () => {}] })).close();
    for (const host of [start('1.0.0'), start('1.0.0', 200)]) {
      const refusal = await visit(host).ask('SESSION_STATE_GET');
      expect(refusal).to.have.nested.property('data.error').that.contains('storage version 4; this build understands up to 3');
    }
  });

  it('closes its pages where the database is taken from under it, and serves the next page anew', async () => {
    const host = start('1.0.0');
    const page = visit(host);
    await page.ask('PLUGIN_ADD', { track_id: 'main', name: 'reverb' });
    indexedDB.deleteDatabase(name);
    expect((await page.closed).code).to.equal(1012);
    const state = await visit(host).ask('SESSION_STATE_GET');
    expect(state).to.have.nested.property('data.tracks').that.deep.equals([]);
  });
});
