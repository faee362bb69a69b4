/** The names by which a computer calls itself. */
const OWN_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]', '::1']);

export const isLoopback = (host: string): boolean => OWN_NAMES.has(host) || /^127\./.test(host) || /^::ffff:127\./.test(host);

export interface AdmittanceOptions {
  /** The address that the server listens on. */
  readonly host: string;
  /** Origins whose pages may connect, such as `https://desk.example`; `*` for all. Those of this computer always may. */
  readonly origins: readonly string[];
}

/**
 * Whether a request may come in: a browser tells which page it is from, and every page of the web can reach this computer.
 * A server on this computer also answers to its own names only, because any other name may be turned to it by whoever
 * owns that name.
 *
 * @returns what is wrong, or nothing
 */
export function admittanceProblem(
  { host, origins }: AdmittanceOptions,
  headers: { readonly host?: string | undefined; readonly origin?: string | undefined },
): string | undefined {
  const name = hostName(`http://${headers.host ?? ''}`);
  if (isLoopback(host) && !(name !== undefined && isLoopback(name))) return 'expected the address of this computer as the host';
  const { origin } = headers;
  if (origin === undefined || origins.includes('*') || origins.includes(origin)) return undefined;
  const from = hostName(origin);
  if (from !== undefined && isLoopback(from)) return undefined;
  return `pages of ${origin} may not connect: start the server with --origin ${origin} to let them`;
}

function hostName(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}
