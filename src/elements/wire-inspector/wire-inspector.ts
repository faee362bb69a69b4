import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { type LogEntry, type LogFilter, logToJson, matches } from '../../client/inspector/frame-log.ts';
import type { Session } from '../../client/session.ts';
import { ANONYMOUS, DEFAULT_SESSION } from '../../wire/identity.ts';
import { connectionText } from '../connection-text.ts';
import { download } from '../download.ts';
import { define, RackwireElement } from '../element.ts';
import { t } from '../localise.ts';
import { theme } from '../theme.ts';
import './frame-table.ts';
import { directionWords, type FrameTable } from './frame-table.ts';
import { LogController } from './log-controller.ts';
import { sparkline } from './sparkline.ts';
import { styles } from './wire-inspector.styles.ts';
import { milliseconds, pretty, timeOfDay } from './words.ts';

/** What is to be seen; empty texts narrow nothing. */
interface Wanted {
  readonly text: string;
  readonly direction: string;
  readonly type: string;
  readonly user: string;
  readonly session: string;
}

const EVERYTHING: Wanted = { text: '', direction: '', type: '', user: '', session: '' };
const DIRECTIONS = ['sent', 'received', 'connection'] as const;
/** Replies in the little line. */
const IN_LINE = 60;

/**
 * Everything that goes over a page's connection to a session, as it happens: both directions, with filters, the whole
 * frame in readable form, how long replies take, and a file of it all. While none is on the page, nothing is logged.
 *
 * @example
 * <plugin-rack session="demo"></plugin-rack>
 * <wire-inspector session="demo"></wire-inspector>
 *
 * @example A connection of the page's own:
 * inspector.source = connect('wss://studio.example/ws');
 *
 * @csspart case - the whole inspector
 * @csspart table - the frames
 * @csspart details - the chosen frame
 * @cssproperty [--rw-inspector-height=380px] - height of the table
 */
export class WireInspector extends RackwireElement {
  static override styles = [theme, styles];

  /** The session whose connection, of this page, is looked at. */
  @property() session = DEFAULT_SESSION;
  /** The user of that connection. */
  @property() user = ANONYMOUS;
  /** A session from `connect()`, in place of the page's own. */
  @property({ attribute: false }) source: Session | undefined;

  @state() private wanted: Wanted = EVERYTHING;
  @state() private chosen: LogEntry | undefined;
  /** What was last done, for screen readers. */
  @state() private said = '';
  @query('rw-frame-table') private readonly table!: FrameTable | null;
  @query('pre') private readonly pre!: HTMLElement | null;

  readonly #log = new LogController(this);

  override connectedCallback(): void {
    super.connectedCallback();
    // The attributes may be set in the same breath as the element is connected.
    queueMicrotask(() => this.isConnected && this.#start());
  }

  protected override updated(changed: PropertyValues<this>): void {
    const places = ['session', 'user', 'source'] as const;
    if (this.#log.log && places.some((name) => changed.has(name))) this.#start();
  }

  override render(): TemplateResult {
    const { entries, connection, paused, unseen } = this.#log;
    const shown = this.#matching(entries);
    return html`
      <section class="case" part="case" aria-label=${t('Wire {session}', { session: this.session })}>
        <header>
          <h2>${t('Wire')}</h2>
          <span class="connection" data-state=${connection.kind} role="status"><span class="lamp"></span>${connectionText(connection)}</span>
          ${this.#renderLatency()}
        </header>
        <div class="tools" role="group" aria-label=${t('Filter')}>
          <input class="field search" type="search" placeholder=${t('Search in frames')} aria-label=${t('Search in frames')} .value=${this.wanted.text} @input=${this.#onText} />
          ${this.#select('direction', t('Direction'), t('Both ways'), DIRECTIONS, (direction) => directionWords(direction as LogEntry['direction']))}
          ${this.#select('type', t('Type'), t('All types'), distinct(entries, 'type'))}
          ${this.#select('user', t('User'), t('All users'), distinct(entries, 'user_id'))}
          ${this.#select('session', t('Session'), t('All sessions'), distinct(entries, 'session_id'))}
        </div>
        <div class="tools">
          <button class="key" aria-pressed=${paused} @click=${this.#pause}>${t('Pause')}</button>
          <button class="key" @click=${this.#clear}>${t('Clear')}</button>
          <button class="key" @click=${this.#export}>${t('Export')}</button>
          <span class="count">
            ${t('{shown} of {count} frames', { shown: shown.length, count: entries.length })}${unseen > 0 ? `, ${t('{count} new', { count: unseen })}` : nothing}
          </span>
          <span class="unseen" role="status">${this.said}</span>
        </div>
        <div class="body">
          <rw-frame-table part="table" .entries=${shown} .chosen=${this.chosen?.number ?? 0} @rw-frame=${this.#onFrame}></rw-frame-table>
          <section class="details" part="details" aria-label=${t('Frame')} @keydown=${this.#onDetailsKey}>${this.#renderDetails()}</section>
        </div>
      </section>
    `;
  }

  #renderLatency(): TemplateResult {
    const { replies, average, p50, p99, slow } = this.#log.figures;
    const figure = (name: string, words: string, warn = false) =>
      html`<div><dt>${name}</dt><dd class=${warn ? 'warn' : ''}>${words}</dd></div>`;
    const ms = (value: number): string => (replies > 0 ? `${milliseconds(value)} ms` : '–');
    return html`
      <dl class="latency" aria-label=${t('Latency')}>
        ${figure(t('average'), ms(average))} ${figure(t('median'), ms(p50))} ${figure('99 %', ms(p99))}
        ${figure(t('slow'), String(slow), slow > 0)}
      </dl>
      ${sparkline(this.#log.recent(IN_LINE), milliseconds)}
    `;
  }

  #renderDetails(): TemplateResult {
    const { chosen } = this;
    if (!chosen) return html`<p class="hint">${t('Choose a frame to read it.')}</p>`;
    const took = chosen.took === undefined ? '' : ` · ${milliseconds(chosen.took)} ms`;
    return html`
      <h3>${chosen.type} · ${directionWords(chosen.direction)} · ${timeOfDay(chosen.at)}${took}</h3>
      <pre tabindex="0" aria-label=${t('Frame')}>${pretty(chosen.text)}</pre>
    `;
  }

