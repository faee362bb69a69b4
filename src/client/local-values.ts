import type { TrackState } from '../wire/state.ts';

/** A parameter that this page has set and the server has not confirmed, or that a hand is on. */
export interface LocalValue {
  readonly track_id: string;
  readonly plugin_id: string;
  readonly parameter_id: string;
  readonly value: number;
  /** When it was set, in the client's time. */
  readonly setAt: number;
  /** The value that was last sent, if any. */
  readonly lastSent: number | undefined;
}

interface Entry extends LocalValue {
  value: number;
  setAt: number;
  lastSent: number | undefined;
  /** A hand is on the control: values that arrive for it wait until it lets go. */
  held: boolean;
  /** Since when it waits to be sent. */
  dueSince: number | undefined;
  /** Requests under way that carry this parameter. */
  inFlight: number;
}

/** One plugin's values on their way. */
export interface Outgoing {
  readonly track_id: string;
  readonly plugin_id: string;
  readonly values: readonly { parameter_id: string; parameter_value: number }[];
  /** Default: one value goes by itself. */
  readonly isBatch?: boolean;
  /** When they were set, in the client's time, where that was some time ago. */
  readonly setAt?: number;
}

/**
 * Values that this page has set and the server has not confirmed, laid over the mirror: they win while a hand is on the
 * control or a request is under way, then the server's value shows again, whether it agreed or refused.
 */
export class LocalValues {
  readonly #values = new Map<string, Entry>();

  /** @param now in the client's time, ms */
  set(track_id: string, plugin_id: string, parameter_id: string, value: number, now: number): void {
    const entry = this.#entry(track_id, plugin_id, parameter_id, value);
    entry.value = value;
    entry.setAt = now;
    entry.dueSince ??= now;
  }

  hold(track_id: string, plugin_id: string, parameter_id: string, held: boolean, current: number): void {
    const entry = held ? this.#entry(track_id, plugin_id, parameter_id, current) : this.#values.get(key(plugin_id, parameter_id));
    if (!entry) return;
    entry.held = held;
    this.#forgetSettled(entry);
  }

  /** What waits to be sent, the longest waiting first. */
  due(): readonly LocalValue[] {
    const due = [...this.#values.values()].filter(({ dueSince }) => dueSince !== undefined);
    return due.sort((a, b) => (a.dueSince ?? 0) - (b.dueSince ?? 0));
  }

  /** Marks values of one plugin as under way. */
  send(values: readonly LocalValue[]): Outgoing {
    const [first] = values;
    for (const entry of values as readonly Entry[]) {
      entry.dueSince = undefined;
      entry.lastSent = entry.value;
      entry.inFlight += 1;
    }
    return {
      track_id: first?.track_id ?? '',
      plugin_id: first?.plugin_id ?? '',
      values: values.map(({ parameter_id, value }) => ({ parameter_id, parameter_value: value })),
    };
  }

  /**
   * A request has been answered.
   *
   * @param again whether a value must be sent once more: it was lost on the way, or came too early
   */
  settle({ plugin_id, values }: Outgoing, again: (parameter_id: string) => boolean): void {
    for (const { parameter_id } of values) {
      const entry = this.#values.get(key(plugin_id, parameter_id));
      if (!entry) continue;
      entry.inFlight -= 1;
      if (again(parameter_id)) entry.dueSince ??= entry.setAt;
      this.#forgetSettled(entry);
    }
  }

  /** Gives up a value that waits to be sent: the server's shows, at the latest when the hand lets go. */
  drop({ plugin_id, parameter_id }: LocalValue): void {
    const entry = this.#values.get(key(plugin_id, parameter_id));
    if (!entry) return;
    entry.dueSince = undefined;
    this.#forgetSettled(entry);
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

  #entry(track_id: string, plugin_id: string, parameter_id: string, value: number): Entry {
    const name = key(plugin_id, parameter_id);
    const made = { track_id, plugin_id, parameter_id, value, setAt: 0, lastSent: undefined, held: false, dueSince: undefined, inFlight: 0 };
    const entry = this.#values.get(name) ?? made;
    this.#values.set(name, entry);
    return entry;
  }

  #forgetSettled(entry: Entry): void {
    if (!entry.held && entry.dueSince === undefined && entry.inFlight === 0) this.#values.delete(key(entry.plugin_id, entry.parameter_id));
  }
}

const key = (plugin_id: string, parameter_id: string): string => `${plugin_id} ${parameter_id}`;
