/** Pixels between a popover and what it belongs to, and between it and the edge of the window. */
const GAP = 4;
const EDGE = 8;

/** Puts an open popover under `anchor`, above it where there is more room, and always within the window. */
export function placeBeside(anchor: Element, popover: HTMLElement): void {
  const { left, top, bottom } = anchor.getBoundingClientRect();
  const { style, offsetWidth } = popover;
  style.maxHeight = '';
  const below = innerHeight - bottom - GAP - EDGE;
  const above = top - GAP - EDGE;
  const under = below >= popover.offsetHeight || below >= above;
  style.maxHeight = `${Math.min(480, Math.max(160, under ? below : above))}px`;
  style.left = `${Math.max(EDGE, Math.min(left, innerWidth - offsetWidth - EDGE))}px`;
  style.top = `${Math.max(EDGE, under ? bottom + GAP : top - GAP - popover.offsetHeight)}px`;
}
