import type { Edit } from '../../store/undo-step.ts';
import type { TypedChange } from '../../wire/replies.ts';
import { added, removed, turned } from '../frames.ts';
import type { Update } from '../undo/perform.ts';
import { findIn, type Tracks } from './replay.ts';

/** How pages are told of edits: in messages that every client knows. `after` is the state with all of them made. */
export function told(edits: readonly Edit[], after: Tracks): { frames: TypedChange[]; updates: Update[] } {
  const all = edits.map((edit) => tellOne(edit, after));
  return { frames: all.flatMap(({ frames }) => frames), updates: all.map(({ update }) => update) };
}

function tellOne(edit: Edit, after: Tracks): { frames: TypedChange[]; update: Update } {
  const { track_id } = edit;
  switch (edit.kind) {
    case 'add':
      return { frames: added(track_id, edit.plugin, edit.index), update: { track_id, plugin_id: edit.plugin.plugin_id, state: 'added' } };
    case 'remove':
      return { frames: [removed(track_id, edit.plugin)], update: { track_id, plugin_id: edit.plugin.plugin_id, state: 'removed' } };
    case 'move': {
      const { plugin_id, to } = edit;
      return {
        frames: [{ type: 'PLUGIN_MOVE', data: { track_id, plugin_id, position: to, success: true } }],
        update: { track_id, plugin_id, state: 'moved' },
      };
    }
    case 'bypass': {
      const { plugin_id, to } = edit;
      return {
        frames: [{ type: 'PLUGIN_BYPASS', data: { track_id, plugin_id, bypass: to, success: true } }],
        update: { track_id, plugin_id, state: 'bypassed' },
      };
    }
    case 'rack-bypass':
      return {
        frames: [{ type: 'RACK_BYPASS', data: { track_id, bypass: edit.to, success: true } }],
        update: { track_id, plugin_id: '', state: 'bypassed' },
      };
    case 'values': {
      const { plugin_id, to } = edit;
      const plugin = findIn(after, plugin_id)?.plugin;
      return {
        frames: plugin ? [turned(track_id, plugin, Object.keys(to))] : [],
        update: { track_id, plugin_id, state: 'updated' },
      };
    }
  }
}
