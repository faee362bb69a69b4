import { expect } from 'chai';

const EVENTS = ['readystatechange', 'loadstart', 'progress', 'abort', 'error', 'load', 'timeout', 'loadend'] as const;

/** A request whose events are kept, with the state at each. */
function request(method: string, address: string) {
  const xhr = new XMLHttpRequest();
  const events: string[] = [];
  for (const type of EVENTS) {
    xhr.addEventListener(type, () => {
      // How often progress is told is a matter of time.
      if (type !== 'progress') events.push(type === 'readystatechange' ? `state ${xhr.readyState}` : type);
    });
  }
  const over = new Promise<void>((resolve) => xhr.addEventListener('loadend', () => resolve()));
  xhr.open(method, address);
  return { xhr, events, over };
}

async function sent(
  method: string,
  address: string,
  { body = null, type = '' }: { body?: XMLHttpRequestBodyInit | null; type?: XMLHttpRequestResponseType } = {},
) {
  const watched = request(method, address);
  watched.xhr.responseType = type;
  watched.xhr.send(body);
  await watched.over;
  return watched;
}

/** What `XMLHttpRequest` does, with a server at `base`. */
export const xhrCases: { readonly name: string; run(base: string): Promise<void> }[] = [
  {
    name: 'goes through its states, and gives status, headers and text',
    async run(base) {
      const { xhr, events } = await sent('GET', `${base}/status/404`);
      expect(events).to.deep.equal(['state 1', 'loadstart', 'state 2', 'state 3', 'state 4', 'load', 'loadend']);
      expect([xhr.status, xhr.statusText, xhr.responseURL]).to.deep.equal([404, 'As Asked', `${base}/status/404`]);
      expect([xhr.responseText, xhr.response]).to.deep.equal(['{"detail":"status 404"}', '{"detail":"status 404"}']);
      expect([xhr.getResponseHeader('X-Far'), xhr.getResponseHeader('x-none')]).to.deep.equal(['yes', null]);
      expect(xhr.getAllResponseHeaders()).to.contain('content-type: application/json\r\n').and.contain('x-far: yes\r\n');
    },
  },
  {
    name: 'is empty before it is answered',
    async run(base) {
      const { xhr, over } = request('GET', `${base}/echo/1`);
      const before = () => [
        xhr.readyState,
        xhr.status,
        xhr.statusText,
        xhr.responseURL,
        xhr.response,
        xhr.responseText,
        xhr.getAllResponseHeaders(),
        xhr.getResponseHeader('x'),
      ];
      expect(before()).to.deep.equal([1, 0, '', '', '', '', '', null]);
      xhr.send();
      expect(before()).to.deep.equal([1, 0, '', '', '', '', '', null]);
      await over;
    },
  },
  {
    name: 'sends method, headers and body',
    async run(base) {
      const { xhr, over } = request('post', `${base}/echo/1`);
      xhr.setRequestHeader('X-Test', 'a');
      xhr.setRequestHeader('x-test', 'b');
      xhr.responseType = 'json';
      xhr.send('žlutý');
      await over;
      expect(xhr.response).to.deep.equal({ method: 'POST', type: 'text/plain;charset=UTF-8', test: 'a, b', body: 'žlutý' });
    },
  },
  {
    name: 'gives bytes, a Blob, JSON or a document, as responseType says',
    async run(base) {
      const { xhr: bytes } = await sent('GET', `${base}/latin/1`, { type: 'arraybuffer' });
      expect([...new Uint8Array(bytes.response)]).to.deep.equal([0xe9]);
      const { xhr: blob } = await sent('GET', `${base}/xml/1`, { type: 'blob' });
      expect([blob.response.type, blob.response.size]).to.deep.equal(['application/xml', 15]);
      const { xhr: json } = await sent('GET', `${base}/xml/1`, { type: 'json' });
      expect(json.response).to.equal(null);
      const { xhr: html } = await sent('GET', `${base}/html/1`, { type: 'document' });
      expect(html.response.querySelector('p').textContent).to.equal('one');
      const { xhr: xml } = await sent('GET', `${base}/xml/1`);
      expect(xml.responseXML?.querySelector('b')?.textContent).to.equal('1');
      const { xhr: plain } = await sent('GET', `${base}/html/1`);
      expect(plain.responseXML).to.equal(null);
      for (const { xhr } of [{ xhr: bytes }, { xhr: json }])
        expect(() => xhr.responseText)
          .to.throw(DOMException)
          .with.property('name', 'InvalidStateError');
    },
  },
  {
    name: 'reads text by the answer’s charset, or by the one that overrides it',
    async run(base) {
      const { xhr } = await sent('GET', `${base}/latin/1`);
      expect(xhr.responseText).to.equal('é');
      const { xhr: overridden, over } = request('GET', `${base}/latin/1`);
      overridden.overrideMimeType('text/plain; charset=utf-8');
      overridden.send();
      await over;
      expect(overridden.responseText).to.equal('\ufffd');
    },
  },
  {
    name: 'tells of the sending where there is a body',
    async run(base) {
      const upload: string[] = [];
      const { xhr, over } = request('POST', `${base}/echo/1`);
      for (const type of EVENTS) if (type !== 'progress') xhr.upload.addEventListener(type as 'load', () => upload.push(type));
      xhr.send('body');
      await over;
      expect(upload).to.deep.equal(['loadstart', 'load', 'loadend']);
    },
  },
  {
    name: 'ends when it is aborted, and is as new then',
    async run(base) {
      const { xhr, events } = request('GET', `${base}/late/1`);
      xhr.send();
      await new Promise((resolve) => setTimeout(resolve, 50));
      xhr.abort();
      expect(events).to.deep.equal(['state 1', 'loadstart', 'state 4', 'abort', 'loadend']);
      expect([xhr.readyState, xhr.status]).to.deep.equal([0, 0]);
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(events).to.have.length(5);
    },
  },
  {
    name: 'ends after its time-out',
    async run(base) {
      const { xhr, events, over } = request('GET', `${base}/late/1`);
      xhr.timeout = 60;
      xhr.send();
      await over;
      expect(events).to.deep.equal(['state 1', 'loadstart', 'state 4', 'timeout', 'loadend']);
      expect([xhr.readyState, xhr.status, xhr.responseText]).to.deep.equal([4, 0, '']);
    },
  },
  {
    name: 'may be opened and sent again, and forgets the first answer',
    async run(base) {
      const { xhr, events, over } = request('GET', `${base}/late/1`);
      xhr.send();
      xhr.open('GET', `${base}/status/500`);
      xhr.send();
      await over;
      expect([xhr.status, events]).to.deep.equal([
        500,
        ['state 1', 'loadstart', 'loadstart', 'state 2', 'state 3', 'state 4', 'load', 'loadend'],
      ]);
      const again = new Promise((resolve) => xhr.addEventListener('loadend', resolve));
      events.length = 0;
      xhr.open('GET', `${base}/none/1`);
      expect([xhr.readyState, xhr.status, xhr.responseText]).to.deep.equal([1, 0, '']);
      xhr.send();
      await again;
      expect([xhr.status, events]).to.deep.equal([204, ['state 1', 'loadstart', 'state 2', 'state 4', 'load', 'loadend']]);
    },
  },
  {
    name: 'refuses what is done at the wrong time, or is no header',
    async run(base) {
      const xhr = new XMLHttpRequest();
      const names: (string | undefined)[] = [];
      const attempt = (run: () => void) => {
        try {
          run();
          names.push(undefined);
        } catch (error) {
          names.push((error as Error).name);
        }
      };
      attempt(() => xhr.send());
      attempt(() => xhr.setRequestHeader('a', 'b'));
      attempt(() => xhr.open('GET', 'http://'));
      attempt(() => xhr.open('G T', base));
      xhr.open('GET', `${base}/echo/1`);
      attempt(() => xhr.setRequestHeader('a b', 'c'));
      xhr.send();
      attempt(() => xhr.send());
      attempt(() => xhr.setRequestHeader('a', 'b'));
      expect(names).to.deep.equal([
        'InvalidStateError',
        'InvalidStateError',
        'SyntaxError',
        'SyntaxError',
        'SyntaxError',
        'InvalidStateError',
        'InvalidStateError',
      ]);
      await new Promise((resolve) => xhr.addEventListener('loadend', resolve));
    },
  },
  {
    name: 'calls its handlers, and is an XMLHttpRequest',
    async run(base) {
      const xhr = new XMLHttpRequest();
      const calls: unknown[] = [];
      xhr.onload = function (event) {
        calls.push(this === xhr, event instanceof ProgressEvent, event.loaded === xhr.responseText.length);
      };
      xhr.open('GET', `${base}/echo/1`, true);
      xhr.send();
      await new Promise((resolve) => xhr.addEventListener('loadend', resolve));
      expect(calls).to.deep.equal([true, true, true]);
      expect(xhr).to.be.instanceOf(XMLHttpRequest);
      expect([XMLHttpRequest.DONE, xhr.DONE]).to.deep.equal([4, 4]);
    },
  },
];
