import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    width: 100%;
    height: 112px;
    min-height: 0;
  }

  .glass {
    position: relative;
    width: 100%;
    height: 100%;
  }

  /* Out of the flow: a drawing as large as its glass must not make the glass larger. */
  svg {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    fill: none;
    overflow: hidden;
  }

  .grid {
    stroke: var(--_screen-line);
    stroke-width: 1;
    opacity: 0.55;
  }

  .grid.major {
    opacity: 1;
  }

  .words {
    fill: var(--_screen-ink);
    font-size: 9.5px;
  }

  .fill {
    fill: var(--_trace);
    opacity: 0.16;
  }

  .curve {
    stroke: var(--_trace);
    stroke-width: 2;
    stroke-linejoin: round;
  }

  .faint {
    stroke: var(--_screen-ink);
    stroke-dasharray: 2 4;
    opacity: 0.6;
  }

  .bar {
    stroke: var(--_trace);
    stroke-width: 2;
    stroke-linecap: round;
  }

  .bar.soft {
    opacity: 0.38;
  }

  .bar.wide {
    stroke-width: 4;
  }

  .direct {
    stroke: var(--_screen-ink);
    stroke-width: 3;
    stroke-linecap: round;
  }

  .handle {
    cursor: grab;
    touch-action: none;
  }

  .handle:active {
    cursor: grabbing;
  }

  .reach {
    fill: transparent;
  }

  .knob {
    fill: var(--_screen);
    stroke: var(--_trace);
    stroke-width: 2;
  }

  .handle:hover .knob,
  .handle:active .knob {
    fill: var(--_trace);
  }

  .live {
    fill: var(--_screen-ink);
    stroke: var(--_screen);
    stroke-width: 2;
  }

  .live[data-rest] {
    display: none;
  }
`;
