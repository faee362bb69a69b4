import { FRAME_LIMIT } from '../../wire/frame.ts';

/** How much is allowed. Infinity lifts a limit. */
export interface Limits {
  /** Messages per second of one connection. Default: 100. */
  readonly messages: number;
  /** `PLUGIN_PARAMETER` per second of one connection for one plugin. Default: 50. */
  readonly parameters: number;
  /** `PLUGIN_PARAMETER_BATCH` per second of one connection. Default: 20. */
  readonly batches: number;
  /** Add, remove, move, bypass, presets and racks: so many per second of one connection. Default: 10. */
  readonly operations: number;
  /** So many seconds' worth of the above may come at once after a pause. Default: 1. */
  readonly burst: number;

  /** Longest frame in UTF-16 code units or bytes. Default: 1 MiB, which is also the most. */
  readonly frame: number;

  /** Pages that may be connected at once: in all (default: 1000), of one client address (10), of one authenticated user (5). */
  readonly connections: number;
  readonly connectionsPerAddress: number;
  readonly connectionsPerUser: number;

  /** Frames that are none, per minute of one client, before it is blocked. Default: 60. */
  readonly invalidFrames: number;
  /** Refused tokens per minute of one client, before it is blocked. Default: 10. */
  readonly failedAuths: number;
  /** How long a client stays blocked, in ms. Default: 60,000. */
  readonly block: number;

  /** After so many ms of silence a connection is asked for a sign of life. Default: 30,000. */
  readonly heartbeat: number;
  /** How long it then has, in ms, before it is closed. Default: 30,000. */
  readonly idle: number;
  /** How long a connection has, in ms, to send its token where one is required. Default: 30,000. */
  readonly authentication: number;
  /** How often, in ms, what is no longer needed is forgotten. Default: 300,000. */
  readonly cleanUp: number;
}

/** As the protocol documents them. */
export const DEFAULT_LIMITS: Limits = {
  messages: 100,
  parameters: 50,
  batches: 20,
  operations: 10,
  burst: 1,
  frame: FRAME_LIMIT,
  connections: 1000,
  connectionsPerAddress: 10,
  connectionsPerUser: 5,
  invalidFrames: 60,
  failedAuths: 10,
  block: 60_000,
  heartbeat: 30_000,
  idle: 30_000,
  authentication: 30_000,
  cleanUp: 300_000,
};

const NONE = Number.POSITIVE_INFINITY;

/** Without any but the length of a frame. */
export const NO_LIMITS: Limits = {
  ...DEFAULT_LIMITS,
  messages: NONE,
  parameters: NONE,
  batches: NONE,
  operations: NONE,
  connections: NONE,
  connectionsPerAddress: NONE,
  connectionsPerUser: NONE,
  invalidFrames: NONE,
  failedAuths: NONE,
  heartbeat: NONE,
  authentication: NONE,
};

/**
 * Those of the server in the page. The rates are the documented ones, but ten seconds' worth may come at once: nobody
 * but the page itself pays for it. Tabs of one browser are one person, and whether a tab lives is known by its lock.
 */
export const PAGE_LIMITS: Partial<Limits> = { burst: 10, connectionsPerUser: NONE, heartbeat: NONE };

/** `false` lifts all limits but the length of a frame; what is not given takes its default. */
export function readLimits(limits: Partial<Limits> | false = {}): Limits {
  if (limits === false) return NO_LIMITS;
  for (const [name, value] of Object.entries(limits)) {
    if (!Object.hasOwn(DEFAULT_LIMITS, name))
      throw new TypeError(`expected one of the limits ${Object.keys(DEFAULT_LIMITS).join(', ')}, got ${name}`);
    if (typeof value !== 'number' || !(value > 0)) throw new TypeError(`expected the limit ${name} as a number above 0, got ${value}`);
  }
  const all = { ...DEFAULT_LIMITS, ...limits };
  return { ...all, frame: Math.min(all.frame, FRAME_LIMIT) };
}
