/**
 * What the far end of each socket in the conformance suite does, by the path of its address: the same at a real server,
 * at the end of a MessagePort, and in the libraries that are compared.
 */

/**
 * @param {string} path
 * @param {readonly string[]} offered subprotocols
 * @returns {{ refused?: true, subprotocol?: string, delay?: number }}
 */
export function handshake(path, offered) {
  const [kind, name] = path.split('/').slice(-2);
  if (kind === 'refuse') return { refused: true };
  if (kind === 'choose') return { subprotocol: name };
  return { subprotocol: kind === 'silent' ? '' : (offered[0] ?? ''), delay: kind === 'slow' ? 150 : 0 };
}

/**
 * Runs once the socket is open.
 *
 * @param {string} path
 * @param {{ send(data: string | Uint8Array): void, close(code?: number, reason?: string): void, destroy(): void,
 *   onmessage(listener: (data: string | Uint8Array) => void): void }} far
 */
export function behave(path, far) {
  const [kind, value] = path.split('/').slice(-2);
  if (kind === 'burst') for (let index = 0; index < Number(value); index += 1) far.send(String(index));
  if (kind === 'last-words') {
    far.send('last words');
    far.close(1000, 'done');
  }
  if (kind === 'bytes') far.send(Uint8Array.from({ length: 256 }, (_, index) => index));
  if (kind === 'close') far.close(...(value ? [Number(value), `closed with ${value}`] : []));
  if (kind === 'break') far.destroy();
  // Says what it got before it echoes, so that text and bytes are told apart.
  far.onmessage((data) => {
    if (kind === 'kinds') far.send(describe(data));
    else far.send(data);
  });
}

function describe(data) {
  if (typeof data === 'string') return `text of ${data.length}`;
  return data instanceof Uint8Array ? `bytes ${data.join(' ')}` : `neither: ${typeof data}`;
}

/**
 * What an HTTP request gets, by its path.
 *
 * @param {{ method: string, path: string, headers: Record<string, string>, body: string }} request header names in lower case
 * @returns {{ status: number, statusText: string, headers: Record<string, string>, body: string | Uint8Array, delay?: number }}
 */
export function answer({ method, path, headers, body }) {
  const [kind, value] = path.split('/').slice(-2);
  const json = (status, statusText, content) => ({
    status,
    statusText,
    headers: { 'content-type': 'application/json', 'x-far': 'yes' },
    body: JSON.stringify(content),
  });
  if (kind === 'status') return json(Number(value), 'As Asked', { detail: `status ${value}` });
  if (kind === 'none') return { status: 204, statusText: 'No Content', headers: {}, body: '' };
  if (kind === 'late') return { ...json(200, 'OK', {}), delay: 400 };
  if (kind === 'latin')
    return { status: 200, statusText: 'OK', headers: { 'content-type': 'text/plain; charset=iso-8859-1' }, body: Uint8Array.of(0xe9) };
  if (kind === 'xml') return { status: 200, statusText: 'OK', headers: { 'content-type': 'application/xml' }, body: '<a><b>1</b></a>' };
  if (kind === 'html') return { status: 200, statusText: 'OK', headers: { 'content-type': 'text/html' }, body: '<p>one</p>' };
  return json(200, 'OK', { method, type: headers['content-type'] ?? null, test: headers['x-test'] ?? null, body });
}
