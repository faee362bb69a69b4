/** What relative addresses are relative to. Outside of pages and workers there is nothing, and so any host will do. */
export const baseUrl = (): string => globalThis.document?.baseURI ?? globalThis.location?.href ?? 'http://localhost/';
