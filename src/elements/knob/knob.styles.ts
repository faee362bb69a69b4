import { css } from 'lit';

export const styles = css`
  .dial {
    --size: var(--rw-knob-size, 56px);
    width: var(--size);
    height: var(--size);
  }

  :host([compact]) .dial {
    --size: var(--rw-knob-size, 44px);
  }

  :host([compact]) {
    width: var(--rw-control-width, 60px);
  }

  svg {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    fill: none;
    overflow: visible;
    pointer-events: none;
  }

  .track {
    stroke: var(--_line);
    stroke-width: 2;
    stroke-linecap: round;
  }

  .arc {
    stroke: var(--_hue);
    stroke-width: 3.5;
  }

  .default {
    stroke: var(--_ink-soft);
    stroke-width: 1.5;
  }

  .cap {
    position: absolute;
    inset: 16%;
    border: 1px solid light-dark(#b5b1a6, #141517);
    border-radius: 50%;
    background: linear-gradient(var(--_cap), var(--_cap-low));
    box-shadow:
      inset 0 1px 0 var(--_gleam),
      0 2px 4px var(--_shade),
      0 5px 9px -3px var(--_shade);
  }

  /* The dished top: the light comes from above, so the hollow is lit from below. */
  .cap::before {
    position: absolute;
    inset: 13%;
    border-radius: 50%;
    background: linear-gradient(var(--_cap-low), var(--_cap));
    content: '';
  }

  .cap::after {
    position: absolute;
    inset: 0;
    background: linear-gradient(var(--_pointer), var(--_pointer)) 50% 7% / 2.5px 30% no-repeat;
    content: '';
    transform: rotate(var(--turn));
  }

  .dial:hover .cap,
  .dial:active .cap {
    border-color: var(--_ink-soft);
  }

  :host([disabled]) .arc {
    stroke: var(--_line);
  }

  :host([disabled]) .cap {
    --_pointer: var(--_line);
  }

  @media (forced-colors: active) {
    .cap {
      border-color: CanvasText;
      forced-color-adjust: none;
    }
  }
`;
