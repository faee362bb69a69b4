import type { Deck } from './deck.ts';

/** Seconds that an arrow key moves the place; with Shift. */
const STRIDE = 5;
const FINE_STRIDE = 1;

const ALL = /./;
const PRESS = /^( |Enter)$/;
const LIST = /^( |Enter|Arrow.*|Home|End|Page.*|.)$/;
const SLIDE = /^(Enter|Arrow.*|Home|End|Page.*|Delete|Backspace|[\d.,+-])$/;

/** The keys that belong to what has the focus. Space still plays while a knob is held, but presses a focused button. */
function keysOf(target: Element): RegExp | undefined {
  if (target instanceof HTMLElement && target.isContentEditable) return ALL;
  const role = target.getAttribute('role') ?? '';
  if (/^(slider|scrollbar|separator)$/.test(role) || target.matches('input[type=range]')) return SLIDE;
  if (/^(option|listbox|combobox|menu.*|tab|radio|tree.*|grid.*|row|textbox|searchbox|spinbutton)$/.test(role)) return LIST;
  if (target.matches('input[type=checkbox], input[type=button], input[type=submit], input[type=reset], input[type=file]')) return PRESS;
  if (target.matches('input, textarea, select, audio, video, iframe')) return ALL;
  if (/^(button|switch|checkbox|link)$/.test(role) || target.matches('button, a[href], summary')) return PRESS;
  return undefined;
}

/**
 * Keys for the transport: Space plays and pauses, arrows move five seconds (Shift: one), Home returns to the start,
 * L turns the loop on and off. A key that the focused control uses, or that somebody has already handled, is left alone.
 *
 * @param target where keys are heard, usually the document.
 * @returns a function that stops listening.
 */
export function listenForKeys(target: EventTarget, deck: Deck): () => void {
  const released = new AbortController();
  target.addEventListener('keydown', (event) => event instanceof KeyboardEvent && onKey(event, deck), { signal: released.signal });
  return () => released.abort();
}

function onKey(event: KeyboardEvent, deck: Deck): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  // The real target: from outside a shadow root `event.target` is only the host.
  const focused = event.composedPath()[0];
  if (focused instanceof Element && keysOf(focused)?.test(event.key)) return;
  if (!act(event, deck)) return;
  event.preventDefault();
}

function act({ key, shiftKey, repeat }: KeyboardEvent, deck: Deck): boolean {
  const stride = shiftKey ? FINE_STRIDE : STRIDE;
  switch (key) {
    case ' ':
      if (!repeat) void deck.toggle();
      return true;
    case 'ArrowLeft':
      deck.seekBy(-stride);
      return true;
    case 'ArrowRight':
      deck.seekBy(stride);
      return true;
    case 'Home':
      deck.seek(0);
      return true;
    case 'l':
    case 'L':
      if (!repeat) deck.loop = !deck.loop;
      return true;
    default:
      return false;
  }
}
