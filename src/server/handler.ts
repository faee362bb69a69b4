import type { Change, Problem, Store } from '../store/change.ts';
import type { ChangeKind, ReplyData, ServerFrames, ServerFrameType } from '../wire/replies.ts';
import type { RequestData, RequestType } from '../wire/requests.ts';
import type { Note, StateView } from './state-view.ts';

/** What a handler has besides the request's data. */
export interface Context {
  /** The state with everything before this request in it. */
  readonly state: StateView;
  /** What of the store could not be read. */
  readonly problems: readonly Problem[];
  readonly session_id: string;
  readonly user_id: string;
  /** The name of the connection that the request came by. */
  readonly connection: string;
  /** The time of the request, ISO 8601. */
  readonly now: string;
  /** A new id of letters, digits and underscores. */
  readonly newId: () => string;
}

/** A typed frame for other pages. */
export type TypedFrame = { [T in ServerFrameType]: { readonly type: T; readonly data: ServerFrames[T] } }[ServerFrameType];

/** What a request leads to. */
export interface Outcome<T extends RequestType = RequestType> {
  /** `data` of the reply. */
  readonly reply: ReplyData[T];
  /** Type of the reply where it is not the request's. */
  readonly replyType?: ServerFrameType;
  /** What is stored before the reply is sent. Without any, nobody else is told anything. */
  readonly changes?: readonly Change[];
  /** What is remembered for the moment only. Others are told of it as of changes. */
  readonly notes?: readonly Note[];
  /** One `PLUGIN_STATE_UPDATE` each, to every connection of the session. */
  readonly updates?: readonly { readonly track_id: string; readonly plugin_id: string; readonly state: ChangeKind }[];
  /** What other pages get, in order. Default: the reply. */
  readonly frames?: readonly TypedFrame[];
  /** Whether the sender gets the frames too, behind the reply, because that does not say all they say. Default: no. */
  readonly framesToSender?: boolean;
  /** Which other pages get it. Default: those in the session. */
  readonly scope?: 'session' | 'everywhere';
}

/**
 * An answer that has to be read from the store first: later requests may be answered before it. It sees everything
 * that was acknowledged before.
 */
export interface LateOutcome<T extends RequestType = RequestType> {
  readonly late: (store: Pick<Store, 'provenance'>) => Promise<ReplyData[T]>;
}

/**
 * The answer to one type of request: a pure function, which changes nothing itself.
 *
 * @throws WireError where the request is refused
 */
export type Handler<T extends RequestType> = (data: RequestData<T>, context: Context) => Outcome<T> | LateOutcome<T>;
