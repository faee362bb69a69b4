import { baseUrl } from '../base-url.ts';
import { dispatch } from '../dispatch.ts';
import type { RestFinder } from './fetch.ts';
import { ServedRequest } from './served-request.ts';

/** Which of the objects below are served since they were last opened, and by what. */
const served = new WeakMap<object, ServedRequest>();

/** An XMLHttpRequest class whose requests to some addresses are answered here; all others are the browser's own. */
export function substituteXhr(native: typeof XMLHttpRequest, find: RestFinder): typeof XMLHttpRequest {
  class Substitute extends native {
    override open(...values: unknown[]): void {
      const [method, address, async = true] = values;
      const before = served.get(this)?.readyState;
      served.get(this)?.drop();
      served.delete(this);
      const route = URL.canParse(String(address), baseUrl()) && find(new URL(String(address), baseUrl()));
      if (route && !async) {
        throw new DOMException(
          `${address} is served in the page, and cannot be waited for: expected an asynchronous request`,
          'InvalidAccessError',
        );
      }
      if (route)
        served.set(this, new ServedRequest(this, native.prototype, String(method), new URL(String(address), baseUrl()), route.port));
      // The browser's own checks method and address, and is never sent where the request is served here.
      native.prototype.open.apply(this, values as Parameters<XMLHttpRequest['open']>);
      // It was open all along, and so says nothing about being opened again.
      if (route && before !== undefined && before !== native.OPENED) this.dispatchEvent(new Event('readystatechange'));
    }
  }
  dispatch(Substitute.prototype, native.prototype, ServedRequest.prototype, (self) => served.get(self));
  Object.defineProperties(Substitute, { name: { value: native.name } });
  return Substitute;
}
