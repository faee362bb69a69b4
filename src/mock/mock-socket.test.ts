import { expect } from 'chai';
import { WebSocket as MockWebSocket, Server } from 'mock-socket/dist/mock-socket.es.mjs';
import { deleteDatabases } from '../store/testing/database.ts';
import { attach } from './mock-socket.ts';
import { localServer } from './testing/local-server.ts';

describe('attach() to a mock-socket server', () => {
  let local: ReturnType<typeof localServer>;
  let server: Server;
  beforeEach(() => {
    local = localServer();
    server = new Server('ws://localhost:8000/ws', { mock: false });
    attach(server, { port: local.port });
  });
  afterEach(async () => {
    server.stop();
    await local.close();
  });
  after(deleteDatabases);

  async function open() {
    const socket = new MockWebSocket('ws://localhost:8000/ws');
    const frames: { id: string; type: string; data: Record<string, unknown> }[] = [];
    socket.onmessage = ({ data }) => frames.push(JSON.parse(data));
    await new Promise((resolve) => {
      socket.onopen = resolve;
    });
    const answer = async (id: string) => {
      for (let tries = 0; tries < 200; tries += 1) {
        const found = frames.find((frame) => frame.id === id);
        if (found) return found;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      throw new Error(`expected an answer to ${id}, got ${JSON.stringify(frames)}`);
    };
    return { socket, frames, answer };
  }

  it('has the real server answer its sockets', async () => {
    const { socket, answer } = await open();
    socket.send(JSON.stringify({ id: '1', type: 'PLUGIN_ADD', data: { track_id: 'main', name: 'eq' } }));
    expect((await answer('1')).data).to.include({ success: true, name: 'eq' });
    socket.send('no frame');
    expect((await answer('')).type).to.equal('ERROR');
    socket.close();
  });

  it('takes leave of the server when a socket is closed, and closes it when the server does', async () => {
    const [one, other] = [await open(), await open()];
    other.socket.send(JSON.stringify({ id: 'there', type: 'PING' }));
    await other.answer('there');
    one.socket.close();
    const closed = new Promise<{ code: number }>((resolve) => {
      other.socket.onclose = resolve;
    });
    await local.server.close(1012, 'restarting');
    expect((await closed).code).to.equal(1012);
  });
});
