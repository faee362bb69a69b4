import type { Change } from '../store/change.ts';
import type { Edit } from '../store/undo-step.ts';
import type { Request } from '../wire/frame.ts';
import type { RequestType } from '../wire/requests.ts';
import { emptyTrack } from '../wire/state.ts';
import type { Context, Handler, LateOutcome, Outcome } from './handler.ts';
import { handlers } from './handlers/index.ts';
import { presetDeeds, rackDeeds } from './provenance/of-changes.ts';
import type { Draft } from './state.ts';
import { diffTrack } from './undo/diff.ts';
import { pushStep } from './undo/steps.ts';

/** Messages by which a hand turns a knob: one after the other they are one step, and one record. */
const GESTURES: ReadonlySet<RequestType> = new Set(['PLUGIN_PARAMETER', 'PLUGIN_PARAMETER_BATCH']);
/** Messages that move along the user's steps and add none. */
const TRAVELS: ReadonlySet<RequestType> = new Set(['UNDO', 'REDO']);

/**
 * What a request would lead to. Changes nothing.
 *
 * @throws WireError where the request is refused
 */
export function handle(request: Request, context: Context): Outcome | LateOutcome {
  // The handler was chosen by the type of these very data, a link that the compiler does not follow through the table.
  const handler = handlers[request.type as keyof typeof handlers] as Handler<RequestType>;
  return handler(request.data, context);
}

/**
 * Takes what a request leads to into the draft, with what every change leaves behind: a step of undo, records of
 * provenance, a line of history.
 */
export function take(request: Request, outcome: Outcome, draft: Draft, context: Context): readonly Edit[] {
  const { changes = [], notes = [] } = outcome;
  const edits = changes.flatMap((change) => editsOf(change, draft));
  for (const change of changes) draft.apply(change);
  for (const note of notes) draft.note(note);
  if (changes.some(({ kind }) => kind === 'track' || kind === 'preset' || kind === 'preset-removed')) {
    leaveTraces(request, outcome, edits, draft, context);
  }
  return edits;
}

function editsOf(change: Change, draft: Draft): Edit[] {
  if (change.kind !== 'track') return [];
  const { session_id, track } = change;
  const before = draft.session(session_id).tracks.find(({ track_id }) => track_id === track.track_id);
  return diffTrack(before ?? emptyTrack(track.track_id), track);
}

function leaveTraces(request: Request, outcome: Outcome, edits: readonly Edit[], draft: Draft, context: Context): void {
  const { id, type } = request;
  const { session_id, user_id, now } = context;
  const gesture = GESTURES.has(type);
  if (!TRAVELS.has(type)) {
    const stack = { session_id, user_id, steps: draft.steps(session_id, user_id) };
    for (const change of pushStep(stack, edits, { gesture, now: Date.parse(now) })) draft.apply(change);
  }
  const made_at = type === 'PLUGIN_PARAMETER_BATCH' ? earlier(request.data.timestamp, now) : undefined;
  const act = { operation: type.toLowerCase(), agent_id: user_id, timestamp: now, ...(made_at !== undefined && { made_at }) };
  for (const deed of rackDeeds(session_id, edits, gesture, act)) draft.deeds.add(deed);
  for (const deed of presetDeeds(session_id, outcome.changes ?? [], act)) draft.deeds.add(deed);
  draft.note({ kind: 'message', session_id, message: { id, type, data: outcome.reply, user_id, timestamp: now } });
}

/** A batch may come long after its values were set; nobody may claim to be from the future. */
function earlier(timestamp: string | number | undefined, now: string): string | undefined {
  const at = typeof timestamp === 'number' ? timestamp : Date.parse(timestamp ?? '');
  return at >= 0 && at < Date.parse(now) ? new Date(at).toISOString() : undefined;
}
