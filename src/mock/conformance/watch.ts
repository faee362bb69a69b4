/** A socket whose events are kept, and can be waited for. */
export interface Watched {
  readonly socket: WebSocket;
  readonly events: Event[];
  /** The types of all events so far, in order. */
  readonly types: string[];
  /** The data of all messages so far. */
  readonly data: unknown[];
  /** Waits for the next event of a type that has not been waited for. */
  next<T extends keyof WebSocketEventMap>(type: T): Promise<WebSocketEventMap[T]>;
}

const TYPES = ['open', 'message', 'error', 'close'] as const;

export function watch(socket: WebSocket): Watched {
  const events: Event[] = [];
  const used = new Set<Event>();
  let wake = () => {};
  for (const type of TYPES) {
    socket.addEventListener(type, (event) => {
      events.push(event);
      wake();
    });
  }
  return {
    socket,
    events,
    get types() {
      return events.map(({ type }) => type);
    },
    get data() {
      return events.filter((event) => event.type === 'message').map((event) => (event as MessageEvent).data);
    },
    async next<T extends keyof WebSocketEventMap>(type: T) {
      const late = AbortSignal.timeout(PATIENCE);
      for (;;) {
        const event = events.find((candidate) => candidate.type === type && !used.has(candidate));
        if (event) {
          used.add(event);
          return event as WebSocketEventMap[T];
        }
        if (late.aborted)
          throw new Error(`expected ${type} within ${PATIENCE} ms, got ${events.map((one) => one.type).join(', ') || 'nothing'}`);
        await new Promise<void>((resolve) => {
          wake = resolve;
          late.addEventListener('abort', () => resolve());
        });
      }
    },
  };
}

/** Milliseconds in which an event must come. */
const PATIENCE = 1500;

/** Resolves once `done` is true, for what has no event to wait for; a busy machine takes its time. */
export async function until(done: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1000 && !done(); turn += 1) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Long enough for whatever comes too much to come. */
export const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 60));
