import { expect } from 'chai';
import type { RemoteState } from '../wire/replies.ts';
import { connectionText, lampState } from './connection-text.ts';

const remote = (more: Partial<RemoteState>): RemoteState => ({ remote: 'wss://host/ws', state: 'online', waiting: 0, ...more });

describe('connectionText', () => {
  it('tells of the page, and of the remote behind it', () => {
    const open = { kind: 'open' } as const;
    expect(connectionText(open)).to.equal('Connected');
    expect(connectionText({ kind: 'lost', reason: 'gone' }, remote({}))).to.equal('Reconnecting: gone');
    expect(connectionText(open, remote({ waiting: 3 }))).to.equal('Connected');
    expect(connectionText(open, remote({ state: 'offline' }))).to.equal('Working offline');
    expect(connectionText(open, remote({ state: 'offline', waiting: 1 }))).to.equal('Working offline: 1 change waits');
    expect(connectionText(open, remote({ state: 'offline', waiting: 12 }))).to.equal('Working offline: 12 changes wait');
    expect(connectionText(open, remote({ state: 'refused', reason: 'expected a token' }))).to.equal(
      'Working offline, refused: expected a token',
    );
    expect(lampState(open, remote({ state: 'offline' }))).to.equal('lost');
    expect(lampState(open, remote({}))).to.equal('open');
  });
});
