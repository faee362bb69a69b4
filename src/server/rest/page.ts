import type { Json } from './schemas.ts';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: unknown): string => String(text).replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);

/** Text with `code` in it. */
const prose = (text: unknown): string => escaped(text ?? '').replace(/`([^`]*)`/g, '<code>$1</code>');

const STYLE = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 20%, transparent); --dim: color-mix(in srgb, currentColor 65%, transparent); }
body { font: 1rem/1.6 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem 1.25rem 4rem; }
h1, h2, h3 { line-height: 1.25; text-wrap: balance; }
h2 { margin-top: 3rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
h3 { margin: 2rem 0 .25rem; scroll-margin-top: 1rem; }
code, pre, h3 { font-family: ui-monospace, monospace; font-size: .95em; overflow-wrap: anywhere; }
nav ul { columns: 14rem; padding: 0; list-style: none; }
nav a { display: inline-block; min-height: 1.75rem; }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: start; vertical-align: top; padding: .375rem .75rem .375rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--dim); font-weight: 500; }
pre { overflow-x: auto; border: 1px solid var(--line); border-radius: .375rem; padding: .75rem; }
`;

interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly $ref?: string;
  readonly [key: string]: unknown;
}

/** What a value may be, in words. */
function kind(schema: Schema): string {
  if (schema.$ref) return `<code>${escaped(schema.$ref.split('/').at(-1))}</code>`;
  if (schema.const !== undefined) return `<code>${escaped(JSON.stringify(schema.const))}</code>`;
  if (schema.enum) return schema.enum.map((value) => `<code>${escaped(JSON.stringify(value))}</code>`).join(', ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map(kind).join(' or ');
  if (schema.type === 'array') return `list${schema.items ? ` of ${kind(schema.items)}` : ''}`;
  const fields = schema.properties ? ` {${Object.keys(schema.properties).map(escaped).join(', ')}}` : '';
  return `${escaped(schema.type ?? 'anything')}${fields}`;
}

const BOUNDS: readonly (readonly [key: string, words: string])[] = [
  ['minLength', 'at least %s characters'],
  ['maxLength', 'at most %s characters'],
  ['minItems', 'at least %s'],
  ['maxItems', 'at most %s'],
  ['minimum', 'from %s'],
  ['maximum', 'to %s'],
  ['pattern', 'matches %s'],
  ['format', '%s'],
];

function bounds(schema: Schema): string {
  const words = BOUNDS.flatMap(([key, text]) => (schema[key] === undefined ? [] : [text.replace('%s', String(schema[key]))]));
  if (schema.default !== undefined) words.push(`default ${JSON.stringify(schema.default)}`);
  return escaped(words.join('; '));
}

function fields(schema: Schema | undefined): string {
  const rows = Object.entries(schema?.properties ?? {}).map(([name, field]) => {
    const need = schema?.required?.includes(name) ? 'yes' : '';
    return `<tr><td><code>${escaped(name)}</code></td><td>${kind(field)}</td><td>${need}</td><td>${bounds(field)}</td></tr>`;
  });
  if (rows.length === 0) return '<p>No fields.</p>';
  const head =
    '<thead><tr><th scope="col">Field</th><th scope="col">Kind</th><th scope="col">Required</th><th scope="col">Bounds</th></tr></thead>';
  return `<div class="table" tabindex="0" role="region" aria-label="Fields"><table>${head}<tbody>${rows.join('')}</tbody></table></div>`;
}

interface OpenApi {
  readonly info: { readonly description: string };
  readonly paths: Readonly<
    Record<
      string,
      {
        readonly get: {
          readonly summary: string;
          readonly responses: Readonly<
            Record<string, { readonly description: string; readonly content: { readonly 'application/json': { readonly schema: Schema } } }>
          >;
        };
      }
    >
  >;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

interface AsyncApi {
  readonly info: { readonly description: string };
  readonly operations: Readonly<Record<string, { readonly action: string }>>;
  readonly components: { readonly messages: Readonly<Record<string, { readonly summary: string; readonly payload: Schema }>> };
}

/** Both descriptions as one page that needs nothing else. */
export function docsPage(open: Json, async: Json): string {
  const http = open as unknown as OpenApi;
  const frames = async as unknown as AsyncApi;
  const requests = Object.entries(frames.operations).flatMap(([name, { action }]) => (action === 'receive' ? [name] : []));
  const others = ['ERROR', 'PLUGIN_STATE_UPDATE'];
  const paths = Object.entries(http.paths).map(([path, { get }]) => {
    const rows = Object.entries(get.responses).map(([status, { description, content }]) => {
      return `<tr><td>${escaped(status)}</td><td>${prose(description)}</td><td>${kind(content['application/json'].schema)}</td></tr>`;
    });
    const head = '<thead><tr><th scope="col">Status</th><th scope="col">When</th><th scope="col">Body</th></tr></thead>';
    return `<h3>GET ${escaped(path)}</h3><p>${prose(get.summary)}</p><div class="table" tabindex="0" role="region" aria-label="Answers"><table>${head}<tbody>${rows.join('')}</tbody></table></div>`;
  });
  const messages = [...requests, ...others].map((name) => {
    const message = frames.components.messages[name];
    return `<h3 id="${escaped(name)}">${escaped(name)}</h3><p>${prose(message?.summary)}</p>${fields(message?.payload.properties?.data)}`;
  });
  const bodies = Object.entries(http.components.schemas).map(([name, schema]) => `<h3>${escaped(name)}</h3>${fields(schema)}`);
  const links = [...requests, ...others].map((name) => `<li><a href="#${escaped(name)}">${escaped(name)}</a></li>`);
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Rackwire: messages and addresses</title><style>${STYLE}</style></head>
<body>
<h1>Messages and addresses</h1>
<p>This page shows what <a href="/asyncapi.json">/asyncapi.json</a> and <a href="/openapi.json">/openapi.json</a> say. Both are made from the schemas that the server checks with.</p>
<nav aria-label="Messages"><ul>${links.join('')}</ul></nav>
<main>
<h2>WebSocket at /ws</h2>
<p>${prose(frames.info.description)}</p>
<p>A frame is <code>{id, type, data, user_id?, session_id?, timestamp?, signature?}</code>; below are the fields of its <code>data</code>.</p>
${messages.join('\n')}
<h2>HTTP</h2>
<p>${prose(http.info.description)}</p>
${paths.join('\n')}
<h2>What HTTP answers with</h2>
${bodies.join('\n')}
</main>
</body>
</html>
`;
}
