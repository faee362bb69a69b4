import { expect } from 'chai';
import { type Dialect, findRoute, readRoutes } from './routes.ts';

const page = 'https://studio.test:4443/app/index.html?x=1';
const serve = (...addresses: string[]) =>
  readRoutes(Object.fromEntries(addresses.map((address): [string, Dialect] => [address, 'auto'])), page);
const isServed = (routes: ReturnType<typeof serve>, address: string) => findRoute(routes, new URL(address)) !== undefined;

describe('addresses served in the page', () => {
  it('cover themselves and what is below their path, with any query', () => {
    const routes = serve('ws://localhost:8000/ws', 'http://localhost:8000');
    for (const address of [
      'ws://localhost:8000/ws',
      'ws://localhost:8000/ws?token=a',
      'ws://localhost:8000/ws/room',
      'http://localhost:8000/',
      'http://localhost:8000/api/plugins/a?b',
    ]) {
      expect(isServed(routes, address), address).to.equal(true);
    }
  });

  it('cover no other scheme, host, port or path', () => {
    const routes = serve('ws://localhost:8000/ws', 'http://localhost:8000/api/');
    for (const address of [
      'wss://localhost:8000/ws',
      'ws://127.0.0.1:8000/ws',
      'ws://localhost:8001/ws',
      'ws://localhost:8000/',
      'ws://localhost:8000/wsx',
      'http://localhost:8000/apis',
      'https://localhost:8000/api/',
    ]) {
      expect(isServed(routes, address), address).to.equal(false);
    }
  });

  it('as a path alone serve the page’s own origin, sockets and requests', () => {
    const routes = serve('/api/');
    for (const address of ['https://studio.test:4443/api', 'https://studio.test:4443/api/plugins/a', 'wss://studio.test:4443/api/ws']) {
      expect(isServed(routes, address), address).to.equal(true);
    }
    for (const address of ['https://studio.test:4443/', 'https://studio.test/api/', 'ws://studio.test:4443/api/ws']) {
      expect(isServed(routes, address), address).to.equal(false);
    }
  });

  it('leave out a port that is the scheme’s own', () => {
    expect(isServed(serve('wss://plugins.test:443/ws'), 'wss://plugins.test/ws')).to.equal(true);
  });

  it('give way to the most particular', () => {
    const routes = readRoutes({ 'ws://host/': 'auto', 'ws://host/a/b/': 'plugin', 'ws://host/a': 'auto' }, page);
    expect(findRoute(routes, new URL('ws://host/a/b/c'))).to.include({ path: '/a/b', dialect: 'plugin' });
    expect(findRoute(routes, new URL('ws://host/a/c'))).to.include({ path: '/a' });
  });

  it('are refused in words where they cannot be served', () => {
    for (const address of ['localhost:8000', 'ftp://host/', 'api/', 'ws://host/ws?token=a', 'http://host/#part', '', '/a?b']) {
      expect(() => serve(address), address).to.throw(TypeError, 'expected an address such as');
    }
    expect(() => serve()).to.throw(TypeError, 'at least one address');
    expect(() => readRoutes({ 'ws://host': 'chat' as Dialect }, page)).to.throw(
      TypeError,
      'expected one of auto, plugin, store for ws://host, got "chat"',
    );
  });
});
