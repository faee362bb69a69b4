export type { Authenticator, Identity } from '../gates/identity.ts';
export { type JwtOptions, jwt } from '../gates/jwt.ts';
export { DEFAULT_LIMITS, type Limits } from '../gates/limits.ts';
export type { SignatureOptions, SignatureRule } from '../gates/signatures.ts';
export { type ConnectOptions, createServer, type Server, type ServerOptions, type Session } from '../server.ts';
export { openFolder, openMemory } from './folder-store.ts';
export { type ServeOptions, type Serving, serve } from './serve.ts';
