/**
 * One side of a game of ball between two pages: each answers what it sees of the other. Half of a round trip is the
 * way from tab to tab, whatever the two pages' clocks say.
 */

import { localSession } from '../../../src/client/local-session.ts';

/** Calls `seen` with each whole number that the other page sends. */
type Line = (seen: (ball: number) => void) => { throwBall(ball: number): void; ready: Promise<void> };

const TRACK = 'bench';
const PLUGIN = 'ball';
/** A parameter for each direction, with room for the numbers that are thrown. */
const DIRECTIONS = { serve: 'low_freq', answer: 'high_freq' } as const;
const OFFSET = { serve: 100, answer: 2000 } as const;
/** Numbers go round, so that each throw is a change and none leaves the parameter's range. */
export const BALLS = 500;

export type Side = keyof typeof DIRECTIONS;

/** Through the protocol: validated, stored, broadcast, mirrored. */
const session =
  (side: Side, name: string): Line =>
  (seen) => {
    const other = side === 'serve' ? 'answer' : 'serve';
    const { session } = localSession(name);
    let last = -1;
    session.watch((event) => {
      if (event.kind !== 'track') return;
      const plugin = session.track(TRACK).plugins.find(({ plugin_id }) => plugin_id === PLUGIN);
      const ball = (plugin?.parameters[DIRECTIONS[other]] ?? Number.NaN) - OFFSET[other];
      if (!(ball >= 0) || ball === last) return;
      last = ball;
      seen(ball);
    });
    const prepare = async () => {
      await session.ready;
      if (side === 'serve')
        await session.client.request('PLUGIN_ADD', { track_id: TRACK, name: 'eq', plugin_path: 'eq', plugin_id: PLUGIN });
    };
    return {
      ready: prepare(),
      throwBall: (ball) => {
        const data = { track_id: TRACK, plugin_id: PLUGIN, parameter_id: DIRECTIONS[side], parameter_value: OFFSET[side] + ball };
        void session.client.request('PLUGIN_PARAMETER', data);
      },
    };
  };

/** The same way without a server: a frame of the same kind, parsed and serialised, relayed as it is. */
const relay = (): Line => (seen) => {
  const { port } = new SharedWorker('/test/bench/page/relay-worker.js', { name: 'relay' });
  port.onmessage = ({ data }: MessageEvent<string>) =>
    seen((JSON.parse(data) as { data: { parameter_value: number } }).data.parameter_value);
  const frame = { id: 'plugin_parameter_1', type: 'PLUGIN_PARAMETER', user_id: 'anonymous', session_id: 'default' };
  return {
    ready: Promise.resolve(),
    throwBall: (ball) =>
      port.postMessage(
        JSON.stringify({ ...frame, data: { track_id: TRACK, plugin_id: PLUGIN, parameter_id: 'low_freq', parameter_value: ball } }),
      ),
  };
};

const lineOf = (kind: 'session' | 'relay', side: Side, name: string): Line => (kind === 'session' ? session(side, name) : relay());

/** The page that sends back whatever it sees; it stays until the page is closed. */
export async function answer(kind: 'session' | 'relay', name: string): Promise<void> {
  const line = lineOf(kind, 'answer', name)((ball) => line.throwBall(ball));
  await line.ready;
}

/** Milliseconds from tab to tab, one for each of `count` throws, `pause` ms apart. */
export async function serve(kind: 'session' | 'relay', name: string, count: number, pause: number): Promise<number[]> {
  let arrived: (ball: number) => void = () => {};
  const line = lineOf(kind, 'serve', name)((ball) => arrived(ball));
  await line.ready;
  const halves: number[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    const ball = turn % BALLS;
    const back = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`expected throw ${turn} back within 5 s, got nothing`)), 5000);
      arrived = (seen) => {
        if (seen !== ball) return;
        clearTimeout(timer);
        resolve();
      };
    });
    const started = performance.now();
    line.throwBall(ball);
    await back;
    halves.push((performance.now() - started) / 2);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return halves;
}
