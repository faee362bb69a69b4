import { expect } from 'chai';
import { SLOTS } from '../effects/block-layout.ts';
import type { PluginState } from '../wire/state.ts';
import { type SlotChange, Slots } from './slots.ts';

const plugin = (plugin_id: string, effect = 'eq'): PluginState => ({
  plugin_id,
  effect,
  name: effect,
  plugin_path: effect,
  bypassed: false,
  parameters: {},
});
const rack = (ids: string): PluginState[] => [...ids].map((id) => plugin(id));

/** The processor's own account of the order: what the changes say, done one by one to a plain list of slots. */
function perform(order: number[], changes: readonly SlotChange[]): void {
  for (const change of changes) {
    const at = order.indexOf(change.slot);
    if (change.type === 'insert') expect(at, 'a slot is inserted once').to.equal(-1);
    else order.splice(at, 1);
    if (change.type !== 'remove') order.splice(change.position, 0, change.slot);
  }
}

describe('slots', () => {
  it('brings the processor from any order to any other', () => {
    const slots = new Slots();
    const order: number[] = [];
    for (const ids of ['abc', 'cab', 'cxaby', '', 'zyx', 'xyz', 'x', 'wxv', 'vwxabc', 'cbaxwv']) {
      const wanted = rack(ids);
      perform(order, slots.arrange(wanted));
      expect(order, ids).to.deep.equal(wanted.map(({ plugin_id }) => slots.find(plugin_id)));
    }
  });

  it('does nothing when nothing changed, and one move for one plugin moved up', () => {
    const slots = new Slots();
    slots.arrange(rack('abcd'));
    expect(slots.arrange(rack('abcd'))).to.deep.equal([]);
    expect(slots.arrange(rack('dabc'))).to.have.length(1);
  });

  it('treats a plugin that became another effect as a new one', () => {
    const slots = new Slots();
    slots.arrange([plugin('a', 'eq')]);
    expect(slots.arrange([plugin('a', 'delay')]).map(({ type }) => type)).to.deep.equal(['remove', 'insert']);
  });

  it('does not write into the slot of a plugin that still fades out', () => {
    const slots = new Slots();
    slots.arrange(rack('a'));
    const former = slots.find('a');
    slots.arrange(rack('b'));
    expect(slots.find('b')).to.not.equal(former);
  });

  it('holds as many plugins as there are slots, and says so', () => {
    const slots = new Slots();
    const full = Array.from({ length: SLOTS }, (_, index) => plugin(`p${index}`));
    slots.arrange(full);
    expect(new Set(full.map(({ plugin_id }) => slots.find(plugin_id))).size).to.equal(SLOTS);
    expect(() => slots.arrange([...full, plugin('more')])).to.throw(RangeError, `at most ${SLOTS} plugins`);
  });
});
