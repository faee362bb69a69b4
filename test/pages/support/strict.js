// Pages under a strict content security policy, and what became of it.
import { setTimeout as wait } from 'node:timers/promises';

/**
 * The policy that a site may send with its pages and with Rackwire's files. The two Trusted Types policies are Lit's and
 * Rackwire's; the second lets through the address of the server's own file and nothing else.
 */
export const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "media-src 'self' blob:",
  "manifest-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types lit-html rackwire',
].join('; ');

/** Has a page keep what its policy had to refuse, from before its first script. */
export async function watchPolicy(page) {
  await page.evaluateOnNewDocument(() => {
    globalThis.violations = [];
    addEventListener(
      'securitypolicyviolation',
      ({ effectiveDirective, blockedURI, sourceFile, lineNumber, sample }) =>
        violations.push(`${effectiveDirective}: ${blockedURI} ${sample} at ${sourceFile}:${lineNumber}`),
      true,
    );
  });
}

/** Waits until `look` gives something true. Puppeteer's own way of waiting makes code from text, which the policy forbids. */
export async function eventually(page, look, ...values) {
  for (const end = Date.now() + 10_000; Date.now() < end; await wait(20)) {
    const found = await page.evaluate(look, ...values);
    if (found) return found;
  }
  throw new Error(`expected this to become true within 10 s: ${look}`);
}

/** Puts `deep(selector)`, which finds all elements through shadow roots, and `words()`, all text, into the page. */
export const tools = (page) =>
  page.evaluate(() => {
    const all = (from) =>
      [...from.querySelectorAll('*')].flatMap((element) => [element, ...(element.shadowRoot ? all(element.shadowRoot) : [])]);
    globalThis.deep = (selector) => all(document).filter((element) => element.matches(selector));
    globalThis.words = () =>
      all(document)
        .filter(({ localName }) => localName !== 'style' && localName !== 'script')
        .flatMap(({ childNodes }) => [...childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE))
        .map(({ data }) => data)
        .join(' ');
  });
