import type { ParameterValues } from '../../effects/descriptor.ts';
import type { Edit } from '../../store/undo-step.ts';
import type { PluginState, TrackState } from '../../wire/state.ts';

/**
 * What makes `after` of `before`, in an order in which it can be done: plugins that go, from the last to the first;
 * moves; plugins that come, from the first to the last; values and bypasses. Whoever makes a change need not say how
 * it is undone: it is seen from the state.
 */
export function diffTrack(before: TrackState, after: TrackState): Edit[] {
  if (before === after) return [];
  const { track_id } = after;
  const bypass: Edit[] = before.bypassed === after.bypassed ? [] : [{ kind: 'rack-bypass', track_id, to: after.bypassed }];
  const isSameOrder =
    before.plugins.length === after.plugins.length &&
    before.plugins.every(({ plugin_id }, index) => plugin_id === after.plugins[index]?.plugin_id);
  const former = isSameOrder ? before.plugins : undefined;
  return former
    ? [...after.plugins.flatMap((plugin, index) => diffPlugin(track_id, former[index] ?? plugin, plugin)), ...bypass]
    : [...reordered(before, after), ...bypass];
}

function reordered(before: TrackState, after: TrackState): Edit[] {
  const { track_id } = after;
  const remaining = new Set(after.plugins.map(({ plugin_id }) => plugin_id));
  const former = new Map(before.plugins.map((plugin) => [plugin.plugin_id, plugin]));
  const gone = before.plugins.flatMap((plugin, index) => {
    return remaining.has(plugin.plugin_id) ? [] : [{ kind: 'remove' as const, track_id, index, plugin }];
  });
  const come = after.plugins.flatMap((plugin, index) => {
    return former.has(plugin.plugin_id) ? [] : [{ kind: 'add' as const, track_id, index, plugin }];
  });
  const idsOf = (plugins: readonly PluginState[], others: { has(id: string): boolean }) =>
    plugins.map(({ plugin_id }) => plugin_id).filter((plugin_id) => others.has(plugin_id));
  return [
    ...gone.reverse(),
    ...moves(track_id, idsOf(before.plugins, remaining), idsOf(after.plugins, former)),
    ...come,
    ...after.plugins.flatMap((plugin) => diffPlugin(track_id, former.get(plugin.plugin_id) ?? plugin, plugin)),
  ];
}

function moves(track_id: string, before: readonly string[], after: readonly string[]): Edit[] {
  const first = before.findIndex((id, index) => id !== after[index]);
  if (first < 0) return [];
  const move = (from: number, to: number): Edit => ({ kind: 'move', track_id, plugin_id: before[from] as string, from, to });
  // One plugin that went down the rack lets all those between come up by one.
  const down = after.indexOf(before[first] as string);
  const moved = before.toSpliced(first, 1).toSpliced(down, 0, before[first] as string);
  if (moved.every((id, index) => id === after[index])) return [move(first, down)];
  // Otherwise each is brought to its place from the top, which for one that went up is a single move too.
  const up = before.indexOf(after[first] as string);
  return [move(up, first), ...moves(track_id, before.toSpliced(up, 1).toSpliced(first, 0, after[first] as string), after)];
}

function diffPlugin(track_id: string, before: PluginState, after: PluginState): Edit[] {
  if (before === after) return [];
  const { plugin_id } = after;
  const ids = Object.keys(after.parameters).filter((id) => after.parameters[id] !== before.parameters[id]);
  const pick = (values: ParameterValues) => Object.fromEntries(ids.map((id) => [id, values[id] as number]));
  return [
    ...(ids.length > 0
      ? [{ kind: 'values' as const, track_id, plugin_id, from: pick(before.parameters), to: pick(after.parameters) }]
      : []),
    ...(before.bypassed === after.bypassed ? [] : [{ kind: 'bypass' as const, track_id, plugin_id, to: after.bypassed }]),
  ];
}

/** What takes the edits back, in its order. */
export function invert(edits: readonly Edit[]): Edit[] {
  return edits.map(inverse).reverse();
}

function inverse(edit: Edit): Edit {
  switch (edit.kind) {
    case 'values':
    case 'move':
      return { ...edit, from: edit.to, to: edit.from } as Edit;
    case 'bypass':
    case 'rack-bypass':
      return { ...edit, to: !edit.to };
    case 'add':
      return { ...edit, kind: 'remove' };
    case 'remove':
      return { ...edit, kind: 'add' };
  }
}
