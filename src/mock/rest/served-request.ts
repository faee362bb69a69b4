import type { PortSource } from '../../client/local-socket.ts';
import { fetchByPort } from './port-fetch.ts';
import { type ReadBody, readBody } from './response-body.ts';

const OPENED = 1;
const HEADERS_RECEIVED = 2;
const LOADING = 3;
const DONE = 4;

/**
 * What serves an XMLHttpRequest of the page once it is opened: the members that the standard gives it, except those
 * that the browser's own object keeps well without being sent (`responseType`, `timeout`, `upload`, the handlers).
 */
export class ServedRequest {
  readonly #target: XMLHttpRequest;
  readonly #native: XMLHttpRequest;
  readonly #method: string;
  readonly #url: URL;
  readonly #port: PortSource;
  readonly #headers = new Headers();
  #state: number = OPENED;
  #sent: AbortController | undefined;
  #mimeType: string | undefined;
  #response: Response | undefined;
  #body: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #read: ReadBody | undefined;

  constructor(target: XMLHttpRequest, native: XMLHttpRequest, method: string, url: URL, port: PortSource) {
    this.#target = target;
    this.#native = native;
    this.#method = method;
    this.#url = url;
    this.#port = port;
  }

  get readyState(): number {
    return this.#state;
  }
  get status(): number {
    return this.#response?.status ?? 0;
  }
  get statusText(): string {
    return this.#response?.statusText ?? '';
  }
  get responseURL(): string {
    return this.#response?.url ?? '';
  }

  get response(): unknown {
    const isText = this.#type === '' || this.#type === 'text';
    if (isText) return this.#state >= LOADING ? this.#content.text : '';
    return this.#state === DONE && this.#response ? this.#content.value : null;
  }
  get responseText(): string {
    if (this.#type !== '' && this.#type !== 'text') throw wrongType('responseText', "'' or 'text'", this.#type);
    return this.#state >= LOADING ? this.#content.text : '';
  }
  get responseXML(): Document | null {
    if (this.#type !== '' && this.#type !== 'document') throw wrongType('responseXML', "'' or 'document'", this.#type);
    return this.#state === DONE && this.#response ? this.#content.document : null;
  }

  setRequestHeader(...values: unknown[]): void {
    if (this.#sent) throw new DOMException("The object's state must be OPENED.", 'InvalidStateError');
    // For its checks.
    this.#native.setRequestHeader.apply(this.#target, values as [string, string]);
    this.#headers.append(String(values[0]), String(values[1]));
  }

  getResponseHeader(name: unknown): string | null {
    return this.#response?.headers.get(String(name)) ?? null;
  }

  getAllResponseHeaders(): string {
    return [...(this.#response?.headers ?? [])].map(([name, value]) => `${name}: ${value}\r\n`).join('');
  }

  overrideMimeType(type: unknown): void {
    this.#mimeType = String(type);
  }

  send(body?: unknown): void {
    if (this.#sent || this.#state !== OPENED) throw new DOMException("The object's state must be OPENED.", 'InvalidStateError');
    const sent = new AbortController();
    this.#sent = sent;
    const hasBody = body !== null && body !== undefined && !/^(get|head)$/i.test(this.#method);
    this.#fire('loadstart');
    if (hasBody) this.#target.upload.dispatchEvent(new ProgressEvent('loadstart'));
    const { timeout } = this.#target;
    const timer = timeout > 0 && setTimeout(() => this.#fail('timeout'), timeout);
    const request = new Request(this.#url, {
      method: this.#method,
      headers: this.#headers,
      signal: sent.signal,
      ...(hasBody && { body: bodyOf(body) }),
    });
    this.#exchange(request, sent, hasBody)
      .catch(() => {
        if (!sent.signal.aborted) this.#fail('error');
      })
      .finally(() => clearTimeout(timer || undefined));
  }

  abort(): void {
    if (this.#sent && this.#state < DONE) this.#fail('abort');
    this.drop();
    this.#state = 0;
  }

  /** Whatever comes now is not for this request any more. */
  drop(): void {
    this.#sent?.abort();
    this.#response = undefined;
  }

  get #type(): XMLHttpRequestResponseType {
    return this.#target.responseType;
  }

  get #content(): ReadBody {
    this.#read ??= readBody(this.#body, this.#type, this.#mimeType ?? this.#response?.headers.get('content-type') ?? '');
    return this.#read;
  }

  async #exchange(request: Request, { signal }: AbortController, hasBody: boolean): Promise<void> {
    const response = await fetchByPort(request, this.#port);
    const body = new Uint8Array(await response.arrayBuffer());
    if (signal.aborted) return;
    if (hasBody) for (const type of ['progress', 'load', 'loadend']) this.#target.upload.dispatchEvent(new ProgressEvent(type));
    this.#response = response;
    this.#become(HEADERS_RECEIVED);
    if (signal.aborted) return;
    this.#body = body;
    if (body.length > 0) this.#become(LOADING);
    if (body.length > 0 && !signal.aborted) this.#fire('progress');
    if (signal.aborted) return;
    this.#become(DONE);
    for (const type of ['load', 'loadend']) if (!signal.aborted) this.#fire(type);
  }

  #fail(type: 'abort' | 'error' | 'timeout'): void {
    this.drop();
    this.#body = new Uint8Array(0);
    this.#become(DONE);
    this.#fire(type);
    this.#fire('loadend');
  }

  #become(state: number): void {
    this.#state = state;
    this.#target.dispatchEvent(new Event('readystatechange'));
  }

  #fire(type: string): void {
    const { length } = this.#body;
    this.#target.dispatchEvent(new ProgressEvent(type, { loaded: length, total: length, lengthComputable: length > 0 }));
  }
}

const bodyOf = (body: unknown): BodyInit => (body instanceof Document ? new XMLSerializer().serializeToString(body) : (body as BodyInit));

const wrongType = (name: string, expected: string, got: string) =>
  new DOMException(`${name} is only there where responseType is ${expected}, and it is '${got}'.`, 'InvalidStateError');
