import { type Change, changeKey, type Entity, type Stored } from '../store/change.ts';
import type { Outgoing } from '../store/outgoing.ts';
import { slotOf, type UndoStep } from '../store/undo-step.ts';
import { HISTORY_LIMIT } from '../wire/limits.ts';
import type { HistoryMessage, PresentClient, Preset, SessionState, TrackState } from '../wire/state.ts';
import { Layer } from './layer.ts';
import { append } from './provenance/append.ts';
import { Deeds } from './provenance/deeds.ts';
import type { ChainState, KnownHead, Note, StateView } from './state-view.ts';

/** Layers are maps throughout, so that ids such as `__proto__` are ids like any other. */
const keyOf = (...ids: readonly (string | number)[]): string => JSON.stringify(ids);

interface OfChain {
  readonly chain: string;
  readonly head: KnownHead;
}

interface OfSession {
  readonly session_id: string;
  readonly clients: readonly PresentClient[];
}

interface Tables {
  readonly sessions: Layer<SessionState>;
  readonly presets: Layer<Preset>;
  readonly steps: Layer<readonly UndoStep[]>;
  readonly chains: Layer<ChainState>;
  readonly heads: Layer<OfChain>;
  readonly messages: Layer<readonly HistoryMessage[]>;
  readonly present: Layer<OfSession>;
  readonly outgoing: Layer<readonly Outgoing[]>;
}

const tablesOver = (below?: Tables): Tables => ({
  sessions: new Layer(below?.sessions),
  presets: new Layer(below?.presets),
  steps: new Layer(below?.steps),
  chains: new Layer(below?.chains),
  heads: new Layer(below?.heads),
  messages: new Layer(below?.messages),
  present: new Layer(below?.present),
  outgoing: new Layer(below?.outgoing),
});

/** The published state: what is stored, and what everyone has been told. Over another one it is a working copy. */
export class State implements StateView {
  readonly #tables: Tables;

  constructor(below?: State) {
    this.#tables = tablesOver(below === undefined ? undefined : below.#tables);
  }

  load({ sessions, presets, steps = [], heads = [], outgoing = [] }: Omit<Stored, 'problems'>): void {
    for (const session of sessions) this.#tables.sessions.set(session.session_id, session);
    for (const preset of presets) this.#tables.presets.set(keyOf(preset.effect, preset.name), preset);
    for (const { session_id, user_id, step } of steps) this.#putStep(session_id, user_id, step);
    for (const { chain, head } of heads) this.#putHead(chain, head);
    for (const { session_id, outgoing: change } of outgoing) this.#putOutgoing(session_id, change);
  }

  session(session_id: string): SessionState {
    return this.#tables.sessions.get(session_id) ?? { session_id, tracks: [] };
  }

  sessions(): readonly SessionState[] {
    return this.#tables.sessions.values();
  }

  preset(effect: string, name: string): Preset | undefined {
    return this.#tables.presets.get(keyOf(effect, name));
  }

  presets(): readonly Preset[] {
    return this.#tables.presets.values();
  }

  steps(session_id: string, user_id: string): readonly UndoStep[] {
    return this.#tables.steps.get(keyOf(session_id, user_id)) ?? [];
  }

  chain(chain: string): ChainState {
    return this.#tables.chains.get(chain) ?? { next: 0 };
  }

  head(chain: string, { entity_type, entity_id }: Entity): KnownHead | undefined {
    return this.#tables.heads.get(keyOf(chain, entity_type, entity_id))?.head;
  }

  heads(chain: string): readonly KnownHead[] {
    return this.#tables.heads.values().flatMap((known) => (known.chain === chain ? [known.head] : []));
  }

  messages(session_id: string): readonly HistoryMessage[] {
    return this.#tables.messages.get(session_id) ?? [];
  }

  present(session_id: string): readonly PresentClient[] {
    return this.#tables.present.get(session_id)?.clients ?? [];
  }

  sessionsOf(connection: string): readonly string[] {
    return this.#tables.present
      .values()
      .flatMap(({ session_id, clients }) => (clients.some((client) => client.connection === connection) ? [session_id] : []));
  }

  outgoing(session_id: string): readonly Outgoing[] {
    return this.#tables.outgoing.get(session_id) ?? [];
  }

