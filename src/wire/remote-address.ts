/**
 * Whether a remote may be contacted, and if not, why. An allowed address stands for itself and for all that lies below it.
 *
 * @param url `ws:` or `wss:`, without a name and password
 * @param allowed what the embedding page allows
 * @returns what is wrong, or nothing
 */
export function remoteProblem(url: string, allowed: readonly string[]): string | undefined {
  // The host ends at the first slash: what begins with an allowed address and a slash is on no other.
  if (!/^wss?:\/\/[^\s/@\\?#]+(\/\S*)?$/.test(url))
    return `expected remote as an address such as wss://host/ws, got ${JSON.stringify(url)}`;
  if (allowed.some((entry) => `${url}/`.startsWith(entry.replace(/\/?$/, '/')))) return undefined;
  return `the page does not allow the remote ${url}: it allows ${allowed.join(', ') || 'none'}`;
}
