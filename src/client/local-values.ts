import type { TrackState } from '../wire/state.ts';

interface LocalValue {
  readonly track_id: string;
  readonly plugin_id: string;
  readonly parameter_id: string;
  value: number;
  /** A hand is on the control: values that arrive for it wait until it lets go. */
  held: boolean;
  /** Changed since it was last sent. */
  unsent: boolean;
  /** Requests under way that carry this parameter. */
  inFlight: number;
}

/** One plugin's values that are due to be sent. */
export interface Outgoing {
  readonly track_id: string;
  readonly plugin_id: string;
  readonly values: readonly { parameter_id: string; parameter_value: number }[];
}

/**
 * Values that this page has set and the server has not confirmed, laid over the mirror: they win while a hand is on the
 * control or a request is under way, then the server's value shows again, whether it agreed or refused.
 */
export class LocalValues {
  readonly #values = new Map<string, LocalValue>();

  set(track_id: string, plugin_id: string, parameter_id: string, value: number): void {
    const entry = this.#entry(track_id, plugin_id, parameter_id, value);
    entry.value = value;
    entry.unsent = true;
  }

  hold(track_id: string, plugin_id: string, parameter_id: string, held: boolean, current: number): void {
    const entry = held ? this.#entry(track_id, plugin_id, parameter_id, current) : this.#values.get(key(plugin_id, parameter_id));
    if (!entry) return;
    entry.held = held;
    this.#forgetSettled(entry);
  }

  /** What is due, at most `limit` values a plugin; they count as under way from now on. */
  take(limit: number): Outgoing[] {
    const byPlugin = new Map<
      string,
      { track_id: string; plugin_id: string; values: { parameter_id: string; parameter_value: number }[] }
    >();
    for (const entry of this.#values.values()) {
      if (!entry.unsent) continue;
      const { track_id, plugin_id, parameter_id, value } = entry;
      const outgoing = byPlugin.get(plugin_id) ?? { track_id, plugin_id, values: [] };
      byPlugin.set(plugin_id, outgoing);
      if (outgoing.values.length >= limit) continue;
      outgoing.values.push({ parameter_id, parameter_value: value });
      entry.unsent = false;
      entry.inFlight += 1;
    }
    return [...byPlugin.values()];
  }

  /** A request has been answered; `again` if it was lost on the way and must be sent once more. */
  settle({ plugin_id, values }: Outgoing, again: boolean): void {
    for (const { parameter_id } of values) {
      const entry = this.#values.get(key(plugin_id, parameter_id));
      if (!entry) continue;
      entry.inFlight -= 1;
      entry.unsent ||= again;
      this.#forgetSettled(entry);
    }
  }

  /** The track as this page shows and sounds it. */
  over(track: TrackState): TrackState {
    const mine = [...this.#values.values()].filter(({ track_id }) => track_id === track.track_id);
    if (mine.length === 0) return track;
    const plugins = track.plugins.map((plugin) => {
      const values = mine.filter(({ plugin_id }) => plugin_id === plugin.plugin_id);
      if (values.length === 0) return plugin;
      return {
        ...plugin,
        parameters: { ...plugin.parameters, ...Object.fromEntries(values.map(({ parameter_id, value }) => [parameter_id, value])) },
      };
    });
    return { ...track, plugins };
  }

  /** Forgets values of plugins that are gone. */
  prune(track: TrackState): void {
    const ids = new Set(track.plugins.map(({ plugin_id }) => plugin_id));
    for (const [name, entry] of this.#values) if (entry.track_id === track.track_id && !ids.has(entry.plugin_id)) this.#values.delete(name);
  }

  #entry(track_id: string, plugin_id: string, parameter_id: string, value: number): LocalValue {
    const name = key(plugin_id, parameter_id);
    const entry = this.#values.get(name) ?? { track_id, plugin_id, parameter_id, value, held: false, unsent: false, inFlight: 0 };
    this.#values.set(name, entry);
    return entry;
  }

  #forgetSettled(entry: LocalValue): void {
    if (!entry.held && !entry.unsent && entry.inFlight === 0) this.#values.delete(key(entry.plugin_id, entry.parameter_id));
  }
}

const key = (plugin_id: string, parameter_id: string): string => `${plugin_id} ${parameter_id}`;
