import { css } from 'lit';

export const styles = css`
  :host {
    display: inline-block;
    width: var(--rw-control-width, 68px);
    vertical-align: top;
  }

  .control {
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 2px;
  }

  .label {
    max-width: 100%;
    overflow: hidden;
    color: var(--_ink-soft);
    font-size: 11px;
    text-overflow: ellipsis;
    white-space: nowrap;
    letter-spacing: 0.01em;
  }

  .place {
    display: grid;
    place-items: center;
    width: 100%;
    height: 56px;
  }

  :host([compact]) .place {
    height: 44px;
  }

  /* The switch: a slide in a groove, as on a tape machine. */
  button {
    display: grid;
    place-items: center;
    min-width: 44px;
    min-height: 44px;
    border-radius: 8px;
  }

  .groove {
    position: relative;
    width: 40px;
    height: 22px;
    border: 1px solid light-dark(#b5b1a6, #141517);
    border-radius: 4px;
    background: var(--_panel-low);
    box-shadow: inset 0 2px 3px var(--_shade);
    transition: background-color 0.12s;
  }

  .slide {
    position: absolute;
    inset: 1px auto 1px 1px;
    width: 19px;
    border: 1px solid light-dark(#a8a499, #141517);
    border-radius: 3px;
    background: linear-gradient(var(--_cap), var(--_cap-low));
    box-shadow:
      inset 0 1px 0 var(--_gleam),
      0 1px 3px var(--_shade);
    transition: transform 0.12s;
  }

  .slide::after {
    position: absolute;
    inset: 4px 8px;
    background: var(--_pointer);
    content: '';
  }

  [aria-checked='true'] .groove {
    background: var(--_hue);
  }

  [aria-checked='true'] .slide {
    transform: translateX(17px);
  }

  .state {
    display: grid;
    place-items: center;
    min-height: 24px;
    font-size: 12px;
  }

  /* The list: a small window with the value in it. */
  .window {
    position: relative;
    width: 100%;
  }

  select {
    width: 100%;
    min-height: 32px;
    padding: 0 16px 0 7px;
    border: 1px solid light-dark(#b5b1a6, #141517);
    border-radius: 4px;
    appearance: none;
    background: var(--_panel-high);
    color: var(--_ink);
    font-size: 13px;
    cursor: pointer;
  }

  option {
    background: var(--_panel-high);
    color: var(--_ink);
  }

  .window svg {
    position: absolute;
    top: calc(50% - 6px);
    right: 4px;
    width: 12px;
    height: 12px;
    color: var(--_ink-soft);
    pointer-events: none;
  }

  :disabled {
    cursor: default;
  }

  @media (pointer: coarse) {
    select,
    .state {
      min-height: 44px;
    }
  }

  @media (forced-colors: active) {
    .slide {
      background: CanvasText;
      forced-color-adjust: none;
    }
  }
`;
