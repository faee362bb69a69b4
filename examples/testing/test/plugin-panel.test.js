import { expect } from 'chai';
import { startBackend } from 'rackwire/testing';
import { mountPanel } from '../src/plugin-panel.js';
import { PluginSocket } from '../src/plugin-socket.js';

const fixtures = {
  tracks: [{ track_id: 'track_1', plugins: [{ plugin_id: 'room', name: 'Reverb', parameters: { wet_dry: 0.25 } }] }],
};

describe('the panel', () => {
  let backend;
  let socket;
  let root;
  beforeEach(async () => {
    backend = await startBackend({ fixtures, clock: 'virtual' });
    root = document.body.appendChild(document.createElement('main'));
    socket = new PluginSocket();
    mountPanel(root, socket, 'track_1');
    socket.connect();
    await backend.settled();
  });
  afterEach(async () => {
    socket.close();
    root.remove();
    await backend.stop();
  });

  const text = (selector) => root.querySelector(selector).textContent;
  const slider = (name) => root.querySelector(`input[name=${name}]`);
  const slide = (name, value) => {
    slider(name).value = value;
    slider(name).dispatchEvent(new Event('input'));
  };

  it('shows what there is', () => {
    expect(text('.status')).to.equal('Connected');
    expect(slider('wet_dry').valueAsNumber).to.equal(0.25);
  });

  it('sends what is turned', async () => {
    slide('wet_dry', 0.6);
    await backend.settled();
    backend.expectReceived({ type: 'PLUGIN_PARAMETER', data: { plugin_id: 'room', parameter_id: 'wet_dry', parameter_value: 0.6 } });
    expect(backend.state().tracks[0].plugins[0].parameters.wet_dry).to.equal(0.6);
    expect(slider('wet_dry').valueAsNumber).to.equal(0.6);
  });

  it('shows what somebody else turns, and a name with markup as text', async () => {
    const ann = backend.someone({ user_id: 'ann' });
    await ann.request('PLUGIN_PARAMETER', { track_id: 'track_1', plugin_id: 'room', parameter_id: 'wet_dry', parameter_value: 0.9 });
    await ann.request('PLUGIN_ADD', { track_id: 'track_1', name: '<b>Delay</b>', plugin_path: '/vst/delay.vst3' });
    await backend.settled();
    expect(slider('wet_dry').valueAsNumber).to.equal(0.9);
    expect(text('li:nth-child(2)')).to.contain('<b>Delay</b>');
  });

  it('puts back what is refused, and says why', async () => {
    backend.fault('PLUGIN_PARAMETER', { error: { code: 'ENGINE_ERROR', message: 'the engine is busy' } });
    slide('wet_dry', 0.6);
    await backend.settled();
    expect(slider('wet_dry').valueAsNumber).to.equal(0.25);
    expect(text('.error')).to.equal('the engine is busy');
  });

  it('says so where storage is full', async () => {
    backend.fault('PLUGIN_ADD', { storageFull: true });
    root.querySelector('.add').click();
    await backend.settled();
    expect(text('.error')).to.contain('storage is full');
    expect(root.querySelectorAll('li')).to.have.length(1);
  });

  it('waits five seconds for an answer', async () => {
    backend.fault('PLUGIN_PARAMETER', { drop: true });
    slide('wet_dry', 0.6);
    await backend.clock.advance(4999);
    expect(text('.error')).to.equal('');
    await backend.clock.advance(1);
    expect(text('.error')).to.equal('no answer to PLUGIN_PARAMETER');
  });

  it('adds a plugin once, even where the answer comes twice, late and behind others', async () => {
    backend.fault('PLUGIN_ADD', { duplicate: true, reorder: true, latency: [20, 80] });
    root.querySelector('.add').click();
    await backend.clock.advance(2000);
    expect(root.querySelectorAll('li')).to.have.length(2);
  });

  it('connects again after a crash, and shows what has changed meanwhile', async () => {
    backend.fault('PLUGIN_PARAMETER', { close: 1011, times: 1 });
    slide('wet_dry', 0.6);
    await backend.settled();
    expect(text('.status')).to.equal('Disconnected');
    await backend.someone().request('PLUGIN_REMOVE', { track_id: 'track_1', plugin_id: 'room' });
    await backend.clock.advance(999);
    expect(text('.status')).to.equal('Disconnected');
    await backend.clock.advance(1);
    expect(text('.status')).to.equal('Connected');
    expect(root.querySelectorAll('li')).to.have.length(0);
  });

  it('notices by its heartbeat that nobody answers any more', async () => {
    await backend.clock.advance(29_999);
    backend.expectNotReceived({ type: 'PING' });
    const silence = backend.fault('PING', { drop: true, direction: 'request' });
    await backend.clock.advance(5000);
    expect(text('.status')).to.equal('Connected');
    await backend.clock.advance(1);
    expect(text('.status')).to.equal('Disconnected');
    silence.remove();
    await backend.clock.advance(1000);
    expect(text('.status')).to.equal('Connected');
  });

  it('is slowed down where it says too much, and may go on a second later', async () => {
    for (let index = 0; index < 80; index += 1) slide('wet_dry', index / 100);
    await backend.settled();
    expect(text('.error')).to.contain('expected at most 50 parameter updates');
    await backend.clock.advance(1000);
    slide('wet_dry', 0.33);
    await backend.settled();
    expect(backend.state().tracks[0].plugins[0].parameters.wet_dry).to.equal(0.33);
  });
});
