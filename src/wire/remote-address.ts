/**
 * Whether a remote may be contacted, and if not, why. An allowed address with a path stands for itself; one without
 * stands for everything on that host and port.
 *
 * @param url `ws:` or `wss:`
 * @param allowed what the embedding page allows
 * @returns what is wrong, or nothing
 */
export function remoteProblem(url: string, allowed: readonly string[]): string | undefined {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (!address || !/^wss?:$/.test(address.protocol))
    return `expected remote as an address such as wss://host/ws, got ${JSON.stringify(url)}`;
  if (address.username || address.password) return 'expected remote without a name and password: give a token instead';
  const isAllowed = allowed.some((entry) => {
    if (!URL.canParse(entry)) return false;
    const { origin, pathname, search } = new URL(entry);
    return origin === address.origin && (pathname + search === '/' || pathname + search === address.pathname + address.search);
  });
  if (isAllowed) return undefined;
  const known = allowed.length > 0 ? `it allows ${allowed.join(', ')}` : 'it allows none';
  return `the page does not allow the remote ${address.origin}: ${known}`;
}
