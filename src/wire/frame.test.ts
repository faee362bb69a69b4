import { expect } from 'chai';
import { type ReadResult, readFrame } from './frame.ts';

const read = (frame: unknown): ReadResult => readFrame(JSON.stringify(frame));

const words = (frame: unknown): string => {
  const result = read(frame);
  return result.ok ? 'accepted' : result.error.message;
};

const add = { id: 'a', type: 'PLUGIN_ADD', data: { track_id: 'main', name: 'Reverb' } };

describe('reading a frame', () => {
  it('gives the request with its defaults, and nothing that the schema does not name', () => {
    const result = read({ ...add, data: { ...add.data, extra: 1 }, timestamp: '2024-01-01T12:00:00Z', signature: 'x' });
    expect(result).to.deep.equal({
      ok: true,
      request: {
        id: 'a',
        type: 'PLUGIN_ADD',
        data: { track_id: 'main', name: 'Reverb', plugin_path: '', plugin_id: '' },
        user_id: 'anonymous',
        session_id: 'default',
      },
    });
  });

  it('takes an empty session or user for none', () => {
    const result = read({ ...add, session_id: '', user_id: '' });
    expect(result.ok && result.request).to.include({ user_id: 'anonymous', session_id: 'default' });
  });

  it('lets a PING go without id and data', () => {
    expect(read({ type: 'PING' })).to.have.property('ok', true);
  });

  it('says what was expected, what came, and where', () => {
    expect(words({ ...add, data: { name: 'Reverb' } })).to.equal('PLUGIN_ADD.data.track_id: expected a value, got nothing');
    expect(words({ ...add, data: { ...add.data, track_id: 7 } })).to.equal('PLUGIN_ADD.data.track_id: expected a track_id as text, got 7');
    expect(words({ ...add, data: undefined })).to.equal('PLUGIN_ADD.data: expected an object, got nothing');
    expect(words({ ...add, data: [1] })).to.equal('PLUGIN_ADD.data: expected an object, got a list');
    expect(words({ ...add, data: { ...add.data, position: -1 } })).to.equal(
      'PLUGIN_ADD.data.position: expected position from 0 up, got -1',
    );
    expect(words({ ...add, type: 'PLUGIN_SING' }))
      .to.match(/^expected one of PLUGIN_ADD, /)
      .and.contain('"PLUGIN_SING"');
  });

  it('lists every problem in the details', () => {
    const result = read({ ...add, data: { track_id: '', name: 3 } });
    if (result.ok) throw new Error('expected a refusal');
    expect(result.error.details.problems).to.have.length(2);
  });

  it('says whom to answer even where nothing else can be read', () => {
    const result = read({ id: 12, type: 'PLUGIN_ADD', data: 'x', user_id: 'ann', session_id: 's' });
    expect(result).to.deep.include({ ok: false, to: { id: '12', user_id: 'ann', session_id: 's' } });
  });

  it('keeps hostile keys from reaching any prototype', () => {
    const result = readFrame(
      '{"id":"a","type":"PLUGIN_PRESET","__proto__":{"session_id":"x"},"data":{"track_id":"t","plugin_id":"p","preset_data":{"__proto__":1}}}',
    );
    if (!result.ok || result.request.type !== 'PLUGIN_PRESET') throw new Error('expected a request');
    expect(result.request.session_id).to.equal('default');
    expect(Object.keys(result.request.data.preset_data ?? {})).to.deep.equal(['__proto__']);
    expect(({} as Record<string, unknown>).session_id).to.equal(undefined);
  });

  it('never echoes more than a glimpse of what came', () => {
    const long = 'x'.repeat(500_000);
    for (const frame of [long, { id: long, type: long, data: { [long]: long } }, { ...add, data: { ...add.data, track_id: long } }]) {
      const result = read(frame);
      if (result.ok) throw new Error('expected a refusal');
      expect(JSON.stringify([result.error.toData(), result.to]).length).to.be.below(2000);
    }
  });
});
