import { expect } from 'chai';
import { settle, until } from '../watch.ts';
import type { Case } from './case.ts';

export const events: Case[] = [
  {
    name: 'handlers and listeners are called in the order in which they were set',
    async run({ WebSocket, base }) {
      const socket = new WebSocket(`${base}/echo`);
      const order: string[] = [];
      socket.addEventListener('open', () => order.push('first'));
      socket.onopen = () => order.push('handler');
      socket.addEventListener('open', () => order.push('last'));
      await until(() => socket.readyState === WebSocket.OPEN);
      await settle();
      expect(order).to.deep.equal(['first', 'handler', 'last']);
      socket.close();
    },
  },
  {
    name: 'a handler that is changed keeps its place; one that was null comes last',
    async run({ WebSocket, base }) {
      const kept = new WebSocket(`${base}/echo`);
      const moved = new WebSocket(`${base}/echo`);
      const order: string[] = [];
      kept.onopen = () => order.push('never');
      kept.addEventListener('open', () => order.push('kept: listener'));
      kept.onopen = () => order.push('kept: handler');
      moved.onopen = () => order.push('never');
      moved.addEventListener('open', () => order.push('moved: listener'));
      moved.onopen = null;
      moved.onopen = () => order.push('moved: handler');
      await until(() => [kept, moved].every(({ readyState }) => readyState === WebSocket.OPEN));
      await settle();
      expect(order.filter((words) => words.startsWith('kept'))).to.deep.equal(['kept: handler', 'kept: listener']);
      expect(order.filter((words) => words.startsWith('moved'))).to.deep.equal(['moved: listener', 'moved: handler']);
      kept.close();
      moved.close();
    },
  },
  {
    name: 'a handler is read back as it was set; what is no object counts as null',
    run({ connect }) {
      const { socket } = connect('echo');
      const handler = () => {};
      socket.onmessage = handler;
      expect(socket.onmessage).to.equal(handler);
      socket.onmessage = 'text' as unknown as null;
      expect(socket.onmessage).to.equal(null);
      const inert = { handleEvent: () => expect.fail('an object is no handler') };
      socket.onopen = inert as unknown as null;
      expect(socket.onopen).to.equal(inert);
    },
  },
  {
    name: 'a handler is called once for an event, with the socket as this',
    async run({ WebSocket, base }) {
      const socket = new WebSocket(`${base}/echo`);
      const calls: unknown[] = [];
      socket.onopen = function (this: WebSocket, event) {
        calls.push(this === socket, event.type);
      };
      await until(() => socket.readyState === WebSocket.OPEN);
      await settle();
      expect(calls).to.deep.equal([true, 'open']);
      socket.close();
    },
  },
  {
    name: 'listeners may be objects, be called once, be removed, and be ended by a signal',
    async run({ WebSocket, base }) {
      const socket = new WebSocket(`${base}/burst/3`);
      const calls: string[] = [];
      const removed = () => calls.push('removed');
      const ended = new AbortController();
      socket.addEventListener('message', { handleEvent: ({ data }: MessageEvent) => calls.push(`object ${data}`) });
      socket.addEventListener('message', () => calls.push('once'), { once: true });
      socket.addEventListener('message', removed);
      socket.removeEventListener('message', removed);
      socket.addEventListener('message', () => calls.push('ended'), { signal: ended.signal });
      ended.abort();
      await until(() => calls.includes('object 2'));
      await settle();
      expect(calls).to.deep.equal(['object 0', 'once', 'object 1', 'object 2']);
      socket.close();
    },
  },
  {
    name: 'a listener may keep the event from those behind it',
    async run({ WebSocket, base }) {
      const socket = new WebSocket(`${base}/echo`);
      const calls: string[] = [];
      socket.addEventListener('open', (event) => {
        calls.push('first');
        event.stopImmediatePropagation();
      });
      socket.onopen = () => calls.push('handler');
      await until(() => socket.readyState === WebSocket.OPEN);
      await settle();
      expect(calls).to.deep.equal(['first']);
      socket.close();
    },
  },
  {
    name: 'a page may fire events of its own at a socket',
    run({ connect }) {
      const { socket } = connect('echo');
      let heard: unknown;
      socket.onmessage = ({ data }) => {
        heard = data;
      };
      socket.dispatchEvent(new MessageEvent('message', { data: 'own' }));
      expect(heard).to.equal('own');
    },
  },
];
