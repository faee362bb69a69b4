import { SLOTS } from '../effects/block-layout.ts';
import type { PluginState } from '../wire/state.ts';

/** What the processor must do so that its rack has these plugins in this order. */
export type SlotChange =
  | { readonly type: 'remove'; readonly slot: number }
  | { readonly type: 'insert'; readonly slot: number; readonly plugin: PluginState; readonly position: number }
  | { readonly type: 'move'; readonly slot: number; readonly position: number };

/** Which plugin lies in which slot of the engine's rack, and in which order they sound. */
export class Slots {
  #order: { id: string; effect: string; slot: number }[] = [];
  #latest = SLOTS - 1;

  /** The slot of a plugin, if it is in the rack. */
  find(plugin_id: string): number | undefined {
    return this.#order.find(({ id }) => id === plugin_id)?.slot;
  }

  /**
   * Makes the order that of `plugins`, and returns the changes that bring the processor there: removals first, then
   * inserts and moves from the input's side on, each position as the rack is at that moment.
   */
  arrange(plugins: readonly PluginState[]): SlotChange[] {
    const wanted = new Map(plugins.map((plugin) => [plugin.plugin_id, plugin.effect]));
    const removals = this.#order.filter(({ id, effect }) => wanted.get(id) !== effect);
    const changes: SlotChange[] = removals.map(({ slot }) => ({ type: 'remove', slot }));
    this.#order = this.#order.filter((entry) => !removals.includes(entry));
    plugins.forEach((plugin, position) => {
      const at = this.#order.findIndex(({ id }) => id === plugin.plugin_id);
      if (at === position) return;
      if (at < 0) {
        const slot = this.#freeSlot();
        this.#order.splice(position, 0, { id: plugin.plugin_id, effect: plugin.effect, slot });
        changes.push({ type: 'insert', slot, plugin, position });
      } else {
        const [entry] = this.#order.splice(at, 1);
        if (!entry) return;
        this.#order.splice(position, 0, entry);
        changes.push({ type: 'move', slot: entry.slot, position });
      }
    });
    return changes;
  }

  /** Goes round, so that a slot whose plugin still fades out is the last to be written anew. */
  #freeSlot(): number {
    const taken = new Set(this.#order.map(({ slot }) => slot));
    for (let step = 1; step <= SLOTS; step += 1) {
      const slot = (this.#latest + step) % SLOTS;
      if (taken.has(slot)) continue;
      this.#latest = slot;
      return slot;
    }
    throw new RangeError(`A rack holds at most ${SLOTS} plugins.`);
  }
}
