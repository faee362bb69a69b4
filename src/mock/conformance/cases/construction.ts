import { expect } from 'chai';
import { type Case, thrown } from './case.ts';

const CONSTANTS = { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 };

export const construction: Case[] = [
  {
    name: 'the constants stand on the class and on its objects, and cannot be changed',
    run({ WebSocket, connect }) {
      const { socket } = connect('echo');
      for (const [name, value] of Object.entries(CONSTANTS)) {
        expect(Reflect.get(WebSocket, name)).to.equal(value);
        expect(Reflect.get(socket, name)).to.equal(value);
        expect(Reflect.set(WebSocket, name, 9)).to.equal(false);
      }
    },
  },
  {
    name: 'instances are WebSockets and event targets, and say so',
    run({ WebSocket, connect }) {
      const { socket } = connect('echo');
      expect(socket).to.be.instanceOf(WebSocket);
      expect(socket).to.be.instanceOf(EventTarget);
      expect(socket.constructor).to.equal(WebSocket);
      expect(Object.prototype.toString.call(socket)).to.equal('[object WebSocket]');
      expect(Object.keys(socket)).to.deep.equal([]);
    },
  },
  {
    name: 'the members of its prototype are those of the standard',
    run({ WebSocket }) {
      const members = Object.getOwnPropertyDescriptors(WebSocket.prototype);
      for (const name of ['url', 'readyState', 'bufferedAmount', 'extensions', 'protocol'] as const) {
        expect(members[name]?.get, name).to.be.a('function');
        expect(members[name]?.set, name).to.equal(undefined);
      }
      for (const name of ['onopen', 'onmessage', 'onerror', 'onclose', 'binaryType'] as const) {
        expect(members[name]?.set, name).to.be.a('function');
        expect(members[name]?.enumerable, name).to.equal(true);
      }
      expect([WebSocket.length, members.send.value?.length, members.close.value?.length]).to.deep.equal([1, 1, 0]);
      expect([WebSocket.name, members.send.value?.name]).to.deep.equal(['WebSocket', 'send']);
    },
  },
  {
    name: 'it is called with new, and with an address',
    run({ WebSocket, base }) {
      const loose = WebSocket as unknown as { new (): unknown; (address: string): unknown };
      expect(thrown(() => loose(`${base}/echo`))).to.equal('TypeError');
      expect(thrown(() => new loose())).to.equal('TypeError');
    },
  },
  {
    name: 'a class may extend it',
    async run({ WebSocket, base }) {
      class Louder extends WebSocket {
        override send(data: string): void {
          super.send(data.toUpperCase());
        }
      }
      const socket = new Louder(`${base}/echo`);
      expect(socket).to.be.instanceOf(Louder);
      expect(socket).to.be.instanceOf(WebSocket);
      await new Promise((resolve) => socket.addEventListener('open', resolve));
      const answer = new Promise<MessageEvent>((resolve) => socket.addEventListener('message', resolve));
      socket.send('loud');
      expect((await answer).data).to.equal('LOUD');
      socket.close();
    },
  },
  {
    name: 'url is the address as it was parsed, with its query',
    run({ connect, base }) {
      const { socket } = connect('echo?token=a b');
      expect(socket.url).to.equal(`${base}/echo?token=a%20b`);
    },
  },
  {
    name: 'an http address becomes a ws address',
    async run({ WebSocket, base }) {
      const socket = new WebSocket(`${base.replace('ws:', 'http:')}/echo`);
      expect(socket.url).to.equal(`${base}/echo`);
      await new Promise((resolve) => socket.addEventListener('open', resolve));
      socket.close();
    },
  },
  {
    name: 'an address may be a URL object',
    async run({ WebSocket, base }) {
      const socket = new WebSocket(new URL(`${base}/echo`));
      await new Promise((resolve) => socket.addEventListener('open', resolve));
      socket.close();
    },
  },
  {
    name: 'a relative address is one of the page’s own origin',
    run({ WebSocket }) {
      const socket = new WebSocket('/relative/echo');
      expect(socket.url).to.equal(`ws://${location.host}/relative/echo`);
      socket.close();
    },
  },
  {
    name: 'what is no address for a WebSocket is refused with a SyntaxError',
    run({ WebSocket }) {
      for (const address of ['ftp://host/echo', 'ws://', 'blob:http://host/1', 'ws://host:99999/']) {
        expect(
          thrown(() => new WebSocket(address)),
          address,
        ).to.equal('SyntaxError');
      }
    },
  },
  {
    name: 'a fragment is refused with a SyntaxError, an empty one too',
    run({ WebSocket, base }) {
      for (const end of ['#part', '#'])
        expect(
          thrown(() => new WebSocket(`${base}/echo${end}`)),
          end,
        ).to.equal('SyntaxError');
    },
  },
  {
    name: 'subprotocols that are no tokens, or stand there twice, are refused with a SyntaxError',
    run({ WebSocket, base }) {
      for (const protocols of ['', 'a b', 'a,b', 'a\t', 'é', '"a"', 'a/b', 'a\u007f', ['a', 'a'], ['a', ''], ['a', 'b', 'a']]) {
        expect(
          thrown(() => new WebSocket(`${base}/echo`, protocols)),
          JSON.stringify(protocols),
        ).to.equal('SyntaxError');
      }
    },
  },
  {
    name: 'subprotocols come as text or from anything that can be iterated',
    async run({ opened }) {
      for (const protocols of ['a', ['a', 'b'], new Set(['a', 'b']) as unknown as string[], null as unknown as string]) {
        const { socket } = await opened('echo', protocols);
        expect(socket.protocol).to.equal(protocols === null ? 'null' : 'a');
      }
      const { socket } = await opened('echo', []);
      expect(socket.protocol).to.equal('');
    },
  },
];
