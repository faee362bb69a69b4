import type { Edit } from '../store/undo-step.ts';
import type { RemoteState } from '../wire/replies.ts';
import type { TypedFrame } from './handler.ts';
import type { Draft } from './state.ts';
import type { Update } from './undo/perform.ts';

/** What a request has done to a session. */
export interface Done {
  readonly edits: readonly Edit[];
  readonly user_id: string;
  /** What is put into it is stored with the request's own changes. */
  readonly draft: Draft;
  /** Ms since 1970. */
  readonly now: number;
}

/** What a session belongs to elsewhere: it hears of everything that requests change here. */
export interface Tie {
  /** Called while a request is being taken in, and again where its group could not be stored: changes the draft only. */
  changed(done: Done): void;
  /** A request has been stored and answered. */
  stored(): void;
  /** How the session stands with it, for whoever asks for a snapshot. */
  readonly state: { readonly type: 'REMOTE_STATE'; readonly data: RemoteState };
}

/** A change that no request has asked for. */
export interface Entry {
  /** To the newest connection of each page, in order. */
  readonly frames: readonly TypedFrame[];
  /** One `PLUGIN_STATE_UPDATE` each. */
  readonly updates: readonly Update[];
  readonly user_id: string;
  /** Called when it is stored and told. */
  readonly done?: () => void;
}
