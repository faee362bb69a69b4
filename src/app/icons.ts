import { html, svg, type TemplateResult } from 'lit';

/** The application's own pictures, in the text's colour and never read aloud: their buttons carry the words. */
const solid = (d: string): TemplateResult => html`
  <svg viewBox="0 0 16 16" width="16" height="16" fill="currentColor" aria-hidden="true"><path d=${d} /></svg>
`;
const line = (d: string): TemplateResult => html`
  <svg viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d=${d} /></svg>
`;

export const play = solid('M4 2.2v11.6a.6.6 0 0 0 .9.5l9.2-5.8a.6.6 0 0 0 0-1L4.9 1.7a.6.6 0 0 0-.9.5z');
export const pause = solid('M3.5 2h3v12h-3zM9.5 2h3v12h-3z');
export const toStart = solid('M2.5 2.5h2v11h-2zM13.5 3v10a.5.5 0 0 1-.8.4L5.7 8.4a.5.5 0 0 1 0-.8l7-5a.5.5 0 0 1 .8.4z');
export const loop = line('M5 3.5h5.5a3.5 3.5 0 0 1 3.5 3.5M11 12.5H5.5A3.5 3.5 0 0 1 2 9M7 1.5L5 3.5l2 2M9 14.5l2-2-2-2');
export const auto = line('M8 2a6 6 0 1 0 0 12zM8 2a6 6 0 0 1 0 12');
export const sun = line(
  'M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6M8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3.05 3.05l1.06 1.06M11.89 11.89l1.06 1.06M3.05 12.95l1.06-1.06M11.89 4.11l1.06-1.06',
);
export const moon = line('M13.5 9.6A6 6 0 0 1 6.4 2.5a6 6 0 1 0 7.1 7.1z');
export const notes = line('M6 12.5V3.5l7-1.5v9M6 12.5a2 1.6 0 1 1-4 0 2 1.6 0 0 1 4 0zM13 11a2 1.6 0 1 1-4 0 2 1.6 0 0 1 4 0z');
export const sheet = line('M4 1.5h5.5L13 5v9.5H4zM9.5 1.5V5H13M6.5 8v3.5M8.5 7v5.5M10.5 8.5v2.5');
export const link = line('M6.5 9.5l3-3M7.5 4.5l1.3-1.3a2.8 2.8 0 0 1 4 4L11.5 8.5M8.5 11.5l-1.3 1.3a2.8 2.8 0 0 1-4-4L4.5 7.5');
export const microphone = line(
  'M8 1.5a2.2 2.2 0 0 1 2.2 2.2v4a2.2 2.2 0 0 1-4.4 0v-4A2.2 2.2 0 0 1 8 1.5zM3.5 7.5a4.5 4.5 0 0 0 9 0M8 12v2.5M5.5 14.5h5',
);

/** The mark: the ears of a rack, and one wire from jack to jack. */
export const mark = html`
  <svg viewBox="0 0 32 32" width="28" height="28" fill="none" aria-hidden="true">
    <rect x="1.5" y="4.5" width="29" height="23" rx="4" stroke="currentColor" stroke-width="2" />
    <path d="M6 10v12M26 10v12" stroke="currentColor" stroke-width="2" stroke-linecap="round" />
    ${svg`<path d="M11.5 12.5c0 9 9 -2 9 7" stroke="var(--_hue, #ff7d45)" stroke-width="2.5" stroke-linecap="round" />
    <circle cx="11.5" cy="12" r="2.6" fill="var(--_hue, #ff7d45)" /><circle cx="20.5" cy="20" r="2.6" fill="var(--_hue, #ff7d45)" />`}
  </svg>
`;
