import { expect } from 'chai';
import { remoteProblem } from './remote-address.ts';

describe('remoteProblem', () => {
  const allowed = ['wss://studio.example', 'ws://localhost:8000/ws'];

  it('lets through what is allowed, and what lies below it', () => {
    for (const url of ['wss://studio.example', 'wss://studio.example/', 'wss://studio.example/ws?room=1', 'ws://localhost:8000/ws'])
      expect(remoteProblem(url, allowed), url).to.equal(undefined);
  });

  it('refuses every other address in words, however alike it looks', () => {
    const alike = [
      'ws://studio.example/ws',
      'wss://studio.example.evil/ws',
      'wss://studio.example:444/',
      'ws://localhost:8000/',
      'ws://localhost:8000/wsx',
    ];
    for (const url of alike)
      expect(remoteProblem(url, allowed), url).to.contain('does not allow').and.contain('it allows wss://studio.example');
    expect(remoteProblem('wss://studio.example/ws', [])).to.contain('it allows none');
    expect(remoteProblem('wss://studio.example/ws', [''])).to.contain('does not allow');
  });

  it('refuses what is no address of a WebSocket, or hides another host', () => {
    const tricks = [
      '',
      'nonsense',
      'https://studio.example/',
      '//studio.example',
      'wss://studio.example\\@evil.example/',
      'wss://me:x@studio.example/',
    ];
    for (const url of [
      ...tricks,
      'wss://studio.example@evil.example/',
      'wss://evil.example#wss://studio.example/',
      ' wss://studio.example/',
    ])
      expect(remoteProblem(url, allowed), url).to.contain('expected remote as an address');
  });
});
