import type { Change } from '../../store/change.ts';
import type { Edit } from '../../store/undo-step.ts';
import { pluginOf } from '../undo/perform.ts';
import type { Happening } from './append.ts';

/** What edits did to each entity: one happening for each plugin, and one for a rack as a whole. */
export function rackHappenings(session_id: string, edits: readonly Edit[], gesture: boolean): Happening[] {
  const groups = new Map<string, Edit[]>();
  for (const edit of edits) {
    const key = JSON.stringify([edit.track_id, pluginOf(edit)]);
    groups.set(key, [...(groups.get(key) ?? []), edit]);
  }
  return [...groups.values()].flatMap((changes): Happening[] => {
    const [first] = changes;
    if (!first) return [];
    const { track_id } = first;
    const plugin_id = pluginOf(first);
    return [
      {
        entity_type: plugin_id === undefined ? 'track' : 'plugin',
        entity_id: plugin_id ?? track_id,
        metadata: { session_id, track_id, changes },
        ...(gesture && first.kind === 'values' && changes.length === 1 && { gesture: first }),
      },
    ];
  });
}

/** What was done to presets. One that is renamed goes on from its former name. */
export function presetHappenings(session_id: string, changes: readonly Change[]): Happening[] {
  const entity = (effect: string, name: string) => ({ entity_type: 'preset' as const, entity_id: `${effect}/${name}` });
  return changes.flatMap((change): Happening[] => {
    if (change.kind === 'preset-removed') {
      const { effect, name } = change;
      return [{ ...entity(effect, name), metadata: { session_id, effect, name } }];
    }
    if (change.kind !== 'preset') return [];
    const { preset } = change;
    const former = changes.find((other) => other.kind === 'preset-removed');
    return [
      {
        ...entity(preset.effect, preset.name),
        metadata: { session_id, preset },
        ...(former?.kind === 'preset-removed' && { from: entity(former.effect, former.name) }),
      },
    ];
  });
}
