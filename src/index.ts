/** The library: the elements, registered on import, and what they are made of for pages that build their own. */

/** Loads `<wire-inspector>`, and the log that it shows, when they are first wanted. */
export const loadInspector = (): Promise<typeof import('./elements/wire-inspector/index.ts')> =>
  import('./elements/wire-inspector/index.ts');

export { allowRemotes } from './client/allowed-remotes.ts';
export {
  Client,
  type ClientOptions,
  type ConnectionState,
  type IncomingFrame,
  type RequestOptions,
  type Tap,
  type Token,
} from './client/client.ts';
export { type ConnectOptions, connect } from './client/connect.ts';
export type { FrameSocket } from './client/frame-socket.ts';
export type { LatencyFigures, LatencyMonitor, SlowMessage } from './client/latency.ts';
export type { Retry } from './client/line.ts';
export { type LocalSession, localSession, type Remote } from './client/local-session.ts';
export { LocalSocket, sharedWorkerPort } from './client/local-socket.ts';
export type { Conflict } from './client/recovery.ts';
export { Session, type SessionEvent } from './client/session.ts';
export { catalogue, findEffect } from './effects/catalogue.ts';
export type { ChoiceParameter, ContinuousParameter, EffectDescriptor, Parameter, ParameterValues } from './effects/descriptor.ts';
export { setLocale, setTranslations } from './elements/localise.ts';
export { PluginRack } from './elements/plugin-rack/plugin-rack.ts';
export { setPartsFolder } from './files/files.ts';
export { RackNode, type RackNodeOptions } from './sound/rack-node.ts';
export { WireError } from './wire/errors.ts';
export type { RemoteConflict, RemoteState } from './wire/replies.ts';
export type { PluginState, Preset, RackEntry, SessionState, TrackState } from './wire/state.ts';
