import { expect } from 'chai';
import { deleteDatabases } from '../../store/testing/database.ts';
import { WireError } from '../../wire/errors.ts';
import { createServer, type Server } from '../server.ts';
import { HandClock } from '../testing/clock.ts';
import { TestClient } from '../testing/connect.ts';
import { startServer } from '../testing/start.ts';
import { createRest } from './rest.ts';

const get = (path: string, token?: string) =>
  new Request(`http://localhost:8000${path}`, token === undefined ? {} : { headers: { Authorization: `Bearer ${token}` } });

describe('the HTTP addresses', () => {
  let server: Server;
  let client: TestClient;
  let plugin: { track_id: string; plugin_id: string };

  beforeEach(async () => {
    server = await startServer();
    client = new TestClient(server);
    plugin = await client.add('reverb', 'main', { session_id: 'studio' });
  });
  afterEach(() => server.close(1001, ''));
  after(deleteDatabases);

  it('/health says that it is well, that it is starting, and that it is not', async () => {
    const response = await createRest({ server })(get('/health'));
    expect(response.status).to.equal(200);
    expect(await response.json())
      .to.include({ status: 'healthy', service: 'rackwire', codette_available: false })
      .and.have.property('timestamp');
    const starting = createServer({ store: new Promise(() => {}) });
    expect((await createRest({ server: starting })(get('/health'))).status).to.equal(503);
    const refused = createServer({ store: Promise.reject(new Error('no disk')) });
    await new TestClient(refused).ask('PING');
    expect(await (await createRest({ server: refused })(get('/health'))).json()).to.include({ status: 'unhealthy' });
  });

  it('/api/plugins/{id} gives a plugin, or an effect, or says that there is neither', async () => {
    const rest = createRest({ server });
    const found = await rest(get(`/api/plugins/${plugin.plugin_id}`));
    expect(found.status).to.equal(200);
    expect(await found.json()).to.deep.include({ ...plugin, session_id: 'studio', effect: 'reverb', kind: 'plugin', success: true });
    expect(await (await rest(get('/api/plugins/eq'))).json()).to.deep.include({ id: 'eq', kind: 'effect', success: true });
    const none = await rest(get('/api/plugins/%3Cb%3E'));
    expect(none.status).to.equal(404);
    expect(await none.json()).to.deep.equal({ detail: 'expected the id of a plugin or of an effect, got "<b>"' });
  });

  it('/admin/websocket-security wants a Bearer, and tells what was counted', async () => {
    const rest = createRest({ server });
    const unauthorized = await rest(get('/admin/websocket-security'));
    expect([unauthorized.status, unauthorized.headers.get('WWW-Authenticate')]).to.deep.equal([401, 'Bearer']);
    const response = await rest(get('/admin/websocket-security', 'any'));
    expect(await response.json()).to.have.all.keys(
      'timestamp',
      'uptime',
      'connections',
      'messages',
      'errors',
      'rejected_frames',
      'rate_limited',
      'refused_connections',
      'failed_auths',
      'blocked_clients',
    );
    const closed = createRest({ server, adminToken: 'secret' });
    expect((await closed(get('/admin/websocket-security', 'any'))).status).to.equal(403);
    expect((await closed(get('/admin/websocket-security', 'secret'))).status).to.equal(200);
  });

  it('asks for tokens where the server does', async () => {
    const permissions = { reader: ['plugin:read'], elsewhere: ['plugin:read'], admin: ['admin:read'] };
    const guarded = await startServer({
      auth: {
        verify: async (token) => {
          if (!(token in permissions)) throw new WireError('AUTH_FAILED', 'no such token');
          const known = token as keyof typeof permissions;
          return { user_id: token, permissions: permissions[known], ...(token === 'elsewhere' && { session_id: 'other' }) };
        },
      },
    });
    const rest = createRest({
      server: {
        ...guarded,
        identify: (token) => guarded.identify(token),
        statistics: () => guarded.statistics(),
        refused: false,
        state: server.state,
      },
      auth: true,
    });
    const statuses = async (path: string, ...tokens: (string | undefined)[]) =>
      Promise.all(tokens.map(async (token) => (await rest(get(path, token))).status));
    expect(await statuses(`/api/plugins/${plugin.plugin_id}`, undefined, 'wrong', 'admin', 'elsewhere', 'reader')).to.deep.equal([
      401, 401, 403, 404, 200,
    ]);
    expect(await statuses('/admin/websocket-security', undefined, 'wrong', 'reader', 'admin')).to.deep.equal([401, 403, 403, 200]);
    expect(await statuses('/api/plugins/eq', undefined)).to.deep.equal([200]);
    expect(await statuses('/health', undefined)).to.deep.equal([200]);
    await guarded.close(1001, '');
  });

  it('counts requests by client, and says how many are left', async () => {
    const clock = new HandClock();
    const rest = createRest({ server, clock, limit: 3, clientOf: (request) => request.headers.get('X-Client') ?? '' });
    const ask = (client: string) => rest(new Request('http://localhost/health', { headers: { 'X-Client': client } }));
    const left: unknown[] = [];
    for (let count = 0; count < 3; count += 1) left.push((await ask('a')).headers.get('X-RateLimit-Remaining'));
    expect(left).to.deep.equal(['2', '1', '0']);
    const refused = await ask('a');
    expect(refused.status).to.equal(429);
    expect(refused.headers.get('Retry-After')).to.equal('1');
    expect(refused.headers.get('X-RateLimit-Limit')).to.equal('3');
    expect(refused.headers.get('X-RateLimit-Reset')).to.equal(String(Math.floor(clock.now() / 1000) + 1));
    expect((await ask('b')).status).to.equal(200);
    clock.advance(1000);
    expect((await ask('a')).status).to.equal(200);
  });

  it('says of everything else that it is not there', async () => {
    const response = await createRest({ server })(get('/nothing'));
    expect(response.status).to.equal(404);
    expect(await response.json()).to.deep.equal({ detail: 'nothing is at /nothing' });
  });
});
