import { html, svg, type TemplateResult } from 'lit';

/** Icons on a grid of 16, drawn with a line of 1.5 in the text's colour; never read aloud: their buttons carry the words. */
const icon = (body: TemplateResult): TemplateResult => html`
  <svg viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${body}</svg>
`;
const line = (d: string): TemplateResult => icon(svg`<path d=${d} />`);

export const up = line('M4 10l4-4 4 4');
export const down = line('M4 6l4 4 4-4');
export const previous = line('M10 4L6 8l4 4');
export const next = line('M6 4l4 4-4 4');
export const cross = line('M4 4l8 8M12 4l-8 8');
export const undo = line('M3 7h6.5a3.5 3.5 0 0 1 0 7H6M6 4L3 7l3 3');
export const redo = line('M13 7H6.5a3.5 3.5 0 0 0 0 7H10M10 4l3 3-3 3');
export const grip = line('M3 5.5h10M3 8h10M3 10.5h10');
export const power = line('M8 2.5v5M4.6 4.4a5 5 0 1 0 6.8 0');
export const check = line('M3.5 8.5l3 3 6-7');
export const plus = line('M8 3v10M3 8h10');
export const pencil = line('M3 13l.7-2.9 7-7 2.2 2.2-7 7zM9.5 4.3l2.2 2.2');
export const bin = line('M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.6 9h5.8l.6-9');
export const out = line('M8 9.5v-7M5 5l3-3 3 3M3 9v4.5h10V9');
export const into = line('M8 2v7M5 6.5l3 3 3-3M3 9v4.5h10V9');
