import { expect } from 'chai';
import { settle } from '../watch.ts';
import { type Case, thrown } from './case.ts';

const gist = ({ code, reason, wasClean }: CloseEvent) => [code, reason, wasClean];

export const closing: Case[] = [
  {
    name: 'close() is CLOSING at once, and then a clean close with 1005',
    async run({ opened }) {
      const watched = await opened('echo');
      watched.socket.close();
      expect([watched.socket.readyState, watched.types]).to.deep.equal([2, ['open']]);
      const event = await watched.next('close');
      expect([...gist(event), watched.socket.readyState]).to.deep.equal([1005, '', true, 3]);
      expect([event.constructor, event.bubbles, event.cancelable]).to.deep.equal([CloseEvent, false, false]);
      expect(watched.types).to.deep.equal(['open', 'close']);
    },
  },
  {
    name: 'close() with 1000, or one of 3000–4999, is clean and keeps code and reason',
    async run({ opened }) {
      for (const code of [1000, 3000, 4000, 4999]) {
        const { socket, next } = await opened('echo');
        socket.close(code, 'žádný důvod');
        expect(gist(await next('close'))).to.deep.equal([code, 'žádný důvod', true]);
      }
    },
  },
  {
    name: 'close() with another code throws an InvalidAccessError, and the socket stays open',
    async run({ opened }) {
      const { socket } = await opened('echo');
      for (const code of [0, 1, 999, 1001, 1005, 1006, 1015, 2999, 5000, 65_536 + 1000, -1, Number.NaN, null, 'x']) {
        expect(
          thrown(() => socket.close(code as number)),
          String(code),
        ).to.equal('InvalidAccessError');
      }
      expect(socket.readyState).to.equal(1);
    },
  },
  {
    name: 'a code is read as a number: rounded, and text too',
    async run({ opened }) {
      for (const [code, read] of [
        ['4001', 4001],
        [3000.4, 3000],
      ] as const) {
        const { socket, next } = await opened('echo');
        socket.close(code as number);
        expect((await next('close')).code).to.equal(read);
      }
    },
  },
  {
    name: 'a reason has at most 123 bytes in UTF-8; a longer one throws a SyntaxError, and the socket stays open',
    async run({ opened }) {
      const { socket, next } = await opened('echo');
      for (const reason of ['x'.repeat(124), 'é'.repeat(62)]) expect(thrown(() => socket.close(1000, reason))).to.equal('SyntaxError');
      expect(socket.readyState).to.equal(1);
      socket.close(1000, 'é'.repeat(61));
      expect(gist(await next('close'))).to.deep.equal([1000, 'é'.repeat(61), true]);
    },
  },
  {
    name: 'close() again changes nothing, and what is sent then goes nowhere',
    async run({ opened }) {
      const watched = await opened('echo');
      const { socket } = watched;
      socket.close(4000, 'first');
      socket.close(4001, 'second');
      const before = socket.bufferedAmount;
      socket.send('too late');
      expect(socket.bufferedAmount).to.equal(before + 8);
      expect(gist(await watched.next('close'))).to.deep.equal([4000, 'first', true]);
      socket.close();
      socket.send('much too late');
      expect(socket.bufferedAmount).to.equal(before + 21);
      expect(thrown(() => socket.close(1001))).to.equal('InvalidAccessError');
      await settle();
      // It never falls again: what was given then was never sent.
      expect(socket.bufferedAmount).to.equal(before + 21);
      expect(watched.types).to.deep.equal(['open', 'close']);
    },
  },
  {
    name: 'what was sent before close() is sent, but no message comes once it is CLOSING',
    async run({ opened }) {
      const watched = await opened('echo');
      watched.socket.send(new Blob(['on its way']));
      watched.socket.send('on its way');
      watched.socket.close();
      await watched.next('close');
      await settle();
      expect(watched.types).to.deep.equal(['open', 'close']);
    },
  },
  {
    name: 'the server closes, with a code and a reason or without',
    async run({ connect }) {
      for (const [path, expected] of [
        ['close/4001', [4001, 'closed with 4001', true]],
        ['close/1011', [1011, 'closed with 1011', true]],
        ['close/', [1005, '', true]],
      ] as const) {
        const watched = connect(path);
        expect(gist(await watched.next('close')), path).to.deep.equal(expected);
        expect([watched.types, watched.socket.readyState]).to.deep.equal([['open', 'close'], 3]);
      }
    },
  },
  {
    name: 'what the server sent before it closed arrives before close',
    async run({ connect }) {
      const watched = connect('last-words/1');
      expect(gist(await watched.next('close'))).to.deep.equal([1000, 'done', true]);
      expect([watched.types, watched.data]).to.deep.equal([['open', 'message', 'close'], ['last words']]);
    },
  },
  {
    name: 'a connection that breaks is told by close with 1006, not clean',
    async run({ connect }) {
      const watched = connect('break/1');
      expect(gist(await watched.next('close'))).to.deep.equal([1006, '', false]);
      // No error: nothing was done wrong at this end.
      expect(watched.types).to.deep.equal(['open', 'close']);
    },
  },
];
