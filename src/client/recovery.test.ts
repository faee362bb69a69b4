import { expect } from 'chai';
import type { HistoryMessage, TrackState } from '../wire/state.ts';
import type { LocalValue } from './local-values.ts';
import { type RecoveryInput, recover } from './recovery.ts';

const SET_AT = Date.UTC(2026, 0, 1, 12, 0, 0);
const time = (ms: number): string => new Date(SET_AT + ms).toISOString();

/** A session whose one reverb has this damping; without it, no plugin. */
function session(damping?: number): ReadonlyMap<string, TrackState> {
  const plugin = {
    plugin_id: 'room',
    name: 'Room',
    plugin_path: '',
    effect: 'reverb',
    bypassed: false,
    parameters: { damping: damping ?? 0 },
  };
  return new Map([['main', { track_id: 'main', bypassed: false, plugins: damping === undefined ? [] : [plugin] }]]);
}

const mine = (value: number, more: Partial<LocalValue> = {}): LocalValue => ({
  track_id: 'main',
  plugin_id: 'room',
  parameter_id: 'damping',
  value,
  setAt: SET_AT,
  lastSent: undefined,
  ...more,
});

const change = (ms: number, more: Partial<HistoryMessage> = {}): HistoryMessage => ({
  id: 'x',
  type: 'PLUGIN_PARAMETER',
  data: { track_id: 'main', plugin_id: 'room', parameter_id: 'damping', parameter_value: 0.9 },
  user_id: 'ada',
  timestamp: time(ms),
  ...more,
});

const run = (input: Partial<RecoveryInput>) => {
  const { conflicts, obsolete } = recover({ mine: [mine(0.5)], before: session(0.3), now: session(0.3), history: [], offset: 0, ...input });
  const [conflict] = conflicts;
  return { conflict, count: conflicts.length, sent: obsolete.length === 0 };
};

describe('recovery', () => {
  it('sends what was set where nobody else has changed it', () => {
    expect(run({})).to.deep.equal({ conflict: undefined, count: 0, sent: true });
  });

  it('has nothing to send where the value is there already', () => {
    expect(run({ now: session(0.5) })).to.deep.equal({ conflict: undefined, count: 0, sent: false });
  });

  it('keeps the other value where it is newer, and says whose it is', () => {
    const { conflict, sent } = run({ now: session(0.9), history: [change(1)] });
    expect(conflict).to.deep.equal({
      kind: 'conflict',
      track_id: 'main',
      plugin_id: 'room',
      parameter_id: 'damping',
      mine: 0.5,
      theirs: 0.9,
      kept: 'theirs',
      changed_by: 'ada',
    });
    expect(sent).to.equal(false);
  });

  it('keeps this page’s value where that is newer', () => {
    const { conflict, sent } = run({ now: session(0.9), history: [change(-1)] });
    expect(conflict).to.include({ kept: 'mine', changed_by: 'ada' });
    expect(sent).to.equal(true);
  });

  it('compares times by the difference of the two clocks', () => {
    expect(run({ now: session(0.9), history: [change(59_000)], offset: 60_000 }).conflict?.kept).to.equal('mine');
    expect(run({ now: session(0.9), history: [change(61_000)], offset: 60_000 }).conflict?.kept).to.equal('theirs');
  });

  it('believes a batch that says when it was set, unless that is yet to come', () => {
    const batch = (timestamp: string | number) =>
      change(5000, { type: 'PLUGIN_PARAMETER_BATCH', data: { plugin_id: 'room', parameters: [{ parameter_id: 'damping' }], timestamp } });
    expect(run({ now: session(0.9), history: [batch(time(-5))] }).conflict?.kept).to.equal('mine');
    expect(run({ now: session(0.9), history: [batch(SET_AT + 5)] }).conflict?.kept).to.equal('theirs');
    expect(run({ now: session(0.9), history: [batch('soon')] }).conflict?.kept).to.equal('theirs');
    expect(run({ now: session(0.9), history: [batch(time(90_000))], offset: 6000 }).conflict?.kept).to.equal('mine');
  });

  it('keeps this page’s value where the server does not remember', () => {
    const { conflict } = run({ now: session(0.9) });
    expect(conflict).to.include({ kept: 'mine', theirs: 0.9 }).and.not.to.have.property('changed_by');
  });

  it('looks for the last change of that very parameter, in batches, presets and undone steps too', () => {
    const others = [
      change(5, { data: { plugin_id: 'room', parameter_id: 'width' } }),
      change(5, { data: { plugin_id: 'hall', parameter_id: 'damping' } }),
      change(5, { type: 'PLUGIN_BYPASS', data: { plugin_id: 'room' } }),
    ];
    expect(run({ now: session(0.9), history: [change(-5), ...others] }).conflict?.kept).to.equal('mine');
    const data = { plugin_id: 'room', parameters: [{ parameter_id: 'width' }, { parameter_id: 'damping' }] };
    const touching = [
      change(5, { type: 'PLUGIN_PARAMETER_BATCH', data }),
      change(5, { type: 'PLUGIN_PRESET', data: { plugin_id: 'room', preset_data: {} } }),
      change(5, { type: 'UNDO', data: { undone: [{ type: 'PLUGIN_PARAMETER_BATCH', data }] } }),
      change(5, { type: 'REDO', data: { redone: [change(0)] } }),
    ];
    for (const last of touching)
      expect(run({ now: session(0.9), history: [change(-5), last] }).conflict?.kept, last.type).to.equal('theirs');
  });

  it('takes no value of its own, whose reply was lost, for another’s', () => {
    expect(run({ mine: [mine(0.5, { lastSent: 0.4 })], now: session(0.4) })).to.deep.equal({ conflict: undefined, count: 0, sent: true });
  });

  it('gives up values of a plugin that is gone', () => {
    const { conflict, sent } = run({ now: session() });
    expect(conflict).to.include({ kept: 'theirs', mine: 0.5, theirs: undefined });
    expect(sent).to.equal(false);
  });

  it('finds no conflict with a state that was never known', () => {
    expect(run({ before: new Map(), now: session(0.9) })).to.deep.equal({ conflict: undefined, count: 0, sent: true });
  });
});
