import { Hono } from 'hono/tiny';
import { findEffect } from '../../effects/catalogue.ts';
import { WireError } from '../../wire/errors.ts';
import { ADMIN } from '../../wire/permissions.ts';
import type { PluginState } from '../../wire/state.ts';
import { Rate } from '../gates/rate.ts';
import type { Fetch } from '../port-request.ts';
import type { Server } from '../server.ts';

export interface RestOptions {
  readonly server: Pick<Server, 'identify' | 'refused' | 'state' | 'statistics'>;
  /**
   * Whether the server asks for tokens: then plugins are shown to those whose token allows `plugin:read`, and the
   * statistics to those whose token allows `admin:read`. Default: false.
   */
  readonly auth?: boolean;
  /** The one token that may read the statistics. Default: that of an administrator with `auth`, else any at all. */
  readonly adminToken?: string;
  /** Which client a request is from, so that each has a limit of its own. Default: all are one. */
  readonly clientOf?: (request: Request) => string;
  /** Requests per second of one client. Default: 100. */
  readonly limit?: number;
  /** Default: the system's. */
  readonly clock?: { now(): number };
  /** More routes, such as those that describe these. */
  readonly more?: Hono;
}

const SERVICE = 'rackwire';

/**
 * The documented HTTP addresses, over the same server that the frames go to. Errors are `{"detail": "…"}`.
 *
 * @example const fetch = createRest({ server }); await fetch(new Request('http://localhost:8000/health'))
 */
export function createRest(options: RestOptions): Fetch {
  const { server, auth = false, adminToken, clientOf = () => '', limit = 100, clock = Date, more } = options;
  const rate = new Rate(limit);
  const app = new Hono();

  app.use(async (context, next) => {
    const client = clientOf(context.req.raw);
    const now = clock.now();
    if (rate.size > 10_000) rate.sweep(now);
    const wait = rate.take(client, now);
    if (wait === 0) await next();
    else context.res = Response.json({ detail: `expected at most ${limit} requests per second: try again in ${wait} s` }, { status: 429 });
    const { headers } = context.res;
    headers.set('X-RateLimit-Limit', String(limit));
    headers.set('X-RateLimit-Remaining', String(rate.left(client, now)));
    headers.set('X-RateLimit-Reset', String(Math.ceil((now + rate.recovery(client, now)) / 1000)));
    if (wait > 0) headers.set('Retry-After', String(Math.ceil(wait)));
    headers.set('Cache-Control', 'no-store');
    headers.set('X-Content-Type-Options', 'nosniff');
  });

  app.get('/health', (context) => {
    const isReady = server.state !== undefined;
    const status = isReady ? 'healthy' : server.refused ? 'unhealthy' : 'starting';
    const timestamp = new Date(clock.now()).toISOString();
    return context.json({ status, service: SERVICE, codette_available: false, timestamp }, isReady ? 200 : 503);
  });

  app.get('/api/plugins/:id', async (context) => {
    const id = context.req.param('id');
    const effect = findEffect(id);
    // What there is to have is no secret; what somebody has, is.
    if (effect) return context.json({ ...effect, kind: 'effect', success: true });
    const identity = auth ? await identify(server, context.req.header('Authorization')) : undefined;
    if (auth && !identity) return context.json({ detail: 'expected Authorization: Bearer with a token that this server accepts' }, 401);
    if (identity && !identity.permissions.includes('plugin:read')) {
      return context.json({ detail: 'expected a token with the permission plugin:read' }, 403);
    }
    if (!server.state) return context.json({ detail: 'the storage is not open' }, 503);
    const found = findInstance(server, id, identity?.session_id);
    if (!found) return context.json({ detail: `expected the id of a plugin or of an effect, got ${JSON.stringify(id.slice(0, 60))}` }, 404);
    return context.json({ ...found, kind: 'plugin', success: true });
  });

  app.get('/admin/websocket-security', async (context) => {
    const header = context.req.header('Authorization');
    const token = bearer(header);
    if (token === undefined) {
      context.header('WWW-Authenticate', 'Bearer');
      return context.json({ detail: 'expected Authorization: Bearer with a token' }, 401);
    }
    const isAllowed = adminToken !== undefined ? await isSame(token, adminToken) : !auth || (await isAdmin(server, header));
    if (!isAllowed) return context.json({ detail: 'expected the token of an administrator' }, 403);
    return context.json(server.statistics());
  });

  if (more) app.route('/', more);
  app.notFound((context) => context.json({ detail: `nothing is at ${context.req.path}` }, 404));
  app.onError((error, context) => context.json({ detail: `the server could not answer: ${error.message}` }, 500));
  return (request) => app.fetch(request);
}

const bearer = (header: string | undefined): string | undefined => /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];

async function identify(server: RestOptions['server'], header: string | undefined) {
  try {
    return await server.identify(bearer(header) ?? '');
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

const isAdmin = async (server: RestOptions['server'], header: string | undefined): Promise<boolean> =>
  (await identify(server, header))?.permissions.includes(ADMIN) ?? false;

/** Compared by their hashes, so that the time it takes tells nothing of the secret. */
async function isSame(given: string, secret: string): Promise<boolean> {
  const [one, other] = await Promise.all(
    [given, secret].map(async (text) => new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))),
  );
  return one?.every((byte, index) => byte === other?.[index]) ?? false;
}

type Instance = PluginState & { readonly session_id: string; readonly track_id: string };

function findInstance({ state }: RestOptions['server'], plugin_id: string, only?: string): Instance | undefined {
  for (const { session_id, tracks } of state?.sessions() ?? []) {
    if (only !== undefined && session_id !== only) continue;
    for (const { track_id, plugins } of tracks) {
      const plugin = plugins.find((candidate) => candidate.plugin_id === plugin_id);
      if (plugin) return { ...plugin, session_id, track_id };
    }
  }
  return undefined;
}
