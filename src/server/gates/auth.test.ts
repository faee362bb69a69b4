import { expect } from 'chai';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { deleteDatabases } from '../../store/testing/database.ts';
import { PERMISSIONS, permissionFor } from '../../wire/permissions.ts';
import { isRequestType, requestSchemas } from '../../wire/requests.ts';
import type { Server } from '../server.ts';
import { HandClock } from '../testing/clock.ts';
import { TestClient, type TestOptions } from '../testing/connect.ts';
import { startServer } from '../testing/start.ts';
import { jwt } from './jwt.ts';

const SECRET = 'a secret of at least thirty-two bytes';
const key = new TextEncoder().encode(SECRET);

describe('without auth', () => {
  let server: Server;
  before(async () => {
    server = await startServer();
  });
  after(() => server.close(1001, ''));
  after(deleteDatabases);

  it('takes everyone for whom they say they are, with every permission', async () => {
    const client = new TestClient(server);
    const reply = await client.ask('AUTH', { token: 'any', user_id: 'ann', session_id: 'studio' });
    expect(reply).to.deep.include({ type: 'AUTH_SUCCESS', user_id: 'ann', session_id: 'studio' });
    expect(reply.data).to.deep.equal({ user_id: 'ann', session_id: 'studio', permissions: PERMISSIONS, success: true });
    // Frames that name nobody are from then on theirs, in that session.
    expect(await client.ask('PLUGIN_ADD', { track_id: 'main', name: 'eq' })).to.include({ user_id: 'ann', session_id: 'studio' });
    expect(await client.ask('PING', undefined, { user_id: 'bo' })).to.include({ user_id: 'bo' });
  });

  it('answers an AUTH without an id, as the documented client sends it', async () => {
    const client = new TestClient(server);
    client.raw('{"type":"AUTH","data":{"token":"jwt_token_here","user_id":"user_456"}}');
    expect(client.frames[0]).to.deep.include({ id: '', type: 'AUTH_SUCCESS', user_id: 'user_456', session_id: 'default' });
  });

  it('needs none, and does not mind a token in the address', async () => {
    const client = new TestClient(server, 'p', { url: 'ws://localhost:8000/ws?token=whatever' });
    expect((await client.ask('PLUGIN_CATALOG_GET', {})).type).to.equal('PLUGIN_CATALOG_GET');
  });
});

