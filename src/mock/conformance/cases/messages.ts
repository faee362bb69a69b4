import { expect } from 'chai';
import { settle } from '../watch.ts';
import { type Case, thrown } from './case.ts';

const BYTES = [1, 2, 255];

export const messages: Case[] = [
  {
    name: 'text comes back as it was sent, whatever it is',
    async run({ opened }) {
      const { socket, next } = await opened('echo');
      for (const text of ['', 'plain', '{"not": "json"', '\u0000\n', 'žlutý 🎛️', 'x'.repeat(70_000)]) {
        socket.send(text);
        expect((await next('message')).data).to.equal(text);
      }
    },
  },
  {
    name: 'half a surrogate pair is sent as U+FFFD',
    async run({ opened }) {
      const { socket, next } = await opened('echo');
      socket.send('a\ud800b');
      expect((await next('message')).data).to.equal('a\ufffdb');
    },
  },
  {
    name: 'what is neither text nor bytes is sent as text',
    async run({ opened }) {
      const { socket, next } = await opened('kinds/1');
      for (const value of [12, null, undefined, {}, true]) {
        socket.send(value as unknown as string);
        expect((await next('message')).data).to.equal(`text of ${String(value).length}`);
      }
      expect(thrown(() => (socket.send as () => void)())).to.equal('TypeError');
    },
  },
  {
    name: 'an ArrayBuffer, a view of a part of one and a Blob are sent as bytes',
    async run({ opened }) {
      const { socket, next } = await opened('kinds/1');
      const whole = Uint8Array.of(9, ...BYTES, 9);
      for (const bytes of [
        Uint8Array.from(BYTES).buffer,
        whole.subarray(1, 4),
        new DataView(whole.buffer, 1, 3),
        new Blob([Uint8Array.from(BYTES)]),
      ]) {
        socket.send(bytes);
        expect((await next('message')).data).to.equal('bytes 1 2 255');
      }
    },
  },
  {
    name: 'bytes arrive as a Blob, unless binaryType says otherwise',
    async run({ opened }) {
      const { next } = await opened('bytes/1');
      const { data } = await next('message');
      expect(data).to.be.instanceOf(Blob);
      expect([data.type, [...new Uint8Array(await data.arrayBuffer())]]).to.deep.equal([
        '',
        Array.from({ length: 256 }, (_, index) => index),
      ]);
    },
  },
  {
    name: 'bytes arrive as an ArrayBuffer where binaryType says so',
    async run({ opened }) {
      const { socket, next } = await opened('echo');
      socket.binaryType = 'arraybuffer';
      socket.send(Uint8Array.from(BYTES));
      const { data } = await next('message');
      expect(data).to.be.instanceOf(ArrayBuffer);
      expect([...new Uint8Array(data)]).to.deep.equal(BYTES);
      socket.send(new ArrayBuffer(0));
      expect((await next('message')).data.byteLength).to.equal(0);
    },
  },
  {
    name: 'binaryType knows two values and ignores others',
    async run({ opened }) {
      const { socket } = await opened('echo');
      socket.binaryType = 'arraybuffer';
      socket.binaryType = 'text' as BinaryType;
      expect(socket.binaryType).to.equal('arraybuffer');
      socket.binaryType = 'blob';
      expect(socket.binaryType).to.equal('blob');
    },
  },
  {
    name: 'bytes are taken as they are when send() is called',
    async run({ opened }) {
      const { socket, next } = await opened('kinds/1');
      const bytes = Uint8Array.from(BYTES);
      socket.send(bytes);
      bytes.fill(0);
      expect((await next('message')).data).to.equal('bytes 1 2 255');
    },
  },
  {
    name: 'shared memory is refused',
    async run({ opened }) {
      const { socket } = await opened('echo');
      const shared = new Uint8Array(new SharedArrayBuffer(4)) as unknown as Uint8Array<ArrayBuffer>;
      expect(thrown(() => socket.send(shared))).to.equal('TypeError');
    },
  },
  {
    name: 'order is kept, though a Blob takes a while to be read',
    async run({ opened }) {
      const watched = await opened('kinds/1');
      watched.socket.send('a');
      watched.socket.send(new Blob(['bytes']));
      watched.socket.send('bbb');
      for (let count = 0; count < 3; count += 1) await watched.next('message');
      expect(watched.data).to.deep.equal(['text of 1', 'bytes 98 121 116 101 115', 'text of 3']);
    },
  },
  {
    name: 'what the server sends at once after opening arrives, behind open and in order',
    async run({ connect }) {
      const watched = connect('burst/100');
      for (let count = 0; count < 100; count += 1) await watched.next('message');
      expect(watched.types.slice(0, 2)).to.deep.equal(['open', 'message']);
      expect(watched.data).to.deep.equal(Array.from({ length: 100 }, (_, index) => String(index)));
    },
  },
  {
    name: 'a message is a MessageEvent with the server’s origin',
    async run({ opened, base }) {
      const { socket, next } = await opened('echo');
      socket.send('hello');
      const event = await next('message');
      expect(event.constructor).to.equal(MessageEvent);
      const { origin, lastEventId, source, ports, bubbles, cancelable, target } = event;
      expect([origin, lastEventId, source, ports, bubbles, cancelable]).to.deep.equal([base, '', null, [], false, false]);
      expect(target).to.equal(socket);
    },
  },
  {
    name: 'each message is an event in a task of its own',
    async run({ opened }) {
      const { socket } = await opened('echo');
      const order: string[] = [];
      await new Promise<void>((resolve) => {
        socket.onmessage = ({ data }) => {
          order.push(`message ${data}`);
          Promise.resolve().then(() => order.push(`after ${data}`));
          if (data === '2') setTimeout(resolve, 20);
        };
        socket.send('0');
        socket.send('1');
        socket.send('2');
      });
      expect(order.slice(-6)).to.deep.equal(['message 0', 'after 0', 'message 1', 'after 1', 'message 2', 'after 2']);
    },
  },
  {
    name: 'bufferedAmount counts bytes in UTF-8 as they are given, and falls to 0 once they are sent',
    async run({ opened }) {
      const { socket, next } = await opened('kinds/1');
      socket.send('é🎛');
      expect(socket.bufferedAmount).to.equal(6);
      socket.send(new Uint8Array(10));
      socket.send(new Blob(['12345']));
      expect(socket.bufferedAmount).to.equal(21);
      for (let count = 0; count < 3; count += 1) await next('message');
      await settle();
      expect(socket.bufferedAmount).to.equal(0);
    },
  },
  {
    name: 'a megabyte goes both ways',
    async run({ opened }) {
      const { socket, next } = await opened('echo');
      socket.binaryType = 'arraybuffer';
      const bytes = Uint8Array.from({ length: 1 << 20 }, (_, index) => index % 251);
      socket.send(bytes);
      const back = new Uint8Array((await next('message')).data);
      expect(back.length).to.equal(bytes.length);
      expect(back.every((byte, index) => byte === index % 251)).to.equal(true);
    },
  },
];
