/** Any client served in the page: see docs/guide/mock.md. */

export { setPartsFolder } from '../files/files.ts';
export { type Installed, type InstallOptions, install } from './install.ts';
export { attach, type MockSocketServer, type MockSocketSocket } from './mock-socket.ts';
export type { Dialect } from './routes.ts';
