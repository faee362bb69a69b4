import { SLOTS } from '../../effects/block-layout.ts';
import type { Edit } from '../../store/undo-step.ts';
import { emptyTrack, type PluginState, type TrackState } from '../../wire/state.ts';

export type Tracks = ReadonlyMap<string, TrackState>;

/** What the remote's state will be when it has made the edits too: what it would refuse changes nothing. */
export function replay(confirmed: Tracks, edits: Iterable<Edit>): Tracks {
  const tracks = new Map(confirmed);
  for (const edit of edits) {
    const track = made(edit, tracks);
    if (track) tracks.set(track.track_id, track);
  }
  return tracks;
}

/** The plugin of that id, on whichever track it is. */
export function findIn(tracks: Tracks, id: string): { readonly plugin: PluginState; readonly index: number } | undefined {
  for (const { plugins } of tracks.values()) {
    const index = plugins.findIndex(({ plugin_id }) => plugin_id === id);
    const plugin = plugins[index];
    if (plugin) return { plugin, index };
  }
  return undefined;
}

function made(edit: Edit, tracks: Tracks): TrackState | undefined {
  const { track_id } = edit;
  const known = tracks.get(track_id);
  if (edit.kind === 'add') {
    const track = known ?? emptyTrack(track_id);
    if (findIn(tracks, edit.plugin.plugin_id) || track.plugins.length >= SLOTS) return undefined;
    return { ...track, plugins: track.plugins.toSpliced(edit.index, 0, edit.plugin) };
  }
  if (!known) return undefined;
  if (edit.kind === 'rack-bypass') return { ...known, bypassed: edit.to };
  const id = 'plugin' in edit ? edit.plugin.plugin_id : edit.plugin_id;
  const index = known.plugins.findIndex(({ plugin_id }) => plugin_id === id);
  const plugin = known.plugins[index];
  if (!plugin) return undefined;
  switch (edit.kind) {
    case 'values':
      return { ...known, plugins: known.plugins.with(index, { ...plugin, parameters: { ...plugin.parameters, ...edit.to } }) };
    case 'bypass':
      return { ...known, plugins: known.plugins.with(index, { ...plugin, bypassed: edit.to }) };
    case 'remove':
      return { ...known, plugins: known.plugins.toSpliced(index, 1) };
    case 'move':
      return { ...known, plugins: known.plugins.toSpliced(index, 1).toSpliced(edit.to, 0, plugin) };
  }
}
