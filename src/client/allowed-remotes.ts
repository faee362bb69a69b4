const allowed = new Set<string>();

/**
 * Allows racks on this page to belong to remote backends. `<meta name="rackwire-remotes" content="wss://…">` does the
 * same; without either, no remote is contacted.
 *
 * @param addresses such as `wss://studio.example`; each stands for itself and for all that lies below it
 */
export function allowRemotes(...addresses: string[]): void {
  for (const address of addresses) allowed.add(address);
}

/** The addresses that this page allows. */
export function allowedRemotes(): string[] {
  const metas = globalThis.document?.querySelectorAll<HTMLMetaElement>('meta[name="rackwire-remotes"]') ?? [];
  return [...allowed, ...[...metas].flatMap(({ content }) => content.match(/\S+/g) ?? [])];
}
