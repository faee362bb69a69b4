import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { LogEntry } from '../../client/inspector/frame-log.ts';
import { SLOW_MS } from '../../client/latency.ts';
import { define, RackwireElement } from '../element.ts';
import { t } from '../localise.ts';
import { theme } from '../theme.ts';
import { styles } from './frame-table.styles.ts';
import { milliseconds, timeOfDay } from './words.ts';

/** Rows that are rendered beyond either edge, so that a scroll does not show a gap first. */
const BEYOND = 6;
/** Closer to the end than this, in pixels, the table follows what comes. */
const AT_END = 4;

/**
 * The frames of a log as a table that renders only the rows in view. One stop for the Tab key; arrows, Page, Home and End
 * move from row to row, Enter opens one.
 *
 * @fires rw-frame - a row was chosen; `detail.entry` is its frame, `detail.open` whether by Enter or a double click
 */
export class FrameTable extends RackwireElement {
  static override styles = [theme, styles];

  @property({ attribute: false }) entries: readonly LogEntry[] = [];
  /** The number of the frame that is chosen; 0 for none. */
  @property({ type: Number }) chosen = 0;
  @query('.scroller') private readonly scroller!: HTMLElement | null;

  readonly #coarse = matchMedia('(pointer: coarse)');
  readonly #observer = new ResizeObserver(() => this.requestUpdate());
  /** Whether the end is in view, and is to stay so. */
  #following = true;
  /** Pixels by which rows that left the log at the top have moved the others. */
  #moved = 0;

  /** Height of a row in pixels. */
  get rowHeight(): number {
    return this.#coarse.matches ? 44 : 26;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer.observe(this);
    this.#coarse.addEventListener('change', this.#redraw);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
    this.#coarse.removeEventListener('change', this.#redraw);
  }

  override focus(): void {
    this.scroller?.focus();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('entries');
    const first = this.entries[0]?.number ?? 0;
    if (before && !this.#following) this.#moved += before.filter(({ number }) => number < first).length * this.rowHeight;
  }

  protected override updated(): void {
    const { scroller } = this;
    if (!scroller) return;
    if (this.#following) scroller.scrollTop = scroller.scrollHeight;
    else if (this.#moved > 0) scroller.scrollTop -= this.#moved;
    this.#moved = 0;
  }

  override render(): TemplateResult {
    const { entries, rowHeight } = this;
    const [from, to] = this.#range();
    const chosen = entries.findIndex(({ number }) => number === this.chosen);
    const shown = entries.slice(from, to).map((entry, index) => ({ entry, index: from + index }));
    // A row out of view that is the active one must be there for screen readers to find.
    const active = entries[chosen];
    if (active && (chosen < from || chosen >= to)) shown.push({ entry: active, index: chosen });
    return html`
      <div class="scroller" role="grid" tabindex="0" aria-label=${t('Frames')} aria-rowcount=${entries.length + 1} .style=${`--_row: ${rowHeight}px`}
        aria-activedescendant=${active ? `frame-${active.number}` : nothing} @keydown=${this.#onKey} @scroll=${this.#onScroll} @click=${this.#onClick} @dblclick=${this.#onDoubleClick}>
        <div class="head" role="rowgroup">
          <div role="row" aria-rowindex="1">
            <span role="columnheader">${t('Time')}</span>
            <span role="columnheader" class="direction"><span class="unseen">${t('Direction')}</span></span>
            <span role="columnheader">${t('Type')}</span>
            <span role="columnheader" class="wide">${t('User')}</span>
            <span role="columnheader" class="wide">${t('Session')}</span>
            <span role="columnheader" class="wide number">${t('Length')}</span>
            <span role="columnheader" class="number">${t('Took')}</span>
          </div>
        </div>
        <div class="rows" role="rowgroup" .style=${`height: ${entries.length * rowHeight}px`}>
          ${repeat(
            shown,
            ({ entry }) => entry.number,
            ({ entry, index }) => this.#row(entry, index),
          )}
        </div>
      </div>
    `;
  }

  #row(entry: LogEntry, index: number): TemplateResult {
    const { number, type, took } = entry;
    const refused = type === 'ERROR' || type === 'lost';
    return html`
      <div role="row" id="frame-${number}" aria-rowindex=${index + 2} aria-selected=${number === this.chosen} data-number=${number} .style=${`top: ${index * this.rowHeight}px`}>
        <span role="gridcell" class="soft">${timeOfDay(entry.at)}</span>
        <span role="gridcell" class="direction soft"><span aria-hidden="true">${ARROWS[entry.direction]}</span><span class="unseen">${directionWords(entry.direction)}</span></span>
        <span role="gridcell" class=${refused ? 'refused' : ''}>${type}</span>
        <span role="gridcell" class="wide soft">${entry.user_id}</span>
        <span role="gridcell" class="wide soft">${entry.session_id}</span>
        <span role="gridcell" class="wide soft number">${entry.text.length}</span>
        <span role="gridcell" class="number ${took !== undefined && took > SLOW_MS ? 'slow' : 'soft'}">${took === undefined ? '' : `${milliseconds(took)} ms`}</span>
      </div>
    `;
  }

  /** The rows to render: from, and before which. */
  #range(): readonly [number, number] {
    const { scroller, rowHeight, entries } = this;
    const height = scroller?.clientHeight || 360;
    const inView = Math.ceil(height / rowHeight);
    const top = this.#following ? entries.length * rowHeight - height : (scroller?.scrollTop ?? 0) - this.#moved;
    const first = Math.max(0, Math.floor(top / rowHeight));
    return [Math.max(0, first - BEYOND), Math.min(entries.length, first + inView + BEYOND)];
  }

  readonly #redraw = (): void => this.requestUpdate();

  readonly #onScroll = (): void => {
    const { scroller } = this;
    if (!scroller) return;
    this.#following = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < AT_END;
    this.requestUpdate();
  };

