/** What the Trusted Types API has for us, where a browser knows it. */
interface Policies {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): Policy;
}
interface Policy {
  createScriptURL(address: string): unknown;
}

/** One for all of Rackwire's scripts on a page, because a page's rules may let a policy of a name be made only once. */
const KEY = Symbol.for('rackwire.policy');

/** What may be started: the server's own file, whose name a bundler may have lengthened, or a stub that imports it. */
const OURS = /^blob:|\/rackwire-server[^/]*\.js(\?[^#]*)?$/;

/**
 * An address to start a worker from, as pages that require Trusted Types take it. They must allow the policy named
 * `rackwire`, which lets through the server's file and nothing else; where they do not, they refuse the worker.
 */
export function workerAddress(url: string | URL): string | URL {
  const scope = globalThis as { trustedTypes?: Policies; [KEY]?: Policy };
  const address = String(url);
  if (!scope.trustedTypes || !OURS.test(address)) return url;
  try {
    scope[KEY] ??= scope.trustedTypes.createPolicy('rackwire', { createScriptURL: check });
    // It is an object, which the constructors of workers take, though TypeScript has not heard of it.
    return scope[KEY].createScriptURL(address) as string;
  } catch {
    return url;
  }
}

function check(address: string): string {
  if (!OURS.test(address)) throw new TypeError(`expected the address of rackwire-server.js, got ${address}`);
  return address;
}
