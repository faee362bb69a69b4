import { SLOTS } from '../../effects/block-layout.ts';
import type { Edit } from '../../store/undo-step.ts';
import type { ChangeKind, TypedChange, UndoConflict } from '../../wire/replies.ts';
import type { PluginState, SessionState, TrackState } from '../../wire/state.ts';
import { added, removed, turned } from '../frames.ts';
import { requireEffect } from '../lookup.ts';
import { valueProblem } from '../values.ts';

/** What became of an edit: what of it could be done, and what could not. */
interface Performed {
  /** The track afterwards; absent where nothing was done. */
  readonly track?: TrackState;
  /** What was done, with the places where it was done. */
  readonly edit?: Edit;
  readonly frames?: readonly TypedChange[];
  readonly update?: Update;
  readonly conflicts?: readonly UndoConflict[];
}

export interface Update {
  readonly track_id: string;
  readonly plugin_id: string;
  readonly state: ChangeKind;
}

type Of<K extends Edit['kind']> = Extract<Edit, { readonly kind: K }>;

/**
 * Does one edit where the rack is still as the edit expects it, and says in words where it is not: what others have
 * changed since is theirs.
 */
export function perform(edit: Edit, session: SessionState): Performed {
  const track = session.tracks.find(({ track_id }) => track_id === edit.track_id);
  if (!track) return refuse(edit, 'the track is gone');
  if (edit.kind === 'rack-bypass') return rackBypass(edit, track);
  if (edit.kind === 'add') return add(edit, track, session);
  const index = track.plugins.findIndex((plugin) => plugin.plugin_id === pluginOf(edit));
  const plugin = track.plugins[index];
  if (!plugin) return refuse(edit, 'the plugin has been removed since');
  switch (edit.kind) {
    case 'values':
      return values(edit, track, index, plugin);
    case 'bypass':
      return bypass(edit, track, index, plugin);
    case 'remove':
      return remove(edit, track, index, plugin);
    case 'move':
      return move(edit, track, index, plugin);
  }
}

/** The plugin that an edit is about; none for the rack's own bypass. */
export function pluginOf(edit: Edit): string | undefined {
  if ('plugin' in edit) return edit.plugin.plugin_id;
  return edit.kind === 'rack-bypass' ? undefined : edit.plugin_id;
}

function refuse(edit: Edit, reason: string, parameter_id?: string): Performed {
  const plugin_id = pluginOf(edit);
  const { track_id } = edit;
  return { conflicts: [{ track_id, ...(plugin_id !== undefined && { plugin_id }), ...(parameter_id && { parameter_id }), reason }] };
}

const withPlugins = (track: TrackState, plugins: readonly PluginState[]): TrackState => ({ ...track, plugins });

function rackBypass(edit: Of<'rack-bypass'>, track: TrackState): Performed {
  const { track_id, to } = edit;
  if (track.bypassed === to) return refuse(edit, `the rack is already ${to ? 'bypassed' : 'in the signal'}`);
  return {
    track: { ...track, bypassed: to },
    edit,
    frames: [{ type: 'RACK_BYPASS', data: { track_id, bypass: to, success: true } }],
    update: { track_id, plugin_id: '', state: 'bypassed' },
  };
}

function add(edit: Of<'add' | 'remove'>, track: TrackState, session: SessionState): Performed {
  const { track_id, plugin } = edit;
  const { plugin_id } = plugin;
  const taken = session.tracks.find(({ plugins }) => plugins.some((other) => other.plugin_id === plugin_id));
  if (taken) return refuse(edit, `expected a free plugin_id, but a plugin of the track ${JSON.stringify(taken.track_id)} has it`);
  if (track.plugins.length >= SLOTS) return refuse(edit, `expected at most ${SLOTS} plugins in a rack; it has them`);
  const index = Math.min(edit.index, track.plugins.length);
  return {
    track: withPlugins(track, track.plugins.toSpliced(index, 0, plugin)),
    edit: { ...edit, kind: 'add', index },
    frames: added(track_id, plugin, index),
    update: { track_id, plugin_id, state: 'added' },
  };
}

function remove(edit: Of<'add' | 'remove'>, track: TrackState, index: number, plugin: PluginState): Performed {
  const { track_id } = edit;
  const changed = Object.keys(plugin.parameters).find((id) => plugin.parameters[id] !== edit.plugin.parameters[id]);
  if (changed !== undefined) return refuse(edit, `the plugin's ${changed} has been changed since`);
  if (plugin.bypassed !== edit.plugin.bypassed) return refuse(edit, "the plugin's bypass has been changed since");
  return {
    track: withPlugins(track, track.plugins.toSpliced(index, 1)),
    edit: { ...edit, kind: 'remove', index },
    frames: [removed(track_id, plugin)],
    update: { track_id, plugin_id: plugin.plugin_id, state: 'removed' },
  };
}

function values(edit: Of<'values'>, track: TrackState, index: number, plugin: PluginState): Performed {
  const { track_id, plugin_id, from, to } = edit;
  const effect = requireEffect(plugin.effect);
  const problem = (id: string): string | undefined => {
    if (plugin.parameters[id] !== from[id]) return `expected the value ${from[id]}, but it is ${plugin.parameters[id]} now`;
    // An earlier build may have allowed what this one does not.
    return valueProblem(effect, id, to[id])?.validation_error;
  };
  const ids = Object.keys(to);
  const own = ids.filter((id) => !problem(id));
  const conflicts = ids.flatMap((id) => {
    const reason = problem(id);
    return reason ? (refuse(edit, reason, id).conflicts ?? []) : [];
  });
  if (own.length === 0) return { conflicts };
  const pick = (source: Readonly<Record<string, number>>) => Object.fromEntries(own.map((id) => [id, source[id] as number]));
  const turnedPlugin = { ...plugin, parameters: { ...plugin.parameters, ...pick(to) } };
  return {
    track: withPlugins(track, track.plugins.with(index, turnedPlugin)),
    edit: { ...edit, from: pick(from), to: pick(to) },
    frames: [turned(track_id, turnedPlugin, own)],
    update: { track_id, plugin_id, state: 'updated' },
    conflicts,
  };
}

function bypass(edit: Of<'bypass'>, track: TrackState, index: number, plugin: PluginState): Performed {
  const { track_id, plugin_id, to } = edit;
  if (plugin.bypassed === to) return refuse(edit, `the plugin is already ${to ? 'bypassed' : 'in the signal'}`);
  return {
    track: withPlugins(track, track.plugins.with(index, { ...plugin, bypassed: to })),
    edit,
    frames: [{ type: 'PLUGIN_BYPASS', data: { track_id, plugin_id, bypass: to, success: true } }],
    update: { track_id, plugin_id, state: 'bypassed' },
  };
}

function move(edit: Of<'move'>, track: TrackState, index: number, plugin: PluginState): Performed {
  const { track_id, plugin_id, from } = edit;
  if (index !== from) return refuse(edit, `expected the plugin at the position ${from}, but it is at ${index} now`);
  const to = Math.min(edit.to, track.plugins.length - 1);
  return {
    track: withPlugins(track, track.plugins.toSpliced(index, 1).toSpliced(to, 0, plugin)),
    edit: { ...edit, to },
    frames: [{ type: 'PLUGIN_MOVE', data: { track_id, plugin_id, position: to, success: true } }],
    update: { track_id, plugin_id, state: 'moved' },
  };
}
