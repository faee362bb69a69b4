/** A token, or what gets one; it is asked anew for each connection. */
export type Token = string | (() => string | Promise<string>);

/** A token is renewed this long before it expires, in ms: clocks differ, and asking takes a while. */
export const RENEW_BEFORE_MS = 30_000;

/** When a JSON Web Token expires, in ms since 1970; undefined for tokens that do not say. Only read here, not checked. */
export function expiryOf(token: string): number | undefined {
  try {
    const [, payload = ''] = token.split('.');
    const { exp }: { exp?: unknown } = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
    return typeof exp === 'number' ? exp * 1000 : undefined;
  } catch {
    return undefined;
  }
}
