import { Hono } from 'hono/tiny';
import { asyncApi, openApi } from './describe.ts';
import { docsPage } from './page.ts';

/** No script, nothing from elsewhere. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** `/openapi.json`, `/asyncapi.json`, and both as a page to read at `/docs`. */
export function docs(): Hono {
  const app = new Hono();
  let page: string | undefined;
  app.get('/openapi.json', (context) => context.json(openApi()));
  app.get('/asyncapi.json', (context) => context.json(asyncApi()));
  app.get('/docs', (context) => {
    page ??= docsPage(openApi(), asyncApi());
    context.header('Content-Security-Policy', POLICY);
    return context.html(page);
  });
  return app;
}
