import * as v from 'valibot';
import { findEffect } from '../effects/catalogue.ts';
import type { ParameterValues } from '../effects/descriptor.ts';
import { UNDO_LIMIT } from '../wire/limits.ts';
import type { PluginState } from '../wire/state.ts';
import { pluginSchema, RECORD_FORMAT, readPlugin, refuseNewer } from './records.ts';

/** What one change did to a rack, with enough of what was before to take it back. */
export type Edit =
  | {
      readonly kind: 'values';
      readonly track_id: string;
      readonly plugin_id: string;
      readonly from: ParameterValues;
      readonly to: ParameterValues;
    }
  | { readonly kind: 'bypass'; readonly track_id: string; readonly plugin_id: string; readonly to: boolean }
  | { readonly kind: 'add' | 'remove'; readonly track_id: string; readonly index: number; readonly plugin: PluginState }
  | { readonly kind: 'move'; readonly track_id: string; readonly plugin_id: string; readonly from: number; readonly to: number }
  | { readonly kind: 'rack-bypass'; readonly track_id: string; readonly to: boolean };

/** Where a step is kept: in the place of the one that is `UNDO_LIMIT` steps older, which is forgotten. */
export const slotOf = (n: number): number => n % UNDO_LIMIT;

/** One step of undo: what a user sees as one change. */
export interface UndoStep {
  /** Counts the user's steps in the session. */
  readonly n: number;
  /** When it was last added to, ms since 1970. */
  readonly at: number;
  /** Whether it is a knob's, so that further turns may become part of it. */
  readonly gesture: boolean;
  /** Whether it is undone at present, and waits to be redone. */
  readonly undone: boolean;
  /** In the order in which they were made. */
  readonly edits: readonly Edit[];
}

const index = v.pipe(v.number(), v.integer(), v.minValue(0));
const values = v.record(v.string(), v.pipe(v.number(), v.finite()));
const where = { track_id: v.string(), plugin_id: v.string() };

/** An edit as it lies in a record. */
export const editSchema = v.variant('kind', [
  v.object({ kind: v.literal('values'), ...where, from: values, to: values }),
  v.object({ kind: v.literal('bypass'), ...where, to: v.boolean() }),
  v.object({ kind: v.picklist(['add', 'remove']), track_id: v.string(), index, plugin: pluginSchema }),
  v.object({ kind: v.literal('move'), ...where, from: index, to: index }),
  v.object({ kind: v.literal('rack-bypass'), track_id: v.string(), to: v.boolean() }),
]);

const stepSchema = v.object({
  format: v.literal(RECORD_FORMAT),
  n: index,
  at: v.number(),
  gesture: v.boolean(),
  undone: v.boolean(),
  edits: v.array(editSchema),
});

/** Reads a step's record; `undefined` where it cannot be read, or needs an effect that this build lacks: it is forgotten. */
export function readStep(record: unknown): UndoStep | undefined {
  refuseNewer(record, 'a step of undo');
  const result = v.safeParse(stepSchema, record);
  if (!result.success) return undefined;
  const { n, at, gesture, undone } = result.output;
  const edits: Edit[] = [];
  for (const stored of result.output.edits) {
    const edit = readEdit(stored);
    if (!edit) return undefined;
    edits.push(edit);
  }
  return { n, at, gesture, undone, edits };
}

/** The edit of a record; `undefined` where it needs an effect that this build lacks. */
export function readEdit(edit: v.InferOutput<typeof editSchema>): Edit | undefined {
  if (!('plugin' in edit)) return edit;
  const effect = findEffect(edit.plugin.effect);
  // The same rules as for the rack's own plugins: what was equal before an effect grew is equal after it.
  return effect && { ...edit, plugin: readPlugin(edit.plugin, effect, []) };
}

/** The record of a step. */
export function stepRecord({ n, at, gesture, undone, edits }: UndoStep): Record<string, unknown> {
  return { format: RECORD_FORMAT, n, at, gesture, undone, edits };
}
