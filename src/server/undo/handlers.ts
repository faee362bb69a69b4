import type { Change } from '../../store/change.ts';
import type { UndoStep } from '../../store/undo-step.ts';
import type { TypedChange, UndoConflict } from '../../wire/replies.ts';
import type { Context, Handler, Outcome } from '../handler.ts';
import { withTrack } from '../state.ts';
import { invert } from './diff.ts';
import { perform, type Update } from './perform.ts';

/**
 * Takes back the user's own last changes of the session's racks, and only those: what others have changed since stays
 * as it is, and is told in `conflicts`. With nothing to undo it undoes nothing.
 */
export const undo: Handler<'UNDO'> = ({ steps }, context) => {
  const { frames, conflicts, done, undone, outcome } = travel(context, steps, 'undo');
  return {
    reply: { undone: frames, remaining: done, redoable: undone, ...(conflicts.length > 0 && { conflicts }), success: true },
    ...outcome,
  };
};

/** Makes the user's changes again that were undone last, under the same rules. A new change leaves nothing to redo. */
export const redo: Handler<'REDO'> = ({ steps }, context) => {
  const { frames, conflicts, done, undone, outcome } = travel(context, steps, 'redo');
  return {
    reply: { redone: frames, remaining: undone, undoable: done, ...(conflicts.length > 0 && { conflicts }), success: true },
    ...outcome,
  };
};

interface Travelled {
  readonly frames: readonly TypedChange[];
  readonly conflicts: readonly UndoConflict[];
  /** How many steps are done, and how many undone, afterwards. */
  readonly done: number;
  readonly undone: number;
  readonly outcome: Omit<Outcome, 'reply'>;
}

function travel({ state, session_id, user_id }: Context, count: number, direction: 'undo' | 'redo'): Travelled {
  const undone = direction === 'undo';
  const steps = state.steps(session_id, user_id);
  const waiting = steps.filter((step) => step.undone !== undone);
  const chosen = undone ? waiting.slice(Math.max(0, waiting.length - count)).reverse() : waiting.slice(0, count);
  let session = state.session(session_id);
  const touched = new Set<string>();
  const frames: TypedChange[] = [];
  const updates: Update[] = [];
  const conflicts: UndoConflict[] = [];
  const changes: Change[] = [];
  let lost = 0;
  for (const step of chosen) {
    const edits = [];
    for (const edit of undone ? invert(step.edits) : step.edits) {
      const performed = perform(edit, session);
      conflicts.push(...(performed.conflicts ?? []));
      if (!performed.track || !performed.edit || !performed.update) continue;
      session = withTrack(session, performed.track);
      touched.add(performed.track.track_id);
      edits.push(performed.edit);
      frames.push(...(performed.frames ?? []));
      updates.push(performed.update);
    }
    // What could not be done now is not waited for: the step keeps what was done, so that the way back is exact.
    if (edits.length === 0) lost += 1;
    const kept: UndoStep = { ...step, gesture: false, undone, edits: undone ? invert(edits) : edits };
    changes.push(
      edits.length > 0 ? { kind: 'step', session_id, user_id, step: kept } : { kind: 'step-removed', session_id, user_id, n: step.n },
    );
  }
  const tracks = session.tracks.filter(({ track_id }) => touched.has(track_id));
  changes.push(...tracks.map((track): Change => ({ kind: 'track', session_id, track })));
  const left = waiting.length - chosen.length;
  const others = steps.length - waiting.length + chosen.length - lost;
  return {
    frames,
    conflicts,
    done: undone ? left : others,
    undone: undone ? others : left,
    outcome: { changes, updates, frames, framesToSender: true },
  };
}
