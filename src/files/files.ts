/**
 * Where the built parts are found: beside the module, under stable names. Bundlers that know the form
 * `new URL('./part', import.meta.url)` carry them along by themselves. One override moves them all, for example to a
 * folder that several applications of an origin share.
 */

export type PartName = 'rackwire-server.js' | 'rackwire-worklet.js' | 'rackwire-engine.wasm' | 'rackwire-engine-relaxed.wasm';

let folder: URL | undefined;

/**
 * Sets the folder that holds the built parts, for pages whose bundler moves `rackwire.js` away from them, and for
 * applications of one origin that are to share one server. Call it before the first element or connection.
 *
 * @param address absolute or relative to the page, with or without a closing slash.
 */
export function setPartsFolder(address: string | URL): void {
  folder = new URL(`${String(address).replace(/\/$/, '')}/`, globalThis.location?.href);
}

/** The address of a built part. Default: beside this module. */
export function partUrl(name: PartName): URL {
  return folder ? new URL(name, folder) : beside[name]();
}

// In the built library each of these is one literal, by which bundlers find the file and rewrite its address. They are
// in two halves here, which the minifier joins, because our own build must not look for parts beside this source file.
const beside: Readonly<Record<PartName, () => URL>> = {
  'rackwire-server.js': () => new URL('./rackwire-' + 'server.js', import.meta.url),
  'rackwire-worklet.js': () => new URL('./rackwire-' + 'worklet.js', import.meta.url),
  'rackwire-engine.wasm': () => new URL('./rackwire-' + 'engine.wasm', import.meta.url),
  'rackwire-engine-relaxed.wasm': () => new URL('./rackwire-' + 'engine-relaxed.wasm', import.meta.url),
};
