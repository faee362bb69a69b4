import { expect } from 'chai';
import { Client } from '../client.ts';
import { Session } from '../session.ts';
import { HandTurnedClock } from '../testing/clock.ts';
import { type Answer, ScriptedSocket, type SentFrame } from '../testing/sockets.ts';

interface ValueData {
  readonly plugin_id: string;
  readonly parameters: readonly [{ parameter_id: string; parameter_value: number }];
}

interface Seen {
  readonly at: number;
  readonly type: string;
  readonly plugin_id: string;
  readonly values: readonly { parameter_id: string; parameter_value: number }[];
}

const names = (count: number, letter: string) => Array.from({ length: count }, (_, index) => `${letter}${index}`);
const plugins = [...names(16, 'plugin'), ...'abcdef', 'reverb'].map((plugin_id) => ({
  plugin_id,
  name: plugin_id,
  plugin_path: '',
  effect: 'reverb',
  bypassed: false,
  parameters: {},
}));
const tracks = [{ track_id: 'main', bypassed: false, plugins }];
const SNAPSHOT = { session_id: 'default', tracks, presets: [], connection: 'own', present: [], success: true };
const taken = ({ data }: SentFrame): Answer => ({ ...SNAPSHOT, ...data });

/** A session whose frames are written down with their time, and a clock to turn. */
async function begin(answer: (frame: SentFrame, now: number) => Answer = taken) {
  const clock = new HandTurnedClock();
  const frames: Seen[] = [];
  const script = (frame: SentFrame) => {
    const { plugin_id = '', parameters, ...one } = (frame.data ?? {}) as Partial<ValueData>;
    frames.push({ at: clock.now(), type: frame.type, plugin_id, values: parameters ?? [one as ValueData['parameters'][0]] });
    return answer(frame, clock.now());
  };
  let socket = new ScriptedSocket();
  const open = () => {
    socket = new ScriptedSocket(script);
    return socket;
  };
  // The first pause is longer than what counts as late.
  const session = new Session(new Client({ open, clock, retry: { first: 2000 }, random: () => 0.5 }));
  await clock.turn(2000);
  await session.ready;
  frames.length = 0;
  return { session, clock, frames, cut: () => socket.cut() };
}

/** The most that fall into any second. */
function busiest(frames: readonly Seen[], count: (frame: Seen) => number): number {
  return Math.max(
    0,
    ...frames.map(({ at }) =>
      frames.filter((frame) => frame.at >= at && frame.at < at + 1000).reduce((sum, frame) => sum + count(frame), 0),
    ),
  );
}

/** Turns every knob of `plugins` × `knobs` each 8 ms for five seconds, as hands and automation do. */
async function drag({ session, clock, frames }: Awaited<ReturnType<typeof begin>>, count: number, knobs: number) {
  for (const plugin of names(count, 'plugin')) for (const knob of names(knobs, 'knob')) session.hold('main', plugin, knob, true);
  await clock.turn(2000);
  frames.length = 0;
  const start = clock.now();
  for (let step = 0; clock.now() < start + 5000; step += 1) {
    for (const plugin of names(count, 'plugin')) for (const knob of names(knobs, 'knob')) session.setParameter('main', plugin, knob, step);
    await clock.turn(8);
  }
  await clock.turn(5000);
  const delivered = new Map<string, { last: number; longest: number; at: number }>();
  for (const { at, plugin_id, values } of frames) {
    for (const { parameter_id, parameter_value } of values) {
      const name = `${plugin_id}.${parameter_id}`;
      const before = delivered.get(name) ?? { longest: 0, at: start };
      delivered.set(name, { last: parameter_value, longest: Math.max(before.longest, at - before.at), at });
    }
  }
  return {
    messages: busiest(frames, () => 1),
    batches: busiest(frames, ({ type }) => (type === 'PLUGIN_PARAMETER_BATCH' ? 1 : 0)),
    valuesOfAPlugin: Math.max(
      ...names(count, 'plugin').map((plugin) => busiest(frames, ({ plugin_id, values }) => (plugin_id === plugin ? values.length : 0))),
    ),
    valuesOfAFrame: Math.max(...frames.map(({ values }) => values.length)),
    /** The longest that any knob went without a word, in ms. */
    longest: Math.max(...[...delivered.values()].map(({ longest }) => longest)),
    last: [...delivered.values()].map(({ last }) => last),
    final: Math.ceil(5000 / 8) - 1,
  };
}

