import { css } from 'lit';

/** Buttons as the caps of an instrument, shared by the bars and panels around the rack. */
export const keys = css`
  .key {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-height: 36px;
    padding: 0 12px;
    border: 1px solid light-dark(#b5b1a6, #141517);
    border-radius: 5px;
    background: linear-gradient(var(--_cap), var(--_cap-low));
    box-shadow:
      inset 0 1px 0 var(--_gleam),
      0 1px 3px var(--_shade);
    color: var(--_ink);
    font-size: 13px;
    text-decoration: none;
    white-space: nowrap;
  }

  .key:hover {
    border-color: var(--_ink-soft);
  }

  .key:active,
  .key[aria-pressed='true'],
  .key[aria-checked='true'] {
    background: linear-gradient(var(--_cap-low), var(--_cap));
    box-shadow: inset 0 1px 3px var(--_shade);
  }

  .key[disabled] {
    color: var(--_ink-soft);
    cursor: default;
  }

  .field {
    min-width: 0;
    min-height: 36px;
    padding: 0 10px;
    border: 1px solid light-dark(#b5b1a6, #141517);
    border-radius: 5px;
    background: var(--_panel-high);
    color: var(--_ink);
    font-size: 13px;
  }

  select.field option {
    background: var(--_panel-high);
    color: var(--_ink);
  }

  .field::placeholder {
    color: var(--_ink-soft);
    opacity: 1;
  }

  .lamp {
    flex: none;
    width: 7px;
    height: 7px;
    border-radius: 50%;
    background: var(--_line);
    box-shadow: inset 0 1px 2px var(--_shade);
  }

  .lamp.lit {
    background: var(--_hue);
    box-shadow: 0 0 6px var(--_hue);
  }

  @media (pointer: coarse) {
    .key,
    .field {
      min-height: 44px;
    }
  }

  @media (forced-colors: active) {
    .key[aria-pressed='true'],
    .key[aria-checked='true'],
    .key[aria-selected='true'] {
      outline: 2px solid Highlight;
    }

    .lamp.lit {
      forced-color-adjust: none;
      background: Highlight;
    }
  }
`;
