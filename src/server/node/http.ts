import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fetch } from '../port-request.ts';

/** Longest body of a request, in bytes. */
const BODY_LIMIT = 1024 * 1024;

/** Answers a request of node:http by a `fetch`. `from` is told the request in its other form before it is answered. */
export async function answerHttp(
  message: IncomingMessage,
  response: ServerResponse,
  fetch: Fetch,
  from: (request: Request) => void,
): Promise<void> {
  const { method = 'GET', url = '/', headers } = message;
  const body = method === 'GET' || method === 'HEAD' ? undefined : await readBody(message);
  if (body === null) {
    response.writeHead(413, { 'Content-Type': 'application/json', Connection: 'close' });
    response.end(JSON.stringify({ detail: `expected at most ${BODY_LIMIT} bytes` }));
    return;
  }
  const given = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value] as [string, string]],
  );
  // Begins with the host that was admitted, so that a path such as //elsewhere stays a path.
  const request = new Request(`http://${headers.host ?? 'localhost'}${url.startsWith('/') ? url : '/'}`, {
    method,
    headers: given,
    ...(body && { body }),
  });
  from(request);
  const answer = await fetch(request);
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(method === 'HEAD' ? undefined : new Uint8Array(await answer.arrayBuffer()));
}

/** `null` where it is too long. */
async function readBody(message: IncomingMessage): Promise<Uint8Array<ArrayBuffer> | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of message) {
    length += chunk.length;
    if (length > BODY_LIMIT) return null;
    chunks.push(chunk);
  }
  return Uint8Array.from(Buffer.concat(chunks));
}
