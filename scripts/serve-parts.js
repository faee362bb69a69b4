// Serves build/parts/NAME at any folder, as the modules expect: a part is found beside whichever module asks for it.
import { createReadStream, existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { partNames, partsFolder } from './parts.js';

/** Headers that make a page cross-origin isolated, so that it has SharedArrayBuffer. */
export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'cross-origin',
};

const TYPES = { '.wasm': 'application/wasm', '.js': 'text/javascript', '.map': 'application/json' };

/** The file in build/parts that a request's path means, or undefined. */
export function partFor(url) {
  const name = basename(new URL(url, 'http://host').pathname);
  if (!partNames.includes(name.replace(/\.map$/, ''))) return undefined;
  const path = join(partsFolder, name);
  return existsSync(path) ? { path, type: TYPES[name.slice(name.lastIndexOf('.'))] } : undefined;
}

/** A Connect middleware for Vite's development server. */
export function servePart(request, response, next) {
  const part = partFor(request.url);
  if (!part) return next();
  for (const [name, value] of Object.entries(isolationHeaders)) response.setHeader(name, value);
  response.setHeader('Content-Type', part.type);
  response.setHeader('Cache-Control', 'no-cache');
  createReadStream(part.path).pipe(response);
}
