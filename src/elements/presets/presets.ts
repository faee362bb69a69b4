import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { Preset } from '../../wire/state.ts';
import { define, RackwireElement } from '../element.ts';
import type { ElementEventDetails, PresetEventName } from '../events.ts';
import { bin, check, down, into, next, out, pencil, plus, previous } from '../icons.ts';
import { t } from '../localise.ts';
import { placeBeside } from '../place.ts';
import { theme } from '../theme.ts';
import { styles } from './presets.styles.ts';

/** What the menu asks below its list. */
type Question =
  | { readonly ask: 'save'; readonly name: string }
  | { readonly ask: 'replace'; readonly name: string }
  | { readonly ask: 'rename'; readonly name: string }
  | { readonly ask: 'delete'; readonly name: string };

/** Longest name of a preset, in characters. */
const LONGEST = 64;

/**
 * The presets of one effect, or of whole racks: a button with the present one's name, a step to either side, and a menu to load, save,
 * rename, delete, export and import.
 *
 * In the menu: arrows, Home, End and letters choose, Enter loads, F2 renames, Delete deletes (both only what the user saved), Escape
 * closes. The element keeps nothing: it asks by events and shows what it is given.
 *
 * @example
 * <rw-presets effect="reverb" .presets=${presets} current="Vocal Plate"></rw-presets>
 *
 * @fires rw-preset-load - detail `{ effect, name }`
 * @fires rw-preset-save - the present settings under a name; `replace` if the user agreed to overwrite; detail `{ effect, name, replace }`
 * @fires rw-preset-rename - detail `{ effect, from, to }`
 * @fires rw-preset-delete - detail `{ effect, name }`
 * @fires rw-preset-export - detail `{ effect, name }`
 * @fires rw-preset-import - detail `{ effect, file }`
 *
 * @csspart bar - button and steps
 * @csspart button - the button that opens the menu
 * @csspart menu - the menu
 * @csspart option - each preset in it
 */
export class Presets extends RackwireElement {
  static override styles = [theme, styles];

  /** Catalogue id, or "rack". */
  @property() effect = '';
  @property({ attribute: false }) presets: readonly Preset[] = [];
  /** Name of the one loaded last, if the settings are still its. */
  @property() current = '';
  @state() private active = '';
  @state() private question: Question | undefined;
  @state() private problem = '';
  @state() private open = false;
  @query('.open') private readonly button!: HTMLElement | null;
  @query('.menu') private readonly menu!: HTMLElement | null;
  @query('.list') private readonly list!: HTMLElement | null;
  @query('input[type=text]') private readonly field!: HTMLInputElement | null;
  @query('input[type=file]') private readonly file!: HTMLInputElement | null;
  @query('.yes') private readonly yes!: HTMLElement | null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('scroll', this.#place, true);
    removeEventListener('resize', this.#place);
  }

  override focus(options?: FocusOptions): void {
    this.button?.focus(options);
  }

  get #ordered(): readonly Preset[] {
    return [...this.presets.filter(({ factory }) => factory), ...this.presets.filter(({ factory }) => !factory)];
  }

