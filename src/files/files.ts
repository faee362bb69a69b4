/**
 * Where the built parts are found. They have stable names and lie beside the module, because bundlers inline or rename
 * workers and worklets in ways that break them. One override moves them all, for example to a CDN's mirror.
 */

export type PartName = 'rackwire-server.js' | 'rackwire-worklet.js' | 'rackwire-engine.wasm' | 'rackwire-engine-relaxed.wasm';

let base: URL | undefined;

/**
 * Sets the folder that holds the built parts, for pages whose bundler moves `rackwire.js` away from them.
 * Call it before the first element or connection.
 *
 * @param folder absolute or relative to the page, with or without a closing slash.
 */
export function setPartsFolder(folder: string | URL): void {
  base = new URL(`${String(folder).replace(/\/$/, '')}/`, globalThis.location?.href);
}

/** The address of a built part. Default: beside this module. */
export function partUrl(name: PartName): URL {
  // A variable, not a literal: bundlers rewrite `new URL('./literal', import.meta.url)`.
  const beside = import.meta.url;
  return new URL(name, base ?? beside);
}