  readonly #onClick = (event: Event): void => this.#choose(this.#entryOf(event), false);

  readonly #onDoubleClick = (event: Event): void => this.#choose(this.#entryOf(event), true);

  readonly #onKey = (event: KeyboardEvent): void => {
    const { entries } = this;
    const at = entries.findIndex(({ number }) => number === this.chosen);
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.#choose(entries[at], true);
      return;
    }
    const page = Math.max(1, Math.floor((this.scroller?.clientHeight ?? 0) / this.rowHeight) - 2);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -entries.length,
      End: entries.length,
    };
    const step = steps[event.key];
    if (step === undefined || entries.length === 0) return;
    event.preventDefault();
    // Nothing chosen yet: the arrows begin at the newest frame.
    const from = at < 0 ? (step > 0 ? entries.length - 2 : entries.length) : at;
    const to = Math.min(entries.length - 1, Math.max(0, from + step));
    this.#choose(entries[to], false);
    this.#reveal(to);
  };

  #entryOf(event: Event): LogEntry | undefined {
    const row = (event.target as Element).closest<HTMLElement>('[data-number]');
    return this.entries.find(({ number }) => number === Number(row?.dataset.number));
  }

  #choose(entry: LogEntry | undefined, open: boolean): void {
    if (!entry) return;
    this.chosen = entry.number;
    this.dispatchEvent(new CustomEvent('rw-frame', { detail: { entry, open }, bubbles: true, composed: true }));
  }

  /** Scrolls no further than needed to have a row in view, below the head that covers the top. */
  #reveal(index: number): void {
    const { scroller, rowHeight } = this;
    if (!scroller) return;
    const [top, bottom] = [index * rowHeight, (index + 2) * rowHeight];
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (bottom > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = bottom - scroller.clientHeight;
    // Its scroll event comes later than the next rendering.
    this.#onScroll();
  }
}

const ARROWS = { sent: '→', received: '←', connection: '·' } as const;

/** Which way a frame went, in words. */
export const directionWords = (direction: LogEntry['direction']): string =>
  ({ sent: t('sent'), received: t('received'), connection: t('connection') })[direction];

define('rw-frame-table', FrameTable);

declare global {
  interface HTMLElementTagNameMap {
    'rw-frame-table': FrameTable;
  }
  interface HTMLElementEventMap {
    'rw-frame': CustomEvent<{ readonly entry: LogEntry; readonly open: boolean }>;
  }
}
