import { expect } from 'chai';
import { settle } from '../watch.ts';
import { type Case, thrown } from './case.ts';

export const connecting: Case[] = [
  {
    name: 'a new socket is CONNECTING, with nothing buffered and nothing agreed on',
    async run({ connect }) {
      const { socket, events, next } = connect('echo', 'a');
      const { readyState, bufferedAmount, protocol, extensions, binaryType, onopen } = socket;
      expect([readyState, bufferedAmount, protocol, extensions, binaryType, onopen]).to.deep.equal([0, 0, '', '', 'blob', null]);
      expect(events).to.deep.equal([]);
      await next('open');
      expect([socket.readyState, socket.protocol, typeof socket.extensions]).to.deep.equal([1, 'a', 'string']);
    },
  },
  {
    name: 'open is a plain event at the socket, which is OPEN by then',
    async run({ connect }) {
      const { socket, next } = connect('echo');
      let seen: unknown[] = [];
      socket.addEventListener('open', function (this: WebSocket, event) {
        seen = [this, event.target, event.currentTarget, event.constructor, event.bubbles, event.cancelable, this.readyState];
      });
      await next('open');
      await settle();
      expect(seen).to.deep.equal([socket, socket, socket, Event, false, false, 1]);
    },
  },
  {
    name: 'send() while CONNECTING throws an InvalidStateError, and the socket opens all the same',
    async run({ connect }) {
      const watched = connect('slow/1');
      const { socket, next } = watched;
      expect(thrown(() => socket.send('early'))).to.equal('InvalidStateError');
      expect([socket.readyState, socket.bufferedAmount]).to.deep.equal([0, 0]);
      await next('open');
      socket.send('now');
      expect((await next('message')).data).to.equal('now');
      expect(watched.types).to.deep.equal(['open', 'message']);
    },
  },
  {
    name: 'close() while CONNECTING makes it CLOSING at once, then error, then close with 1006; it never opens',
    async run({ connect }) {
      const watched = connect('slow/1');
      const { socket } = watched;
      socket.close(4000, 'no use');
      expect([socket.readyState, watched.types]).to.deep.equal([2, []]);
      const { code, reason, wasClean } = await watched.next('close');
      expect([code, reason, wasClean, socket.readyState]).to.deep.equal([1006, '', false, 3]);
      await new Promise((resolve) => setTimeout(resolve, 250));
      expect(watched.types).to.deep.equal(['error', 'close']);
    },
  },
  {
    name: 'a refused connection is told by error, then close with 1006, both when CLOSED',
    async run({ connect }) {
      const watched = connect('refuse/1');
      const states: number[] = [];
      for (const type of ['error', 'close']) watched.socket.addEventListener(type, () => states.push(watched.socket.readyState));
      const { code, reason, wasClean } = await watched.next('close');
      expect([code, reason, wasClean]).to.deep.equal([1006, '', false]);
      await settle();
      expect([watched.types, states]).to.deep.equal([
        ['error', 'close'],
        [3, 3],
      ]);
      expect(watched.events[0]?.constructor).to.equal(Event);
    },
  },
  {
    name: 'the server chooses the subprotocol',
    async run({ opened }) {
      const { socket } = await opened('choose/b', ['a', 'b', 'c']);
      expect(socket.protocol).to.equal('b');
    },
  },
  {
    name: 'a socket that offers subprotocols fails where the server takes none',
    async run({ connect }) {
      const watched = connect('silent/1', ['a', 'b']);
      expect((await watched.next('close')).code).to.equal(1006);
      await settle();
      expect(watched.types).to.deep.equal(['error', 'close']);
    },
  },
];
