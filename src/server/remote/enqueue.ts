import type { Outgoing } from '../../store/outgoing.ts';
import type { Edit } from '../../store/undo-step.ts';
import type { Draft } from '../state.ts';
import type { Done } from '../tie.ts';
import { pluginOf } from '../undo/perform.ts';
import { inMessages, pick } from './messages.ts';

export interface EnqueueOptions {
  readonly session_id: string;
  readonly newId: () => string;
  /** Whether a change is on its way already, and must stay what it is. */
  readonly isSent: (id: string) => boolean;
}

type Values = Extract<Edit, { readonly kind: 'values' }>;

/**
 * Puts what was changed behind what the remote is still to be told. A value takes the place of an earlier one of the same
 * parameter, so that an hour of turning knobs leaves one change for each.
 */
export function enqueue({ edits, user_id, draft, now }: Done, { session_id, newId, isSent }: EnqueueOptions): void {
  for (const made of inMessages(edits)) {
    const edit = made.kind === 'values' ? supersede(draft, session_id, made, isSent) : made;
    const n = (draft.outgoing(session_id).at(-1)?.n ?? -1) + 1;
    draft.apply({ kind: 'outgoing', session_id, outgoing: { n, id: `remote_${newId()}`, at: now, user_id, edit } });
  }
}

/** Takes the edit's parameters out of earlier changes; what they began with is what the edit begins with. */
function supersede(draft: Draft, session_id: string, edit: Values, isSent: (id: string) => boolean): Values {
  let { from } = edit;
  for (const outgoing of draft.outgoing(session_id).toReversed()) {
    const earlier = outgoing.edit;
    if (pluginOf(earlier) !== edit.plugin_id) continue;
    if (earlier.kind === 'add' || earlier.kind === 'remove' || isSent(outgoing.id)) break;
    if (earlier.kind !== 'values') continue;
    from = {
      ...from,
      ...pick(
        earlier.from,
        Object.keys(earlier.from).filter((id) => id in edit.to),
      ),
    };
    withdraw(
      draft,
      session_id,
      outgoing,
      Object.keys(earlier.to).filter((id) => id in edit.to),
    );
  }
  return { ...edit, from };
}

/** Takes values out of a change, or the change itself where none are left. */
export function withdraw(draft: Draft, session_id: string, outgoing: Outgoing, ids: readonly string[]): void {
  const { edit, n } = outgoing;
  if (edit.kind === 'values') {
    const rest = Object.keys(edit.to).filter((id) => !ids.includes(id));
    if (rest.length === Object.keys(edit.to).length) return;
    if (rest.length > 0) {
      const left = { ...edit, from: pick(edit.from, rest), to: pick(edit.to, rest) };
      draft.apply({ kind: 'outgoing', session_id, outgoing: { ...outgoing, edit: left } });
      return;
    }
  }
  draft.apply({ kind: 'outgoing-removed', session_id, n });
}
