import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    height: 96px;
  }

  canvas {
    display: block;
    width: 100%;
    height: 100%;
    border-radius: 3px;
    background: var(--_screen);
    color: var(--_trace);
    outline: 0 solid var(--_screen-line);
    text-decoration-color: var(--_screen-ink);
    forced-color-adjust: none;
  }
`;
