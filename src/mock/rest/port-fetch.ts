import type { PortSource } from '../../client/local-socket.ts';
import type { PortClose, PortRequest, PortResponse } from '../../wire/port.ts';

/** Statuses whose responses may have no body, not even an empty one. */
const WITHOUT_BODY = [204, 205, 304];

/**
 * Has the local server answer a request, over a port of its own.
 *
 * @throws what the request's signal was aborted with; TypeError, as for a broken connection, where no server answers.
 */
export async function fetchByPort(request: Request, open: PortSource): Promise<Response> {
  const { method, url, headers, signal } = request;
  const body = method === 'GET' || method === 'HEAD' ? undefined : new Uint8Array(await request.arrayBuffer());
  signal.throwIfAborted();
  const {
    status,
    statusText,
    headers: answered,
    body: content,
  } = await exchange({ method, url, headers: [...headers], ...(body && { body }) }, open, signal);
  const none = WITHOUT_BODY.includes(status) || method === 'HEAD';
  const response = new Response(none ? null : content, {
    status,
    statusText,
    headers: answered.map(([name, value]): [string, string] => [name, value]),
  });
  // A response made by hand has no address of its own.
  return Object.defineProperty(response, 'url', { value: url.replace(/#.*/, ''), enumerable: true, configurable: true });
}

function exchange(request: PortRequest['request'], open: PortSource, signal: AbortSignal): Promise<PortResponse['response']> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => reject(new TypeError(`Failed to fetch ${request.url}: ${reason}`));
    const port = open(fail);
    const end = () => {
      signal.removeEventListener('abort', abort);
      // Where tabs relay for each other, the port is let go of by this.
      port.postMessage({ bye: true });
      port.close();
    };
    const abort = () => {
      end();
      reject(signal.reason);
    };
    port.onmessage = ({ data }: MessageEvent<PortResponse | PortClose>) => {
      end();
      if ('response' in data) resolve(data.response);
      else fail(data.close.reason);
    };
    signal.addEventListener('abort', abort);
    port.postMessage({ request });
  });
}
