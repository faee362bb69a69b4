/** A backend for tests of front ends: see docs/guide/testing.md. */

export { type Backend, startBackend } from './backend.ts';
export type { TestClock } from './clock.ts';
export type { ActiveFault, Fault } from './fault.ts';
export type { Fixtures, PluginFixture, PresetFixture, SessionFixture, TrackFixture } from './fixtures.ts';
export type { LoggedFrame } from './frames.ts';
export { ExpectationError, type Expected } from './log.ts';
export type { BackendOptions } from './options.ts';
export {
  type RecordableSocket,
  type RecordedConnection,
  type RecordedEvent,
  type Recorder,
  type Recording,
  type RecordOptions,
  record,
} from './recording.ts';
export type { Someone, SomeoneOptions } from './someone.ts';
export type { Pace } from './tape.ts';
