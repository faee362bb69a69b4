import type { Change } from '../../store/change.ts';
import type { Edit } from '../../store/undo-step.ts';
import { pluginOf } from '../undo/perform.ts';
import type { Deed } from './append.ts';

/** The chain of the presets, which belong to no session. No session has an empty name. */
export const LIBRARY = '';

/** Who did it, how and when. */
export interface Act extends Pick<Deed, 'operation' | 'agent_id' | 'timestamp'> {
  /** When it was done, where the message says that it was earlier: ISO 8601. */
  readonly made_at?: string;
}

/** What edits did to each entity: one deed for each plugin, and one for a rack as a whole. */
export function rackDeeds(session_id: string, edits: readonly Edit[], isGesture: boolean, { made_at, ...act }: Act): Deed[] {
  const groups = new Map<string, Edit[]>();
  for (const edit of edits) {
    const key = JSON.stringify([edit.track_id, pluginOf(edit)]);
    groups.set(key, [...(groups.get(key) ?? []), edit]);
  }
  return [...groups.values()].flatMap((changes): Deed[] => {
    const [first] = changes;
    if (!first) return [];
    const { track_id } = first;
    const plugin_id = pluginOf(first);
    return [
      {
        chain: session_id,
        entity_type: plugin_id === undefined ? 'track' : 'plugin',
        entity_id: plugin_id ?? track_id,
        ...act,
        metadata: { session_id, track_id, changes, ...(made_at !== undefined && { made_at }) },
        ...(isGesture && first.kind === 'values' && changes.length === 1 && { gesture: first }),
      },
    ];
  });
}

/** What was done to presets. One that is renamed goes on from its former name. */
export function presetDeeds(session_id: string, changes: readonly Change[], act: Act): Deed[] {
  const entity = (effect: string, name: string) => ({ entity_type: 'preset' as const, entity_id: `${effect}/${name}` });
  return changes.flatMap((change): Deed[] => {
    if (change.kind === 'preset-removed') {
      const { effect, name } = change;
      return [{ chain: LIBRARY, ...entity(effect, name), ...act, metadata: { session_id, effect, name } }];
    }
    if (change.kind !== 'preset') return [];
    const { preset } = change;
    const former = changes.find((other) => other.kind === 'preset-removed');
    return [
      {
        chain: LIBRARY,
        ...entity(preset.effect, preset.name),
        ...act,
        metadata: { session_id, preset },
        ...(former?.kind === 'preset-removed' && { from: entity(former.effect, former.name) }),
      },
    ];
  });
}
