import { StoreError } from '../store/errors.ts';

/**
 * The store belongs to one server at a time: whoever holds the Web Lock. A newer build asks the older one over a
 * BroadcastChannel to let go; an older build is told that it came too late.
 */

/** From the one who waits: may I have it? From the one who holds it: no, I am of this build. */
type Message = { readonly want: string } | { readonly held: string };

export interface HoldOptions {
  /** The database's name; lock and channel are named after it. */
  readonly name: string;
  /** The build of this server, as a version number: "1.4.0". */
  readonly build: string;
  /** How long to wait, in ms, for another server to let go. Default: 5000. */
  readonly patience?: number;
  /** A newer build wants the store: finish, close it, then call `release`. */
  readonly onWanted: (by: string) => void;
}

/** Releases the store to the next in line. */
export type Release = () => void;

/**
 * Waits until the store is this server's.
 *
 * @throws StoreError `newer` where a newer build holds it, `in-use` where patience ends
 */
export function holdStore({ name, build, patience = 5000, onWanted }: HoldOptions): Promise<Release> {
  const channel = new BroadcastChannel(`${name}-store`);
  const waiting = new AbortController();
  let held = false;

  return new Promise<Release>((resolve, reject) => {
    const giveUp = (error: StoreError) => {
      if (held) return;
      waiting.abort();
      channel.close();
      reject(error);
    };
    const timer = setTimeout(
      () => giveUp(new StoreError('in-use', 'another server uses the storage: close the other tabs of this site')),
      patience,
    );

    channel.onmessage = ({ data }: MessageEvent<Message>) => {
      if ('want' in data && held) {
        if (isNewer(data.want, build)) onWanted(data.want);
        else channel.postMessage({ held: build } satisfies Message);
      } else if ('held' in data && !held && isNewer(data.held, build)) {
        clearTimeout(timer);
        giveUp(
          new StoreError(
            'newer',
            `a newer version of Rackwire (${data.held}; this is ${build}) uses the storage: reload the page to get it`,
          ),
        );
      }
    };

    navigator.locks
      .request(`${name}-store`, { signal: waiting.signal }, () => {
        clearTimeout(timer);
        held = true;
        return new Promise<void>((free) => {
          resolve(() => {
            held = false;
            channel.close();
            free();
          });
        });
      })
      .catch((error) => giveUp(new StoreError('in-use', `the storage could not be reserved: ${error}`, { cause: error })));
    channel.postMessage({ want: build } satisfies Message);
  });
}

/** Whether version `a` is later than `b`: "1.10.0" after "1.9.2". */
export function isNewer(a: string, b: string): boolean {
  const parts = (version: string) => version.split('.').map((part) => Number.parseInt(part, 10) || 0);
  const [left, right] = [parts(a), parts(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