  #named(name: string): Preset | undefined {
    return this.presets.find((preset) => preset.name === name);
  }

  override render() {
    const ordered = this.#ordered;
    const none = ordered.length === 0;
    return html`
      <div class="bar" part="bar">
        <button aria-label=${t('Previous preset')} ?disabled=${none} @click=${() => this.#step(-1)}>${previous}</button>
        <button
          class="open"
          part="button"
          popovertarget="menu"
          aria-haspopup="listbox"
          aria-expanded=${this.open}
          aria-label=${this.current ? t('Preset: {name}', { name: this.current }) : t('Presets')}
        ><span>${this.current || t('Presets')}</span>${down}</button>
        <button aria-label=${t('Next preset')} ?disabled=${none} @click=${() => this.#step(1)}>${next}</button>
      </div>
      <div class="menu" part="menu" id="menu" popover role="dialog" aria-label=${t('Presets')} @toggle=${this.#toggled} @keydown=${this.#keepKeys}>
        ${none ? html`<p class="none">${t('No presets yet.')}</p>` : this.#renderList(ordered)}
        ${this.question ? this.#renderQuestion(this.question) : this.#renderActions(this.#named(this.active))}
        <input type="file" hidden tabindex="-1" accept=".json,application/json" @change=${this.#import} />
      </div>
    `;
  }

  #renderList(ordered: readonly Preset[]): TemplateResult {
    const group = (name: string, presets: readonly Preset[]): TemplateResult | typeof nothing =>
      presets.length === 0
        ? nothing
        : html`<div role="group" aria-label=${name}><div class="group" aria-hidden="true">${name}</div>${presets.map((preset) => this.#renderOption(preset, ordered))}</div>`;
    return html`
      <div
        class="list"
        role="listbox"
        tabindex="0"
        aria-label=${t('Presets')}
        aria-activedescendant=${this.#named(this.active) ? `option-${ordered.findIndex(({ name }) => name === this.active)}` : nothing}
        @keydown=${this.#key}
      >
        ${group(
          t('Factory'),
          ordered.filter(({ factory }) => factory),
        )}
        ${group(
          t('Yours'),
          ordered.filter(({ factory }) => !factory),
        )}
      </div>
    `;
  }

  #renderOption({ name }: Preset, ordered: readonly Preset[]): TemplateResult {
    return html`<div
      class="option ${name === this.active ? 'active' : ''}"
      part="option"
      role="option"
      id="option-${ordered.findIndex((preset) => preset.name === name)}"
      aria-selected=${name === this.current}
      @click=${() => this.#load(name)}
      @pointermove=${() => {
        if (!this.question) this.active = name;
      }}
    >${name}${name === this.current ? check : nothing}</div>`;
  }

  #renderActions(active: Preset | undefined): TemplateResult {
    const own = active !== undefined && !active.factory;
    const name = active?.name ?? '';
    const action = (icon: TemplateResult, label: string, words: string, enabled: boolean, act: () => void): TemplateResult =>
      html`<button aria-label=${t(words, { name })} title=${t(words, { name })} ?disabled=${!enabled} @click=${act}>${icon}${t(label)}</button>`;
    return html`
      <div class="actions" role="group" aria-label=${t('Presets')}>
        ${action(plus, 'Save', 'Save as…', true, () => this.#ask({ ask: 'save', name: own ? name : '' }))}
        ${action(pencil, 'Rename', 'Rename “{name}”', own, () => this.#ask({ ask: 'rename', name }))}
        ${action(bin, 'Delete', 'Delete “{name}”', own, () => this.#ask({ ask: 'delete', name }))}
        ${action(out, 'Export', 'Export “{name}”', active !== undefined, () => this.#close('rw-preset-export', { name }))}
        ${action(into, 'Import', 'Import a preset file', true, () => this.file?.click())}
      </div>
    `;
  }

  #renderQuestion({ ask, name }: Question): TemplateResult {
    const typed = ask === 'save' || ask === 'rename';
    const words = { save: 'Save as', rename: 'Rename “{name}” to', replace: 'Replace “{name}”?', delete: 'Delete “{name}”?' }[ask];
    const yes = { save: 'Save', rename: 'Rename', replace: 'Replace', delete: 'Delete' }[ask];
    return html`
      <form class="question" @submit=${this.#answer} @keydown=${this.#questionKey}>
        <label for="name">${t(words, { name })}</label>
        ${
          typed
            ? html`<input
                type="text"
                id="name"
                maxlength=${LONGEST}
                autocomplete="off"
                aria-invalid=${this.problem !== ''}
                aria-describedby="problem"
                .value=${name}
              />`
            : nothing
        }
        <p class="problem" id="problem" role="alert">${this.problem}</p>
        <button class="yes">${t(yes)}</button>
        <button type="button" @click=${() => this.#ask(undefined)}>${t('Cancel')}</button>
      </form>
    `;
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has('question')) return;
    if (this.question) {
      (this.field ?? this.yes)?.focus();
      this.field?.select();
    } else if (changed.get('question')) this.list?.focus();
  }

  readonly #toggled = (event: Event): void => {
    this.open = (event as ToggleEvent).newState === 'open';
    this.question = undefined;
    this.problem = '';
    const listen = this.open ? addEventListener : removeEventListener;
    listen('scroll', this.#place, true);
    listen('resize', this.#place);
    if (!this.open) {
      // The browser gives the focus back to the shadow host, which cannot take it; one that went elsewhere stays there.
      if (this.menu?.matches(':focus-within') || document.activeElement === document.body) this.focus();
      return;
    }
    this.active = this.#named(this.current)?.name ?? this.#ordered[0]?.name ?? '';
    this.#place();
    void this.updateComplete.then(() => {
      (this.list ?? this.menu?.querySelector('button'))?.focus();
      this.#reveal();
    });
  };

  readonly #place = (): void => {
    if (this.button && this.menu) placeBeside(this.button, this.menu);
  };

  #reveal(): void {
    this.renderRoot.querySelector('.active')?.scrollIntoView({ block: 'nearest' });
  }

  /** Keys typed in the menu are not for the rack or the page around it. */
  readonly #keepKeys = (event: Event): void => event.stopPropagation();

  readonly #key = (event: KeyboardEvent): void => {
    const own = this.#named(this.active)?.factory === false;
    const name = this.active;
    if (event.key === 'Enter' || event.key === ' ') this.#load(name);
    else if (event.key === 'F2' && own) this.#ask({ ask: 'rename', name });
    else if (event.key === 'Delete' && own) this.#ask({ ask: 'delete', name });
    else {
      const target = this.#keyed(event);
      if (target === undefined) return;
      this.active = target;
      void this.updateComplete.then(() => this.#reveal());
    }
    event.preventDefault();
  };

  /** Where a key leads from the active preset. */
  #keyed({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): string | undefined {
    const names = this.#ordered.map(({ name }) => name);
    const at = names.indexOf(this.active);
    const to = { ArrowDown: Math.min(at + 1, names.length - 1), ArrowUp: Math.max(at - 1, 0), Home: 0, End: names.length - 1 }[key];
    if (to !== undefined) return names[to];
    if (key.length !== 1 || ctrlKey || metaKey || altKey) return undefined;
    return [...names.slice(at + 1), ...names].find((name) => name.toLowerCase().startsWith(key.toLowerCase()));
  }

  #step(by: number): void {
    const ordered = this.#ordered;
    const at = ordered.findIndex(({ name }) => name === this.current);
    const from = at < 0 && by < 0 ? 0 : at;
    const preset = ordered[(from + by + ordered.length) % ordered.length];
    if (preset) this.#load(preset.name);
  }

  #load(name: string): void {
    if (this.#named(name)) this.#close('rw-preset-load', { name });
  }

  #ask(question: Question | undefined): void {
    this.problem = '';
    this.question = question;
  }

  readonly #questionKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    // Cancelled, the key takes back the question only and leaves the menu open.
    event.preventDefault();
    this.#ask(undefined);
  };

  readonly #answer = (event: Event): void => {
    event.preventDefault();
    const { question } = this;
    if (!question) return;
    const { ask, name } = question;
    const typed = this.field?.value.trim() ?? '';
    if (ask === 'delete') this.#close('rw-preset-delete', { name });
    else if (ask === 'replace') this.#close('rw-preset-save', { name, replace: true });
    else if (typed === '') this.#refuse(t('Type a name for the preset.'));
    else if (this.#named(typed)?.factory) this.#refuse(t('“{name}” is a factory preset: choose another name.', { name: typed }));
    else if (ask === 'save') {
      if (this.#named(typed)) this.#ask({ ask: 'replace', name: typed });
      else this.#close('rw-preset-save', { name: typed, replace: false });
    } else if (typed === name) this.#ask(undefined);
    else if (this.#named(typed)) this.#refuse(t('There is a preset “{name}” already: choose another name.', { name: typed }));
    else this.#close('rw-preset-rename', { from: name, to: typed });
  };

  #refuse(problem: string): void {
    this.problem = problem;
    this.field?.focus();
  }

  readonly #import = (): void => {
    const [file] = this.file?.files ?? [];
    if (this.file) this.file.value = '';
    if (file) this.#close('rw-preset-import', { file });
  };

  #close<Name extends PresetEventName>(name: Name, request: Omit<ElementEventDetails[Name], 'effect' | 'plugin_id'>): void {
    this.menu?.hidePopover();
    const detail = { effect: this.effect, ...request };
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

define('rw-presets', Presets);

declare global {
  interface HTMLElementTagNameMap {
    'rw-presets': Presets;
  }
}
