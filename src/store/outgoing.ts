import * as v from 'valibot';
import { RECORD_FORMAT, refuseNewer } from './records.ts';
import { type Edit, editSchema, readEdit } from './undo-step.ts';

/** A change that was made and acknowledged here, and is still to be made at the remote. */
export interface Outgoing {
  /** The order of the session's outgoing changes. */
  readonly n: number;
  /** No two have the same. */
  readonly id: string;
  /** When it was made, by this device's clock, ms since 1970. */
  readonly at: number;
  readonly user_id: string;
  /** What one message can make: a plugin comes with its defaults, and few enough values for a batch. */
  readonly edit: Edit;
}

const outgoingSchema = v.object({
  format: v.literal(RECORD_FORMAT),
  id: v.string(),
  at: v.number(),
  user_id: v.string(),
  edit: editSchema,
});

/** Reads a record; `undefined` where it cannot be read, or needs an effect that this build lacks: it is not sent. */
export function readOutgoing(n: number, record: unknown): Outgoing | undefined {
  refuseNewer(record, 'a change for the remote');
  const result = v.safeParse(outgoingSchema, record);
  if (!result.success) return undefined;
  const { id, at, user_id } = result.output;
  const edit = readEdit(result.output.edit);
  return edit && { n, id, at, user_id, edit };
}

/** The record of an outgoing change. */
export function outgoingRecord({ id, at, user_id, edit }: Outgoing): Record<string, unknown> {
  return { format: RECORD_FORMAT, id, at, user_id, edit };
}