  #select(
    name: keyof Wanted,
    label: string,
    all: string,
    options: readonly string[],
    words: (option: string) => string = String,
  ): TemplateResult {
    const wanted = this.wanted[name];
    const choose = (event: Event): void => this.#want({ [name]: (event.currentTarget as HTMLSelectElement).value });
    // What is chosen stays on offer when its last frame has left the log.
    const offered = wanted === '' || options.includes(wanted) ? options : [...options, wanted];
    return html`
      <select class="field" aria-label=${label} @change=${choose}>
        <option value="" .selected=${wanted === ''}>${all}</option>
        ${offered.map((option) => html`<option value=${option} .selected=${option === wanted}>${words(option)}</option>`)}
      </select>
    `;
  }

  #want(changes: Partial<Wanted>): void {
    this.wanted = { ...this.wanted, ...changes };
  }

  #matching(entries: readonly LogEntry[]): readonly LogEntry[] {
    if (this.wanted === EVERYTHING) return entries;
    const { text, direction, type, user, session } = this.wanted;
    const one = <T extends string>(value: T): T[] => (value === '' ? [] : [value]);
    const filter: LogFilter = {
      text,
      directions: one(direction as LogEntry['direction']),
      types: one(type),
      users: one(user),
      sessions: one(session),
    };
    return entries.filter((entry) => matches(entry, filter));
  }

  #start(): void {
    const { session, user, source } = this;
    this.chosen = undefined;
    this.#log.start({ session, user, source });
  }

  readonly #onText = (event: Event): void => {
    this.#want({ text: (event.currentTarget as HTMLInputElement).value });
  };

  readonly #onFrame = ({ detail }: HTMLElementEventMap['rw-frame']): void => {
    this.chosen = detail.entry;
    if (detail.open) void this.updateComplete.then(() => this.pre?.focus());
  };

  readonly #onDetailsKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    this.table?.focus();
  };

  readonly #pause = (): void => {
    this.#log.paused = !this.#log.paused;
    this.said = this.#log.paused ? t('Paused') : t('Going on');
  };

  readonly #clear = (): void => {
    this.#log.clear();
    this.chosen = undefined;
    this.said = t('Cleared');
  };

  /** What is seen, as a file. */
  readonly #export = (): void => {
    const { entries } = this.#log;
    const time = new Date().toISOString().replaceAll(/[:.]/g, '-');
    download(`rackwire-frames-${time}.json`, logToJson(this.#matching(entries)));
  };
}

/** The values of a field, in order, without empty ones. */
const distinct = (entries: readonly LogEntry[], field: 'type' | 'user_id' | 'session_id'): string[] =>
  [...new Set(entries.map((entry) => entry[field]))].filter(Boolean).sort();

define('wire-inspector', WireInspector);

declare global {
  interface HTMLElementTagNameMap {
    'wire-inspector': WireInspector;
  }
}
