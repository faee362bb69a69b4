/** What the server loads when the first session belongs to a remote: built into `rackwire-remote.js`, beside it. */
export { Remotes } from './remotes.ts';
