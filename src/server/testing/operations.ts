import fc from 'fast-check';
import { catalogue, findEffect, fullValues } from '../../effects/catalogue.ts';
import type { PluginState, TrackState } from '../../wire/state.ts';

/** The tracks that operations name. */
export const TRACKS = ['main', 'aux'];
const EFFECTS = catalogue.map(({ id }) => id);

/** An operation before it is known what there is to operate on: the numbers choose among it. */
export type Operation =
  | { readonly kind: 'add'; readonly track: string; readonly effect: string; readonly position: number | undefined }
  | { readonly kind: 'load'; readonly track: string; readonly effects: readonly string[] }
  | { readonly kind: 'rack-bypass'; readonly track: string; readonly bypass: boolean }
  | {
      readonly kind: 'remove' | 'bypass' | 'move' | 'turn' | 'batch' | 'preset';
      readonly plugin: number;
      readonly at: number;
      readonly travel: number;
    };

/** Any operation on the racks of a session. */
export const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({
    kind: fc.constant('add' as const),
    track: fc.constantFrom(...TRACKS),
    effect: fc.constantFrom(...EFFECTS),
    position: fc.option(fc.nat(4), { nil: undefined }),
  }),
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('remove', 'bypass', 'move', 'turn', 'turn', 'batch', 'preset'),
      plugin: fc.nat(),
      at: fc.nat(20),
      travel: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  fc.record({
    kind: fc.constant('load' as const),
    track: fc.constantFrom(...TRACKS),
    effects: fc.array(fc.constantFrom(...EFFECTS), { maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant('rack-bypass' as const), track: fc.constantFrom(...TRACKS), bypass: fc.boolean() }),
) as fc.Arbitrary<Operation>;

/** The rack as a person would describe it: no server, no store, no undo. */
export class Model {
  tracks = new Map<string, TrackState>();
  #ids = 0;

  nextId(): string {
    this.#ids += 1;
    return `p${this.#ids}`;
  }

  track(track_id: string): TrackState {
    return this.tracks.get(track_id) ?? { track_id, bypassed: false, plugins: [] };
  }

  /** All plugins with their tracks. */
  get plugins(): { track: TrackState; plugin: PluginState; index: number }[] {
    return [...this.tracks.values()].flatMap((track) => track.plugins.map((plugin, index) => ({ track, plugin, index })));
  }

  put(track: TrackState): void {
    this.tracks.set(track.track_id, track);
  }

  /** In the form of a snapshot, without racks that are as if they were not. */
  get state(): TrackState[] {
    return significant([...this.tracks.values()]);
  }
}

/** Without racks that are as if they were not: empty, and in the signal. In the order of their ids. */
export const significant = (tracks: readonly TrackState[]): TrackState[] =>
  tracks.filter(({ plugins, bypassed }) => plugins.length > 0 || bypassed).sort((a, b) => (a.track_id < b.track_id ? -1 : 1));

/** What to send for an operation, and what it does to the model; nothing where there is nothing to operate on. */
export function plan(
  operation: Operation,
  model: Model,
): { type: string; data: Record<string, unknown>; apply: (reply: unknown) => void } | undefined {
  if (operation.kind === 'add') {
    const { track: track_id, effect: id, position } = operation;
    const plugin_id = model.nextId();
    const effect = findEffect(id);
    if (!effect) throw new Error(`no ${id}`);
    const plugin = { plugin_id, name: id, plugin_path: '', effect: id, bypassed: false, parameters: fullValues(effect) };
    return {
      type: 'PLUGIN_ADD',
      data: { track_id, name: id, plugin_id, ...(position !== undefined && { position }) },
      apply: () => {
        const track = model.track(track_id);
        model.put({ ...track, plugins: track.plugins.toSpliced(position ?? track.plugins.length, 0, plugin) });
      },
    };
  }
  if (operation.kind === 'load') {
    const { track: track_id, effects } = operation;
    return {
      type: 'RACK_LOAD',
      data: { track_id, plugins: effects.map((effect) => ({ effect })) },
      // The server makes the ids.
      apply: (reply) => model.put({ ...model.track(track_id), plugins: (reply as { plugins: PluginState[] }).plugins }),
    };
  }
  if (operation.kind === 'rack-bypass') {
    const { track: track_id, bypass } = operation;
    if (!model.tracks.has(track_id)) return undefined;
    return {
      type: 'RACK_BYPASS',
      data: { track_id, bypass },
      apply: () => model.put({ ...model.track(track_id), bypassed: bypass }),
    };
  }
  const { plugins } = model;
  const found = plugins[operation.plugin % Math.max(1, plugins.length)];
  if (!found) return undefined;
  const { track, plugin, index } = found;
  const address = { track_id: track.track_id, plugin_id: plugin.plugin_id };
  const { parameters } = findEffect(plugin.effect) ?? { parameters: [] };
  const valueAt = (at: number) => {
    const parameter = parameters[at % parameters.length];
    if (!parameter) throw new Error('no parameter');
    const { id, min, max, kind } = parameter;
    const value = min + (max - min) * operation.travel;
    return [id, kind === 'choice' ? Math.round(value) : value] as const;
  };
  const turned = (values: readonly (readonly [string, number])[]) => () =>
    model.put({
      ...track,
      plugins: track.plugins.with(index, { ...plugin, parameters: { ...plugin.parameters, ...Object.fromEntries(values) } }),
    });
  switch (operation.kind) {
    case 'remove':
      return { type: 'PLUGIN_REMOVE', data: address, apply: () => model.put({ ...track, plugins: track.plugins.toSpliced(index, 1) }) };
    case 'bypass': {
      const bypass = operation.travel < 0.5;
      return {
        type: 'PLUGIN_BYPASS',
        data: { ...address, bypass },
        apply: () => model.put({ ...track, plugins: track.plugins.with(index, { ...plugin, bypassed: bypass }) }),
      };
    }
    case 'move': {
      const position = operation.at % 5;
      return {
        type: 'PLUGIN_MOVE',
        data: { ...address, position },
        apply: () => model.put({ ...track, plugins: track.plugins.toSpliced(index, 1).toSpliced(position, 0, plugin) }),
      };
    }
    case 'turn': {
      const [parameter_id, parameter_value] = valueAt(operation.at);
      return {
        type: 'PLUGIN_PARAMETER',
        data: { ...address, parameter_id, parameter_value },
        apply: turned([[parameter_id, parameter_value]]),
      };
    }
    case 'batch': {
      const values = [valueAt(operation.at), valueAt(operation.at + 1)];
      return {
        type: 'PLUGIN_PARAMETER_BATCH',
        data: { ...address, parameters: values.map(([parameter_id, parameter_value]) => ({ parameter_id, parameter_value })) },
        apply: turned(values),
      };
    }
    case 'preset': {
      const preset = findEffect(plugin.effect)?.presets[operation.at % 7];
      const effect = findEffect(plugin.effect);
      if (!preset || !effect) return undefined;
      return {
        type: 'PLUGIN_PRESET',
        data: { ...address, preset_name: preset.name },
        apply: turned(Object.entries(fullValues(effect, preset.values))),
      };
    }
  }
}
