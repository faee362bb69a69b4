/** A response's body in the forms that XMLHttpRequest gives it. Each is made when first asked for. */
export interface ReadBody {
  readonly text: string;
  readonly document: Document | null;
  /** By `responseType`. */
  readonly value: unknown;
}

/**
 * @param mimeType with its parameters, of which `charset` says how text is read. Default: UTF-8.
 */
export function readBody(body: Uint8Array<ArrayBuffer>, type: XMLHttpRequestResponseType, mimeType: string): ReadBody {
  const essence = mimeType.split(';')[0]?.trim().toLowerCase() || 'text/xml';
  const lazy = <T>(make: () => T) => {
    let made: { value: T } | undefined;
    return () => {
      made ??= { value: make() };
      return made.value;
    };
  };
  const text = lazy(() => decoder(mimeType).decode(body));
  const document = lazy(() => parse(text(), essence, type));
  const value = lazy(() => {
    if (type === 'arraybuffer') return body.slice().buffer;
    if (type === 'blob') return new Blob([body], { type: mimeType });
    if (type === 'json') return parseJson(body);
    return document();
  });
  return {
    get text() {
      return text();
    },
    get document() {
      return document();
    },
    get value() {
      return value();
    },
  };
}

function decoder(mimeType: string): TextDecoder {
  const charset = /;\s*charset="?([^";\s]+)/i.exec(mimeType)?.[1];
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}

/** Always UTF-8; null for what is no JSON. */
function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return null;
  }
}

function parse(text: string, essence: string, type: XMLHttpRequestResponseType): Document | null {
  const isHtml = essence === 'text/html';
  // Only who asks for a document gets one made of HTML.
  if (isHtml ? type !== 'document' : !/^(text|application)\/xml$|\+xml$/.test(essence)) return null;
  const parsed = new DOMParser().parseFromString(text, isHtml ? 'text/html' : 'application/xml');
  return parsed.querySelector('parsererror') && !isHtml ? null : parsed;
}