describe('with tokens', () => {
  const clock = new HandClock();
  let server: Server;
  let rsa: CryptoKeyPair;
  let ec: CryptoKeyPair;
  let stranger: CryptoKeyPair;

  before(async () => {
    [rsa, ec, stranger] = await Promise.all([
      generateKeyPair('RS256', { extractable: true }),
      generateKeyPair('ES256', { extractable: true }),
      generateKeyPair('ES256', { extractable: true }),
    ]);
    const jwks = {
      keys: [
        { ...(await exportJWK(rsa.publicKey)), kid: 'r', alg: 'RS256' },
        { ...(await exportJWK(ec.publicKey)), kid: 'e', alg: 'ES256' },
      ],
    };
    const auth = jwt({ secret: SECRET, jwks, audience: 'rackwire', issuer: 'desk' });
    server = await startServer({ auth, clock, limits: { connectionsPerUser: 3, failedAuths: 1000 } });
  });
  after(() => server.close(1001, ''));
  after(deleteDatabases);

  const seconds = (offset: number) => Math.floor(clock.now() / 1000) + offset;
  const claims = (more: Record<string, unknown> = {}) =>
    new SignJWT({ permissions: [...PERMISSIONS], ...more })
      .setSubject('ann')
      .setAudience('rackwire')
      .setIssuer('desk')
      .setExpirationTime(seconds(60));
  const hs = (more?: Record<string, unknown>) => claims(more).setProtectedHeader({ alg: 'HS256' }).sign(key);

  const clients: TestClient[] = [];
  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
  });
  const open = (options: TestOptions = {}) => {
    const client = new TestClient(server, undefined, options);
    clients.push(client);
    return client;
  };
  const enter = async (token: string, data = {}) => {
    const client = open();
    return { client, answer: await client.ask('AUTH', { token, ...data }) };
  };
  const wordsOf = async (token: string, data = {}) => {
    const { answer } = await enter(token, data);
    return answer.type === 'ERROR' ? `${(answer.data as { code: string }).code}: ${(answer.data as { error: string }).error}` : answer.type;
  };

  it('lets nothing but AUTH and PING pass before one, and says what it would take', async () => {
    const client = open();
    for (const type of Object.keys(requestSchemas)) {
      if (!isRequestType(type) || type === 'AUTH') continue;
      const data = {
        track_id: 'main',
        plugin_id: 'p',
        name: 'eq',
        effect: 'eq',
        parameters: [{ parameter_id: 'x' }],
        bypass: true,
        position: 0,
      };
      const more = { parameter_id: 'x', preset_name: 'x', ...(type === 'PRESET_SAVE' && { parameters: {} }) };
      const answer = await client.ask(type, type === 'PRESENCE' ? {} : { ...data, ...more });
      if (type === 'PING') expect(answer.type).to.equal('PONG');
      else {
        expect(answer.data, type).to.have.property('code', 'UNAUTHORIZED');
        expect(answer.data, type).to.have.deep.property('details', { user_id: 'anonymous', required_permission: permissionFor(type) });
      }
    }
  });

  it('takes HS256, RS256 and ES256', async () => {
    const rs = await claims().setProtectedHeader({ alg: 'RS256', kid: 'r' }).sign(rsa.privateKey);
    const es = await claims().setProtectedHeader({ alg: 'ES256', kid: 'e' }).sign(ec.privateKey);
    for (const token of [await hs(), rs, es]) {
      const { client, answer } = await enter(token, { user_id: 'ann' });
      expect(answer.type).to.equal('AUTH_SUCCESS');
      expect(answer.data).to.deep.include({ user_id: 'ann', session_id: 'default', permissions: PERMISSIONS });
      expect((await client.ask('SESSION_STATE_GET', {})).type).to.equal('SESSION_STATE_GET');
    }
  });

  it('refuses every token that is not right, in words', async () => {
    const before = claims().setNotBefore(seconds(30)).setProtectedHeader({ alg: 'HS256' }).sign(key);
    const cases: [token: string, words: string][] = [
      ['', 'expected a token, got none'],
      ['nonsense', 'expected a JSON Web Token of three parts'],
      ['a.b.c', 'expected a JSON Web Token of three parts'],
      ['x'.repeat(8193), 'expected at most 8192 characters for a token'],
      [
        new UnsecuredJWT({ permissions: [...PERMISSIONS] }).setSubject('ann').setExpirationTime(seconds(60)).encode(),
        'HS256, RS256 or ES256',
      ],
      [await claims().setProtectedHeader({ alg: 'HS512' }).sign(new Uint8Array(64)), 'HS256, RS256 or ES256'],
      [await claims().setProtectedHeader({ alg: 'HS256' }).sign(new Uint8Array(32)), 'the signature of the token is wrong'],
      [await claims().setExpirationTime(seconds(-6)).setProtectedHeader({ alg: 'HS256' }).sign(key), 'the token has expired'],
      [await before, 'the token is not valid yet'],
      [await claims().setAudience('elsewhere').setProtectedHeader({ alg: 'HS256' }).sign(key), 'meant for another server: its aud'],
      [await claims().setIssuer('nobody').setProtectedHeader({ alg: 'HS256' }).sign(key), 'meant for another server: its iss'],
      [await claims().setProtectedHeader({ alg: 'ES256', kid: 'q' }).sign(stranger.privateKey), 'a key that this server does not know'],
      [await claims().setProtectedHeader({ alg: 'ES256', kid: 'e' }).sign(stranger.privateKey), 'the signature of the token is wrong'],
      [
        await new SignJWT({})
          .setAudience('rackwire')
          .setIssuer('desk')
          .setExpirationTime(seconds(9))
          .setProtectedHeader({ alg: 'HS256' })
          .sign(key),
        'expected sub in the token, got none',
      ],
      [
        await new SignJWT({}).setAudience('rackwire').setIssuer('desk').setSubject('ann').setProtectedHeader({ alg: 'HS256' }).sign(key),
        'expected exp in the token, got none',
      ],
      [await hs({ permissions: 'all' }), 'expected permissions in the token as a list'],
      [await hs({ session_id: 7 }), 'expected session_id in the token as text'],
    ];
    for (const [token, words] of cases)
      expect(await wordsOf(token), words)
        .to.match(/^(AUTH_FAILED|INVALID_MESSAGE): /)
        .and.contain(words);
    expect(await wordsOf(await hs(), { user_id: 'bo' })).to.equal('AUTH_FAILED: expected the user_id of the token, "ann", got "bo"');
  });

  it('never takes a public key for a secret', async () => {
    const spki = new Uint8Array(await crypto.subtle.exportKey('spki', rsa.publicKey));
    const forged = await claims().setProtectedHeader({ alg: 'HS256', kid: 'r' }).sign(spki);
    expect(await wordsOf(forged)).to.contain('the signature of the token is wrong');
    const keysOnly = jwt({ jwks: { keys: [{ ...(await exportJWK(rsa.publicKey)), kid: 'r' }] } });
    expect((await keysOnly.verify(forged, clock.now()).catch((error) => error)).message).to.equal(
      'expected a token signed with RS256 or ES256',
    );
  });

  it('allows clocks to differ by five seconds, no more', async () => {
    const late = (age: number) => claims().setExpirationTime(seconds(-age)).setProtectedHeader({ alg: 'HS256' }).sign(key);
    expect(await wordsOf(await late(4))).to.equal('AUTH_SUCCESS');
    expect(await wordsOf(await late(6))).to.contain('expired');
  });

  it('fetches the keys at an address', async () => {
    const asked: string[] = [];
    const auth = jwt({
      jwks: new URL('https://keys.example/jwks.json'),
      fetch: async (url) => {
        asked.push(String(url));
        return Response.json({ keys: [{ ...(await exportJWK(ec.publicKey)), kid: 'e' }] });
      },
    });
    const token = await claims().setProtectedHeader({ alg: 'ES256', kid: 'e' }).sign(ec.privateKey);
    expect(await auth.verify(token, clock.now())).to.include({ user_id: 'ann' });
    expect(asked).to.deep.equal(['https://keys.example/jwks.json']);
  });

  it('refuses to start without a key, or with one that can be guessed', () => {
    expect(() => jwt({})).to.throw(TypeError, 'got neither');
    expect(() => jwt({ secret: 'short' })).to.throw(TypeError, 'at least 32 bytes, got 5');
  });

  for (const [name, options] of [
    ['in the address', (token: string) => ({ url: `ws://localhost:8000/ws?token=${token}` })],
    ['as a subprotocol', (token: string) => ({ subprotocols: [`bearer.${token}`] })],
    ['behind the subprotocol bearer', (token: string) => ({ subprotocols: ['bearer', token] })],
    ['with the connection', (token: string) => ({ token })],
  ] as const) {
    it(`takes a token that comes ${name}; frames wait until it is checked, in their order`, async () => {
      const client = open(options(await hs()));
      const answers = Promise.all([client.ask('SESSION_STATE_GET', {}), client.ask('PING'), client.ask('PLUGIN_CATALOG_GET', {})]);
      expect(client.frames).to.deep.equal([]);
      expect((await answers).map(({ type }) => type)).to.deep.equal(['SESSION_STATE_GET', 'PONG', 'PLUGIN_CATALOG_GET']);
      expect(client.takeTypes()).to.deep.equal(['SESSION_STATE_GET', 'PONG', 'PLUGIN_CATALOG_GET']);
    });

    it(`closes a connection whose token ${name} is wrong`, async () => {
      const client = open(options('wrong'));
      expect((await client.next('ERROR')).data).to.have.property('code', 'AUTH_FAILED');
      expect(client.closedWith).to.deep.equal({ code: 1008, reason: 'expected a JSON Web Token of three parts' });
    });
  }

  it('gives each permission for its own messages only', async () => {
    const { client } = await enter(await hs());
    const plugin = await client.add('eq');
    const requests: [type: string, data: object, permission: string][] = [
      ['PLUGIN_PARAMETERS_GET', plugin, 'plugin:read'],
      ['SESSION_STATE_GET', {}, 'plugin:read'],
      ['PLUGIN_PARAMETER', { ...plugin, parameter_id: 'mid_gain', parameter_value: 1 }, 'plugin:write'],
      ['PLUGIN_PARAMETER_BATCH', { ...plugin, parameters: [{ parameter_id: 'mid_gain', parameter_value: 1 }] }, 'plugin:write'],
      ['PLUGIN_BYPASS', { ...plugin, bypass: true }, 'plugin:write'],
      ['PLUGIN_PRESET', { ...plugin, preset_data: {} }, 'plugin:write'],
      ['PLUGIN_ADD', { track_id: 'main', name: 'eq' }, 'plugin:add'],
      ['PLUGIN_MOVE', { ...plugin, position: 0 }, 'track:modify'],
      ['RACK_BYPASS', { track_id: 'main', bypass: true }, 'track:modify'],
      ['PLUGIN_REMOVE', plugin, 'plugin:remove'],
    ];
    for (const permission of PERMISSIONS) {
      const { client: limited } = await enter(await hs({ permissions: PERMISSIONS.filter((other) => other !== permission) }));
      for (const [type, data, needed] of requests) {
        if (needed !== permission) continue;
        const refusal = await limited.refusal(type, data);
        expect(refusal, type).to.deep.include({ code: 'UNAUTHORIZED', details: { user_id: 'ann', required_permission: permission } });
      }
      limited.close();
      const { client: only } = await enter(await hs({ permissions: [permission] }));
      for (const [type, data, needed] of requests) {
        const answer = await only.ask(type, data);
        expect(answer.type === 'ERROR' && (answer.data as { code: string }).code === 'UNAUTHORIZED', `${permission}: ${type}`).to.equal(
          needed !== permission,
        );
      }
      only.close();
    }
  });

  it('keeps a token to its session, in frames and in what it hears', async () => {
    const { client: studio, answer } = await enter(await hs({ session_id: 'studio' }), { session_id: 'default' });
    expect(answer.data).to.include({ session_id: 'studio' });
    const refusal = await studio.refusal('SESSION_STATE_GET', {}, { session_id: 'other' });
    expect(refusal).to.deep.include({ code: 'UNAUTHORIZED', details: { user_id: 'ann', required_permission: 'session:other' } });
    const { client: other } = await enter(await hs());
    await other.add('reverb', 'main', { session_id: 'other' });
    await other.add('reverb', 'main', { session_id: 'studio' });
    expect(studio.frames.filter(({ type }) => type === 'PLUGIN_ADD').map(({ session_id }) => session_id)).to.deep.equal(['studio']);
    expect((await studio.ask('SESSION_STATE_GET', {})).session_id).to.equal('studio');
    expect(await wordsOf(await hs({ session_id: 'studio' }), { session_id: 'other' })).to.contain(
      'AUTH_FAILED: expected the session of the token',
    );
  });

  it('lets nobody speak for somebody else', async () => {
    const { client } = await enter(await hs());
    expect((await client.refusal('SESSION_STATE_GET', {}, { user_id: 'bo' })).error).to.contain(
      'expected the user_id of the token, "ann", or none, got "bo"',
    );
    expect((await client.ask('SESSION_STATE_GET', {}, { user_id: 'anonymous' })).user_id).to.equal('ann');
  });

  it('tells nothing to those who have shown no token, whose token does not allow it, or whose token has expired', async () => {
    const nobody = open();
    const { client: writer } = await enter(await hs({ permissions: ['plugin:write'] }));
    const { client: ann } = await enter(await hs());
    const { client: speaker } = await enter(
      await claims().setSubject('bo').setExpirationTime(seconds(600)).setProtectedHeader({ alg: 'HS256' }).sign(key),
    );
    const plugin = await speaker.add('delay', 'quiet');
    expect([nobody, writer, ann].map((client) => client.frames.filter(({ type }) => type === 'PLUGIN_ADD').length)).to.deep.equal([
      0, 0, 1,
    ]);
    clock.advance(66_000);
    ann.takeTypes();
    await speaker.request('PLUGIN_REMOVE', plugin);
    expect(ann.takeTypes()).to.deep.equal([]);
    expect((await ann.refusal('SESSION_STATE_GET', {})).error).to.equal(
      'SESSION_STATE_GET needs a token that has not expired: send AUTH with a new one',
    );
    expect((await ann.ask('AUTH', { token: await hs() })).type).to.equal('AUTH_SUCCESS');
    expect((await ann.ask('SESSION_STATE_GET', {})).type).to.equal('SESSION_STATE_GET');
  });

  it('counts the pages of a user, the sockets of one page once', async () => {
    const token = await hs();
    for (let socket = 0; socket < 6; socket += 1) {
      const sibling = new TestClient(server, 'leaking', { token });
      clients.push(sibling);
      expect((await sibling.ask('PLUGIN_CATALOG_GET', {})).type).to.equal('PLUGIN_CATALOG_GET');
    }
    const { client: second } = await enter(token);
    await enter(token);
    const { answer } = await enter(token);
    expect(answer.data).to.deep.include({ code: 'RATE_LIMITED', details: { retry_after: 30, limit: 3 } });
    second.close();
    expect((await enter(token)).answer.type).to.equal('AUTH_SUCCESS');
  });
});
