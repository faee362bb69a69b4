import { expect } from 'chai';
import { Client } from '../client.ts';
import { HandTurnedClock, settled } from '../testing/clock.ts';
import { ScriptedSocket } from '../testing/sockets.ts';
import { type FrameLog, LOG_LIMIT, logOf, logToJson } from './frame-log.ts';

describe('frame log', () => {
  let clock: HandTurnedClock;
  let socket: ScriptedSocket;
  let client: Client;
  let log: FrameLog;
  let parsed = 0;
  const native = JSON.parse;
  const types = () => log.entries.map(({ direction, type }) => `${direction} ${type}`);

  beforeEach(async () => {
    clock = new HandTurnedClock();
    client = new Client({
      open: () => {
        socket = new ScriptedSocket(() => undefined);
        return socket;
      },
      clock,
      session: 'demo',
      user: 'ada',
    });
    log = logOf(client);
    await settled();
  });
  afterEach(() => {
    JSON.parse = native;
    client.close();
  });

  it('keeps both directions with their time, and how long the reply took', async () => {
    const stop = log.start();
    const at = clock.now();
    const reply = client.request('PING', undefined);
    await clock.turn(12);
    const id = socket.sent[0]?.id;
    socket.say({ id, type: 'PONG', data: { timestamp: '' } });
    socket.say({ id: 'b', type: 'PLUGIN_STATE_UPDATE', data: { changed_by: 'bob' }, session_id: 'demo' });
    await reply;
    const [sent, received, update] = log.entries;
    expect(sent).to.include({ number: 1, direction: 'sent', type: 'PING', at, id, user_id: 'ada', session_id: 'demo' });
    expect(received).to.include({ number: 2, direction: 'received', type: 'PONG', at: at + 12, took: 12 });
    expect(update).to.include({ user_id: 'bob', session_id: 'demo' }).and.not.to.have.property('took');
    stop();
  });

  it('is one for all who look at a connection, and runs until the last stops', () => {
    expect(logOf(client)).to.equal(log);
    const stops = [log.start(), log.start()];
    stops[0]?.();
    stops[0]?.();
    socket.say({ id: '1', type: 'PONG', data: {} });
    stops[1]?.();
    socket.say({ id: '2', type: 'PONG', data: {} });
    expect(log.entries.map(({ id }) => id)).to.deep.equal(['1']);
    expect(log.on).to.equal(false);
  });

  it('costs nothing while it is off: no frame is read for it', () => {
    JSON.parse = (...args: Parameters<typeof native>) => {
      parsed += 1;
      return native(...args);
    };
    const readings = () => {
      parsed = 0;
      socket.say({ id: '1', type: 'PONG', data: {} });
      return parsed;
    };
    const without = readings();
    const stop = log.start();
    expect(readings()).to.equal(without + 1);
    stop();
    expect(readings()).to.equal(without);
  });

  it('tells what became of the connection', async () => {
    log.start();
    socket.cut('the cable was pulled');
    await clock.turn(1000);
    expect(types()).to.deep.equal(['connection lost', 'connection open']);
    expect(log.entries[0]?.text).to.equal('the cable was pulled');
  });

  it('keeps the last thousand', () => {
    log.start();
    for (let number = 1; number <= LOG_LIMIT + 5; number += 1) socket.say({ id: `${number}`, type: 'PONG', data: {} });
    expect(log.entries.length).to.equal(1000);
    expect(log.entries[0]?.number).to.equal(6);
  });

  it('keeps no token', async () => {
    const closed = new Client({ open: () => new ScriptedSocket(() => undefined), token: 'secret', clock });
    const its = logOf(closed);
    its.start();
    await settled();
    expect(its.entries.map(({ type }) => type)).to.deep.equal(['AUTH']);
    expect(logToJson(its.entries)).not.to.contain('secret');
    closed.close();
  });

  it('narrows by direction, type, user, session and words', async () => {
    log.start();
    void client.request('PING', undefined).catch(() => {});
    socket.say({ id: 'a', type: 'PONG', data: { note: 'Grand Piano' }, user_id: 'bob', session_id: 'other' });
    const ids = (filter: Parameters<FrameLog['matching']>[0]) => log.matching(filter).map(({ type }) => type);
    expect(ids({})).to.deep.equal(['PING', 'PONG']);
    expect(ids({ directions: ['sent'] })).to.deep.equal(['PING']);
    expect(ids({ types: ['PONG', 'X'] })).to.deep.equal(['PONG']);
    expect(ids({ users: ['ada'] })).to.deep.equal(['PING']);
    expect(ids({ sessions: ['other'] })).to.deep.equal(['PONG']);
    expect(ids({ text: 'grand piano' })).to.deep.equal(['PONG']);
    expect(ids({ text: 'grand piano', users: ['ada'] })).to.deep.equal([]);
  });

  it('becomes a file of JSON that holds the frames as they were', () => {
    log.start();
    const frame = { id: 'a', type: 'PONG', data: { nested: ['„text“', 1] } };
    socket.say(frame);
    socket.onmessage?.({ data: 'no JSON at all' });
    socket.cut('gone');
    const list = JSON.parse(logToJson(log.entries));
    const at = new Date(clock.now()).toISOString();
    expect(list).to.deep.equal([
      { number: 1, direction: 'received', at, frame },
      { number: 2, direction: 'received', at, frame: 'no JSON at all' },
      { number: 3, direction: 'connection', at, state: 'lost', reason: 'gone' },
    ]);
  });
});