  /** Takes in a change of what is stored. */
  apply(change: Change): void {
    const { sessions, presets, steps, heads } = this.#tables;
    switch (change.kind) {
      case 'track':
        sessions.set(change.session_id, withTrack(this.session(change.session_id), change.track));
        break;
      case 'preset':
        presets.set(keyOf(change.preset.effect, change.preset.name), change.preset);
        break;
      case 'preset-removed':
        presets.set(keyOf(change.effect, change.name), undefined);
        break;
      case 'step':
        this.#putStep(change.session_id, change.user_id, change.step);
        break;
      case 'step-removed': {
        const rest = this.steps(change.session_id, change.user_id).filter(({ n }) => n !== change.n);
        steps.set(keyOf(change.session_id, change.user_id), rest.length > 0 ? rest : undefined);
        break;
      }
      case 'record': {
        const { chain, n, record, gesture } = change;
        const { entity_type, entity_id, daid } = record;
        this.#putHead(chain, { entity_type, entity_id, n, daid, ...(gesture && { record }) });
        break;
      }
      case 'head-removed':
        heads.set(keyOf(change.chain, change.entity_type, change.entity_id), undefined);
        break;
      case 'outgoing':
        this.#putOutgoing(change.session_id, change.outgoing);
        break;
      case 'outgoing-removed': {
        const rest = this.outgoing(change.session_id).filter(({ n }) => n !== change.n);
        this.#tables.outgoing.set(change.session_id, rest.length > 0 ? rest : undefined);
        break;
      }
      case 'record-removed':
        // Only the store has the records themselves.
        break;
    }
  }

  /** Takes in something of the moment. */
  note(note: Note): void {
    switch (note.kind) {
      case 'message':
        this.#tables.messages.set(note.session_id, [...this.messages(note.session_id), note.message].slice(-HISTORY_LIMIT));
        break;
      case 'present':
        this.#putPresent(note.session_id, withClient(this.present(note.session_id), note.client));
        break;
      case 'left':
        for (const session_id of this.sessionsOf(note.connection)) {
          this.#putPresent(session_id, this.present(session_id).filter(not(note.connection)));
        }
        break;
    }
  }

  #putStep(session_id: string, user_id: string, step: UndoStep): void {
    const others = this.steps(session_id, user_id).filter(({ n }) => slotOf(n) !== slotOf(step.n));
    const after = others.findIndex(({ n }) => n > step.n);
    this.#tables.steps.set(keyOf(session_id, user_id), others.toSpliced(after < 0 ? others.length : after, 0, step));
  }

  #putOutgoing(session_id: string, outgoing: Outgoing): void {
    const others = this.outgoing(session_id).filter(({ n }) => n !== outgoing.n);
    const after = others.findIndex(({ n }) => n > outgoing.n);
    this.#tables.outgoing.set(session_id, others.toSpliced(after < 0 ? others.length : after, 0, outgoing));
  }

  #putHead(chain: string, head: KnownHead): void {
    this.#tables.heads.set(keyOf(chain, head.entity_type, head.entity_id), { chain, head });
    if (head.n >= this.chain(chain).next) this.#tables.chains.set(chain, { next: head.n + 1 });
  }

  #putPresent(session_id: string, clients: readonly PresentClient[]): void {
    this.#tables.present.set(session_id, clients.length > 0 ? { session_id, clients } : undefined);
  }
}

/** A working copy: the published state with changes that are not stored yet laid over it. */
export class Draft extends State {
  readonly #base: State;
  readonly #changes = new Map<string, Change>();
  readonly #notes: Note[] = [];
  /** What provenance is going to tell of. */
  readonly deeds = new Deeds();

  constructor(base: State) {
    super(base);
    this.#base = base;
  }

  override apply(change: Change): void {
    this.#changes.set(changeKey(change), change);
    super.apply(change);
  }

  override note(note: Note): void {
    this.#notes.push(note);
    super.note(note);
  }

  /** Ends the working: what is to be stored, with the records of provenance, and of several for one thing the last. */
  seal(): readonly Change[] {
    for (const deed of this.deeds.take()) for (const change of append(this, deed)) this.apply(change);
    return [...this.#changes.values()];
  }

  /** Makes the changes part of the published state. */
  publish(): void {
    for (const change of this.#changes.values()) this.#base.apply(change);
    for (const note of this.#notes) this.#base.note(note);
  }
}

const not = (connection: string) => (client: PresentClient) => client.connection !== connection;

function withClient(clients: readonly PresentClient[], client: PresentClient): readonly PresentClient[] {
  const at = clients.findIndex(({ connection }) => connection === client.connection);
  return at < 0 ? [...clients, client] : clients.with(at, client);
}

/** The session with `track` put in its place. Tracks are in the order of their ids, as the store returns them. */
export function withTrack(session: SessionState, track: TrackState): SessionState {
  const others = session.tracks.filter(({ track_id }) => track_id !== track.track_id);
  const at = others.findIndex(({ track_id }) => track_id > track.track_id);
  const place = at < 0 ? others.length : at;
  return { ...session, tracks: [...others.slice(0, place), track, ...others.slice(place)] };
}
