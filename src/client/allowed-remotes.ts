const allowed = new Set<string>();

/**
 * Allows racks on this page to belong to remote backends. `<meta name="rackwire-remotes" content="wss://…">` does the
 * same; without either, no remote is contacted.
 *
 * @param addresses with a path for that one address, such as `wss://studio.example/ws`; without one, such as
 *   `wss://studio.example`, for everything on that host and port
 */
export function allowRemotes(...addresses: string[]): void {
  for (const address of addresses) allowed.add(address);
}

/** The addresses that this page allows. */
export function allowedRemotes(): string[] {
  const metas = globalThis.document?.querySelectorAll<HTMLMetaElement>('meta[name="rackwire-remotes"]') ?? [];
  return [...allowed, ...[...metas].flatMap(({ content }) => content.split(/\s+/).filter(Boolean))];
}
