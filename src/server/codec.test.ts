import { encode } from '@msgpack/msgpack';
import { expect } from 'chai';
import { deleteDatabases } from '../store/testing/database.ts';
import type { Encoded } from '../wire/codec.ts';
import { decodeMessagePack } from '../wire/message-pack.ts';
import type { Server } from './server.ts';
import { TestClient } from './testing/connect.ts';
import { startServer } from './testing/start.ts';

describe('MessagePack frames', () => {
  let server: Server;
  beforeEach(async () => {
    server = await startServer();
    await new TestClient(server).ask('PING');
  });
  afterEach(() => server.close(1001, ''));
  after(deleteDatabases);

  /** A connection that keeps what it was sent, as it was sent. */
  const raw = (subprotocols?: string[]) => {
    const sent: Encoded[] = [];
    const session = server.connect(
      { send: (frame) => sent.push(frame), close: () => {} },
      { page: `raw ${Math.random()}`, ...(subprotocols && { subprotocols }) },
    );
    return { sent, session };
  };

  it('answers in MessagePack where the first frame was', async () => {
    const client = new TestClient(server, 'p', { codec: 'msgpack' });
    const { plugin_id } = await client.request('PLUGIN_ADD', { track_id: 'main', name: 'Größe', plugin_path: 'reverb' });
    const { parameters } = await client.request('PLUGIN_PARAMETERS_GET', { track_id: 'main', plugin_id });
    expect(parameters).to.include({ wet_dry: 0.5, high_freq: 8000 });
    const { sent, session } = raw();
    session.receive(encode({ type: 'PING' }));
    expect(sent[0]).to.be.instanceOf(Uint8Array);
    expect(decodeMessagePack(sent[0] as Uint8Array)).to.include({ type: 'PONG', id: '' });
  });

  it('takes bytes as an ArrayBuffer and as a part of one', () => {
    const bytes = encode({ id: 'a', type: 'PING' });
    for (const frame of [bytes.slice().buffer, new DataView(bytes.slice().buffer), bytes]) {
      const { sent, session } = raw();
      session.receive(frame);
      expect(decodeMessagePack(sent[0] as Uint8Array)).to.include({ type: 'PONG', id: 'a' });
    }
  });

  it('speaks it from the start where it was asked for as a subprotocol', async () => {
    const { sent, session } = raw(['unknown', 'msgpack']);
    expect(session.subprotocol).to.equal('msgpack');
    await new TestClient(server).add('eq');
    expect(decodeMessagePack(sent[0] as Uint8Array)).to.include({ type: 'PLUGIN_ADD' });
    const text = raw(['json', 'msgpack']);
    expect(text.session.subprotocol).to.equal('json');
    text.session.receive('{"type":"PING"}');
    expect(text.sent[0]).to.be.a('string');
  });

  it('gives each connection broadcasts in its own codec', async () => {
    const packed = new TestClient(server, 'a', { codec: 'msgpack' });
    const text = new TestClient(server, 'b');
    await packed.ask('PING');
    await text.ask('PING');
    const plugin = await packed.add('delay');
    await text.request('PLUGIN_PARAMETER', { ...plugin, parameter_id: 'feedback', parameter_value: 0.25 });
    expect(packed.takeTypes()).to.deep.equal(['PONG', 'PLUGIN_ADD', 'PLUGIN_STATE_UPDATE', 'PLUGIN_PARAMETER', 'PLUGIN_STATE_UPDATE']);
    expect(text.takeTypes()).to.deep.equal(['PONG', 'PLUGIN_ADD', 'PLUGIN_STATE_UPDATE', 'PLUGIN_PARAMETER', 'PLUGIN_STATE_UPDATE']);
  });

  it('keeps to the codec of the first frame', () => {
    const packed = raw();
    packed.session.receive(encode({ type: 'PING' }));
    packed.session.receive('{"type":"PING"}');
    expect(decodeMessagePack(packed.sent[1] as Uint8Array))
      .to.have.nested.property('data.error')
      .that.contains('expected a frame as MessagePack');
    const text = raw();
    text.session.receive('{"type":"PING"}');
    text.session.receive(encode({ type: 'PING' }));
    expect(JSON.parse(text.sent[1] as string).data.error).to.equal('expected a frame as JSON text, got binary data');
  });

  it('answers hostile bytes as it does hostile text', () => {
    const { sent, session } = raw(['msgpack']);
    const hostile = [
      new Uint8Array(0),
      new Uint8Array([0xdd, 0xff, 0xff, 0xff, 0xff]),
      new Uint8Array(500_000).fill(0x91),
      new Uint8Array(1024 * 1024 + 1),
      encode('text'),
      encode(null),
      encode([1]),
      encode({ id: 'a', type: 7 }),
      encode({ id: 'a', type: 'PLUGIN_ADD', data: { ['__proto__']: 1 } }),
      encode({ id: 'a', type: 'PLUGIN_ADD', data: { track_id: new Uint8Array(3), name: 'eq' } }),
      encode({
        id: 'a',
        type: 'PLUGIN_PARAMETER',
        data: { track_id: 'main', plugin_id: 'p', parameter_id: 'x', parameter_value: Number.NaN },
      }),
    ];
    for (const frame of hostile) session.receive(frame);
    const answers = sent.map((bytes) => decodeMessagePack(bytes as Uint8Array) as { type: string; data: { code: string; error: string } });
    expect(answers.map(({ type }) => type)).to.deep.equal(hostile.map(() => 'ERROR'));
    expect(answers.slice(0, -1).map(({ data }) => data.code)).to.deep.equal(hostile.slice(0, -1).map(() => 'INVALID_MESSAGE'));
    expect(answers[3]?.data.error).to.contain('at most 1048576 bytes, got 1048577');
    session.receive(encode({ type: 'PING' }));
    expect(decodeMessagePack(sent.at(-1) as Uint8Array)).to.include({ type: 'PONG' });
  });
});
