import type { Change } from '../../store/change.ts';
import type { Edit, UndoStep } from '../../store/undo-step.ts';

/** Turns of one knob that follow each other within this time, in ms, are one step. */
export const GESTURE_MS = 1000;

/** Whose steps they are, and the steps so far. */
export interface Stack {
  readonly session_id: string;
  readonly user_id: string;
  readonly steps: readonly UndoStep[];
}

/**
 * Puts a change on top of a user's steps. What was undone can be redone no more; a turn of the knob that the last step
 * turned becomes part of it.
 */
export function pushStep(stack: Stack, edits: readonly Edit[], { gesture, now }: { gesture: boolean; now: number }): Change[] {
  const { session_id, user_id, steps } = stack;
  const put = (step: UndoStep): Change => ({ kind: 'step', session_id, user_id, step });
  const remove = ({ n }: UndoStep): Change => ({ kind: 'step-removed', session_id, user_id, n });
  if (edits.length === 0) return [];
  const done = steps.filter(({ undone }) => !undone);
  const undone = steps.filter((step) => step.undone).map(remove);
  const open = gesture ? openStep(done, edits, now) : undefined;
  if (open) {
    const { step, merged } = open;
    // A knob that is back where it was has done nothing.
    const idle = Object.keys(merged.to).every((id) => merged.from[id] === merged.to[id]);
    return [...undone, idle ? remove(step) : put({ ...step, at: now, edits: [merged] })];
  }
  return [...undone, put({ n: (done.at(-1)?.n ?? -1) + 1, at: now, gesture, undone: false, edits })];
}

/**
 * The step that a turn of a knob goes on with: the last one, or one below it if nothing but other knobs has been turned
 * since. So several hands, or a batch for several plugins, are one step each, and not one for each little movement.
 */
function openStep(done: readonly UndoStep[], edits: readonly Edit[], now: number): { step: UndoStep; merged: Values } | undefined {
  for (const step of done.toReversed()) {
    if (!step.gesture || now - step.at > GESTURE_MS) return undefined;
    const merged = continued(step, edits);
    if (merged) return { step, merged };
    if (touchesSame(step, edits)) return undefined;
  }
  return undefined;
}

type Values = Extract<Edit, { kind: 'values' }>;

/** The two as one, if the edits go on with the same knobs where the step has left them. */
function continued(step: UndoStep, edits: readonly Edit[]): Values | undefined {
  const [former] = step.edits;
  const [next] = edits;
  if (step.edits.length !== 1 || edits.length !== 1) return undefined;
  if (former?.kind !== 'values' || next?.kind !== 'values') return undefined;
  if (former.track_id !== next.track_id || former.plugin_id !== next.plugin_id) return undefined;
  if (!sameKnobs(Object.keys(former.to), Object.keys(next.to))) return undefined;
  if (Object.keys(next.from).some((id) => id in former.to && former.to[id] !== next.from[id])) return undefined;
  return { ...former, from: { ...next.from, ...former.from }, to: { ...former.to, ...next.to } };
}

/** Whether a knob that the edits turn is one of the step's. */
function touchesSame(step: UndoStep, edits: readonly Edit[]): boolean {
  return step.edits.some((former) =>
    edits.some((next) => {
      if (former.kind !== 'values' || next.kind !== 'values') return true;
      return former.plugin_id === next.plugin_id && Object.keys(next.to).some((id) => id in former.to);
    }),
  );
}

/** Whether one set holds the other: of several knobs in one hand, not each moves every time. */
export function sameKnobs(a: readonly string[], b: readonly string[]): boolean {
  return a.every((id) => b.includes(id)) || b.every((id) => a.includes(id));
}
