import { expect } from 'chai';
import { partUrl } from '../files/files.ts';
import { databaseName, deleteDatabases } from '../store/testing/database.ts';
import { LocalSocket } from './local-socket.ts';
import { workerPort } from './worker-ports.ts';

const { SharedWorker: Original } = globalThis;

describe('ports to the worker', () => {
  let made = 0;
  beforeEach(() => {
    made = 0;
    globalThis.SharedWorker = class extends Original {
      constructor(...values: ConstructorParameters<typeof Original>) {
        super(...values);
        made += 1;
      }
    };
  });
  afterEach(() => {
    globalThis.SharedWorker = Original;
  });
  after(deleteDatabases);

  const ask = (url: URL, name: string) =>
    new Promise<string>((resolve) => {
      const socket = new LocalSocket((fail) => workerPort(fail, url, name));
      socket.onopen = () => socket.send('{"id":"1","type":"PING"}');
      socket.onmessage = ({ data }) => {
        resolve(JSON.parse(String(data)).type);
        socket.close();
      };
      socket.onclose = ({ reason }) => resolve(reason);
    });

  it('are as many as are asked for, of one worker', async () => {
    const db = databaseName();
    const url = new URL(`${partUrl('rackwire-server.js')}?db=${db}`);
    const name = `test-${db}`;
    expect(await Promise.all([ask(url, name), ask(url, name)])).to.deep.equal(['PONG', 'PONG']);
    expect(await ask(url, name)).to.equal('PONG');
    expect(made).to.equal(1);
  });

  it('fail where the worker cannot be started, and it is asked for anew the next time', async () => {
    const url = new URL('/no-such-worker.js', location.href);
    const both = await Promise.all([ask(url, 'none'), ask(url, 'none')]);
    for (const reason of both) expect(reason).to.contain('could not be started from');
    // A worker that is asked for while another of its name is being given up may be lost without a word: time tells.
    expect(await ask(url, 'none')).to.match(/could not be started from|gave no answer/);
    expect(made).to.equal(2);
  });
});
