import { expect } from 'chai';
import { deleteDatabases } from '../../store/testing/database.ts';
import { canonicalJson } from '../../wire/canonical.ts';
import type { Server } from '../server.ts';
import { HandClock } from '../testing/clock.ts';
import { TestClient } from '../testing/connect.ts';
import { startServer } from '../testing/start.ts';
import { Replays } from './replays.ts';
import type { SignatureOptions } from './signatures.ts';

const SECRET = 'between you and me';

async function hmac(text: string, secret = SECRET): Promise<string> {
  const encode = (value: string) => new TextEncoder().encode(value);
  const key = await crypto.subtle.importKey('raw', encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const bytes = new Uint8Array(await crypto.subtle.sign('HMAC', key, encode(text)));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

describe('signatures', () => {
  const clock = new HandClock();
  const servers: Server[] = [];
  let ids = 0;

  const start = async (signatures: Partial<SignatureOptions> = {}) => {
    const server = await startServer({ clock, signatures: { secret: SECRET, ...signatures } });
    servers.push(server);
    return new TestClient(server);
  };
  afterEach(() => Promise.all(servers.splice(0).map((server) => server.close(1001, ''))));
  after(deleteDatabases);

  const frame = (more: object = {}) => {
    ids += 1;
    const timestamp = new Date(clock.now()).toISOString();
    return { id: `signed_${ids}`, type: 'PLUGIN_ADD', data: { track_id: 'main', name: 'eq' }, timestamp, ...more };
  };
  const signed = async <T extends object>(value: T, secret?: string) => ({ ...value, signature: await hmac(canonicalJson(value), secret) });
  /** `accepted`, or the words of the refusal. */
  const answerTo = async (client: TestClient, value: { id: string; signature?: unknown }) => {
    client.frames.length = 0;
    client.send(value);
    for (;;) {
      const found = client.frames.find(({ id }) => id === value.id);
      if (found)
        return found.type === 'ERROR' ? `${(found.data as { code: string }).code}: ${(found.data as { error: string }).error}` : 'accepted';
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  };

  it('takes the HMAC-SHA-256 of the canonical JSON, in whatever order the fields came', async () => {
    const client = await start();
    const value = await signed(frame());
    expect(await answerTo(client, Object.fromEntries(Object.entries(value).reverse()) as typeof value)).to.equal('accepted');
    // Checked against a signature that another implementation made (Python: hmac, hashlib, json with sorted keys).
    const text = '{"data":{},"id":"a","type":"PLUGIN_CATALOG_GET"}';
    expect(canonicalJson({ id: 'a', type: 'PLUGIN_CATALOG_GET', data: {} })).to.equal(text);
    expect(await hmac(text)).to.equal('ab0319ea84e85a8c5e1573267e689451c31e2298d9827045ad41c32a4cdd9d08');
  });

  it('refuses a frame that was changed, or signed with another secret', async () => {
    const client = await start();
    const value = await signed(frame());
    const wrong =
      'UNAUTHORIZED: the signature does not fit the frame: expected the HMAC-SHA-256 of its canonical JSON without the signature';
    expect(await answerTo(client, { ...value, data: { track_id: 'main', name: 'reverb' } } as typeof value)).to.equal(wrong);
    expect(await answerTo(client, { ...value, extra: 1 } as typeof value)).to.equal(wrong);
    expect(await answerTo(client, await signed(frame(), 'another secret'))).to.equal(wrong);
    expect(await answerTo(client, { ...value, signature: 'ab' })).to.equal('UNAUTHORIZED: expected the signature as 64 hexadecimal digits');
    // None of these has used up the id.
    expect(await answerTo(client, value)).to.equal('accepted');
  });

  it('refuses a frame that came before, on any connection, and forgets it when its time is over', async () => {
    const client = await start();
    const value = await signed(frame());
    expect(await answerTo(client, value)).to.equal('accepted');
    const again = 'UNAUTHORIZED: expected a signed frame to have an id that none had before it';
    expect(await answerTo(client, value)).to.equal(again);
    clock.advance(300_000);
    expect(await answerTo(client, value)).to.equal(again);
    clock.advance(1);
    expect(await answerTo(client, value)).to.match(/^UNAUTHORIZED: expected the timestamp of a signed frame within 300 s of /);
    expect(await answerTo(client, await signed(frame({ id: value.id })))).to.equal('accepted');
  });

  it('lets only one of two equal frames pass that come at once', async () => {
    const client = await start();
    const value = await signed(frame());
    for (let copy = 0; copy < 3; copy += 1) client.send(value);
    await client.ask('PING');
    expect(client.frames.filter(({ id }) => id === value.id).map(({ type }) => type)).to.deep.equal(['PLUGIN_ADD', 'ERROR', 'ERROR']);
  });

  it('wants the timestamp within five minutes, before and after', async () => {
    const client = await start();
    const at = (offset: number) => signed(frame({ timestamp: new Date(clock.now() + offset).toISOString() }));
    for (const offset of [-300_000, 300_000]) expect(await answerTo(client, await at(offset))).to.equal('accepted');
    for (const offset of [-300_001, 300_001]) expect(await answerTo(client, await at(offset))).to.contain('within 300 s');
    for (const timestamp of [undefined, 'yesterday', 7])
      expect(await answerTo(client, await signed(frame({ timestamp })))).to.contain('ISO 8601');
  });

  it('takes frames without one where it is optional, as it is by default; refuses them where it is required', async () => {
    const optional = await start();
    expect(await answerTo(optional, frame())).to.equal('accepted');
    const required = await start({ types: { PLUGIN_ADD: 'required', PLUGIN_CATALOG_GET: 'ignored' } });
    expect(await answerTo(required, frame())).to.equal(
      'UNAUTHORIZED: PLUGIN_ADD needs a signature: 64 hexadecimal digits, by HMAC-SHA-256',
    );
    expect(await answerTo(required, frame({ type: 'PLUGIN_CATALOG_GET', signature: 'whatever' }))).to.equal('accepted');
    expect(await answerTo(required, frame({ type: 'SESSION_STATE_GET' }))).to.equal('accepted');
    const all = await start({ others: 'required' });
    expect(await answerTo(all, frame({ type: 'SESSION_STATE_GET' }))).to.contain('needs a signature');
    expect(await answerTo(all, frame({ type: 'PING' }))).to.equal('accepted');
  });

  it('says in the details what it is about', async () => {
    const client = await start({ others: 'required' });
    const { details } = await client.refusal('SESSION_STATE_GET', {}, { user_id: 'ann' });
    expect(details).to.include({ user_id: 'ann', required_permission: 'signature' }).and.have.property('signature_error');
  });

  it('knows a secret for each user', async () => {
    const client = await start({ secret: (user) => (user === 'ann' ? 'of ann' : undefined) });
    expect(await answerTo(client, await signed(frame({ user_id: 'ann' }), 'of ann'))).to.equal('accepted');
    expect(await answerTo(client, await signed(frame({ user_id: 'bo' }), 'of ann'))).to.contain('whose secret this server knows');
  });

  it('refuses signed frames rather than forget one, and goes on when the oldest may go', async () => {
    const client = await start({ memory: 2 });
    for (let count = 0; count < 2; count += 1) expect(await answerTo(client, await signed(frame()))).to.equal('accepted');
    const refusal = await answerTo(client, await signed(frame()));
    expect(refusal).to.equal('RATE_LIMITED: expected at most 2 signed frames per 300 seconds: try again in 300 s');
    clock.advance(300_001);
    expect(await answerTo(client, await signed(frame()))).to.equal('accepted');
  });

  it('holds no more than it should', () => {
    const replays = new Replays(10);
    for (let count = 0; count < 1000; count += 1) replays.note(`id ${count}`, count + 5, count);
    expect(replays.size).to.be.at.most(10);
  });
});
