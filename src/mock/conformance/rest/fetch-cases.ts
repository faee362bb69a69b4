import { expect } from 'chai';

/** What `fetch` does, with a server at `base`. */
export const fetchCases: { readonly name: string; run(base: string): Promise<void> }[] = [
  {
    name: 'gives the answer’s status, headers and body, whatever the status',
    async run(base) {
      const response = await fetch(`${base}/status/404`);
      const { ok, status, statusText, url, redirected, headers } = response;
      expect([ok, status, statusText, url, redirected]).to.deep.equal([false, 404, 'As Asked', `${base}/status/404`, false]);
      expect([headers.get('content-type'), headers.get('X-Far')]).to.deep.equal(['application/json', 'yes']);
      expect(await response.json()).to.deep.equal({ detail: 'status 404' });
      expect(response).to.be.instanceOf(Response);
    },
  },
  {
    name: 'sends method, headers and body, from a Request or from options',
    async run(base) {
      const options = { method: 'POST', headers: { 'x-test': 'here' }, body: 'žlutý' };
      const expected = { method: 'POST', type: 'text/plain;charset=UTF-8', test: 'here', body: 'žlutý' };
      expect(await (await fetch(`${base}/echo/1`, options)).json()).to.deep.equal(expected);
      expect(await (await fetch(new Request(`${base}/echo/1`, options))).json()).to.deep.equal(expected);
      expect(await (await fetch(new Request(`${base}/echo/1`), options)).json()).to.deep.equal(expected);
      expect(await (await fetch(new URL(`${base}/echo/1`), options)).json()).to.deep.equal(expected);
    },
  },
  {
    name: 'sends forms, bytes and search parameters as what they are',
    async run(base) {
      const kinds: [BodyInit, RegExp | null][] = [
        [new FormData(), /^multipart\/form-data; boundary=/],
        [new URLSearchParams({ a: '1' }), /^application\/x-www-form-urlencoded;charset=UTF-8$/],
        [new Blob(['x'], { type: 'text/x' }), /^text\/x$/],
        [new Uint8Array(2), null],
      ];
      for (const [body, type] of kinds) {
        const { type: sent } = await (await fetch(`${base}/echo/1`, { method: 'PUT', body })).json();
        if (type) expect(sent).to.match(type);
        else expect(sent).to.equal(null);
      }
    },
  },
  {
    name: 'gives no body with 204 and to HEAD',
    async run(base) {
      for (const response of [await fetch(`${base}/none/1`), await fetch(`${base}/none/1`, { method: 'HEAD' })]) {
        expect([response.status, await response.text()]).to.deep.equal([204, '']);
      }
    },
  },
  {
    name: 'ends when its signal is aborted, before and while it waits',
    async run(base) {
      const reason = new Error('enough');
      const ended = await fetch(`${base}/echo/1`, { signal: AbortSignal.abort(reason) }).catch((error) => error);
      expect(ended).to.equal(reason);
      const waiting = new AbortController();
      const late = fetch(`${base}/late/1`, { signal: waiting.signal }).catch((error) => error.name);
      setTimeout(() => waiting.abort(), 50);
      expect(await late).to.equal('AbortError');
    },
  },
  {
    name: 'refuses a body with GET, and what is no address, by a rejection',
    async run(base) {
      expect(await fetch(`${base}/echo/1`, { body: 'x' }).catch((error) => error.name)).to.equal('TypeError');
      expect(await fetch('http://').catch((error) => error.name)).to.equal('TypeError');
    },
  },
];
