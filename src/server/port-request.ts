import type { PortRequest, PortResponse } from '../wire/port.ts';

/** Answers an HTTP request. */
export type Fetch = (request: Request) => Response | Promise<Response>;

/** The request in a port's message, or nothing where it is none. */
export function readPortRequest(message: unknown): Request | undefined {
  try {
    const { method, url, headers, body } = (message as PortRequest).request;
    return new Request(new URL(url), {
      method,
      headers: headers.map(([name, value]): [string, string] => [name, value]),
      ...(body !== undefined && { body: Uint8Array.from(body) }),
    });
  } catch {
    return undefined;
  }
}

/** Has it answered, in the form that a port carries. */
export async function answerRequest(request: Request, fetch: Fetch): Promise<PortResponse['response']> {
  let response: Response;
  try {
    response = await fetch(request);
  } catch (error) {
    response = Response.json({ detail: `the server could not answer: ${error}` }, { status: 500 });
  }
  const { status, statusText, headers } = response;
  return { status, statusText, headers: [...headers], body: new Uint8Array(await response.arrayBuffer()) };
}