describe('sending values', () => {
  const dragging = [
    { plugins: 1, knobs: 1, wait: 56 },
    { plugins: 4, knobs: 1, wait: 56 },
    { plugins: 4, knobs: 4, wait: 200 },
    { plugins: 1, knobs: 4, wait: 200 },
    { plugins: 1, knobs: 11, wait: 500 },
    { plugins: 16, knobs: 1, wait: 300 },
    { plugins: 12, knobs: 10, wait: 1800 },
  ];
  for (const { plugins, knobs, wait } of dragging) {
    it(`keeps to the limits with ${knobs} knobs of ${plugins} plugins dragged for 5 s, and forgets none`, async () => {
      const bench = await begin();
      const seen = await drag(bench, plugins, knobs);
      expect(seen.messages).to.be.at.most(100);
      expect(seen.batches).to.be.at.most(20);
      expect(seen.valuesOfAPlugin).to.be.at.most(50);
      expect(seen.valuesOfAFrame).to.be.at.most(10);
      expect(seen.longest, 'the longest a knob had to wait').to.be.at.most(wait);
      expect(seen.last.length).to.equal(plugins * knobs);
      expect(new Set(seen.last), 'every knob ends where it was left').to.deep.equal(new Set([seen.final]));
      bench.session.close();
    });
  }

  it('sends the first at once, and no more often than every 50 ms after it', async () => {
    const { session, clock, frames } = await begin();
    session.setParameter('main', 'reverb', 'damping', 0);
    expect(frames.length).to.equal(1);
    for (let step = 1; step <= 100; step += 1) {
      session.setParameter('main', 'reverb', 'damping', step);
      await clock.turn(3);
    }
    const pauses = frames.slice(1).map(({ at }, index) => at - (frames[index]?.at ?? 0));
    expect(new Set(pauses)).to.deep.equal(new Set([50]));
    session.close();
  });

  it('says of values that waited when they were set, each for itself', async () => {
    const said: unknown[] = [];
    const { session, clock, cut } = await begin((frame, now) => {
      if (frame.type === 'PLUGIN_PARAMETER_BATCH') said.push(frame.data);
      // Its clock is a minute ahead.
      return { ...SNAPSHOT, ...frame.data, timestamp: new Date(now + 60_000).toISOString(), messages: [] };
    });
    const start = clock.now();
    cut();
    session.setParameter('main', 'reverb', 'damping', 0.5);
    await clock.turn(10);
    session.setParameter('main', 'reverb', 'width', 0.6);
    await clock.turn(4000);
    const time = (ms: number) => new Date(start + 60_000 + ms).toISOString();
    const [track_id, plugin_id] = ['main', 'reverb'];
    expect(said).to.deep.equal([
      { track_id, plugin_id, parameters: [{ parameter_id: 'damping', parameter_value: 0.5 }], timestamp: time(0) },
      { track_id, plugin_id, parameters: [{ parameter_id: 'width', parameter_value: 0.6 }], timestamp: time(10) },
    ]);
    session.close();
  });

  it('leaves room for other requests, and lets values wait for them', async () => {
    const { session, clock, frames } = await begin();
    for (let second = 0; second < 3; second += 1) {
      for (let request = 0; request < 60; request += 1) {
        void session.request('PING', undefined);
        for (const plugin of ['a', 'b', 'c', 'd', 'e', 'f']) session.setParameter('main', plugin, 'gain', request);
        await clock.turn(1000 / 60);
      }
    }
    expect(busiest(frames, () => 1)).to.be.at.most(100);
    expect(frames.filter(({ type }) => type !== 'PING').length).to.be.above(30);
    session.close();
  });

  it('waits as long as RATE_LIMITED says, and sends the newest value then', async () => {
    let refused = false;
    const { session, clock, frames } = await begin((frame) => {
      if (frame.type !== 'PLUGIN_PARAMETER' || refused) return taken(frame);
      refused = true;
      return { error: { code: 'RATE_LIMITED', error: 'expected fewer', details: { retry_after: 0.7, limit: 'parameters' } } };
    });
    const events: string[] = [];
    session.watch(({ kind }) => events.push(kind));
    session.setParameter('main', 'reverb', 'damping', 0.1);
    await clock.turn(100);
    session.setParameter('main', 'reverb', 'damping', 0.2);
    await clock.turn(599);
    expect(frames.length).to.equal(1);
    await clock.turn(1);
    expect(frames.map(({ values }) => values[0]?.parameter_value)).to.deep.equal([0.1, 0.2]);
    expect(events).not.to.include('refused');
    session.close();
  });
});
