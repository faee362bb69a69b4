import { expect } from 'chai';
import { connect } from './connect.ts';
import { webSocketSource } from './web-socket.ts';

describe('connect', () => {
  for (const address of ['about:blank', 'localhost:8000/ws', 'ftp://host/ws', 'ws://', 'ws://host:99999/']) {
    it(`refuses ${JSON.stringify(address)} in words`, () => {
      expect(() => connect(address)).to.throw(TypeError, `expected 'local' or an address that begins with ws:// or wss://, got ${address}`);
    });
  }

  it('takes http addresses and those of its own origin for WebSocket’s', () => {
    const opened: string[] = [];
    const native = window.WebSocket;
    window.WebSocket = class {
      constructor(url: string | URL) {
        opened.push(String(url));
      }
    } as unknown as typeof WebSocket;
    try {
      for (const address of ['ws://host:8000/ws', 'https://host/ws#there', '/ws?token=x']) webSocketSource(address)();
    } finally {
      window.WebSocket = native;
    }
    expect(opened).to.deep.equal(['ws://host:8000/ws', 'wss://host/ws', `ws://${location.host}/ws?token=x`]);
  });
});
