import { css } from 'lit';

export const styles = css`
  :host {
    display: inline-block;
    min-width: 0;
  }

  .bar {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    align-items: stretch;
    border: 1px solid light-dark(#b5b1a6, #141517);
    border-radius: 4px;
    background: var(--_panel-high);
    box-shadow: inset 0 1px 0 var(--_gleam);
  }

  .bar > button {
    display: flex;
    align-items: center;
    min-width: 26px;
    min-height: 26px;
    justify-content: center;
  }

  .bar > button:hover:enabled,
  .actions button:hover:enabled,
  .question button:hover {
    background: var(--_panel-low);
  }

  .bar > button:focus-visible {
    outline-offset: -2px;
  }

  .bar > .open {
    gap: 2px;
    padding: 0 4px 0 6px;
    border: solid var(--_line);
    border-width: 0 1px;
    justify-content: space-between;
    text-align: start;
  }

  .open span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .open svg {
    flex: none;
    width: 12px;
    height: 12px;
  }

  .bar > button:disabled {
    color: var(--_ink-soft);
    cursor: default;
  }

  .bar > button:disabled svg {
    opacity: 0.4;
  }

  .menu {
    inset: auto;
    width: min(280px, 100vw - 16px);
    max-height: min(70vh, 480px);
    margin: 0;
    padding: 0;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_panel-high);
    box-shadow: 0 12px 32px -4px var(--_shade);
    color: var(--_ink);
    overflow: hidden;
  }

  .menu:popover-open {
    display: flex;
    flex-direction: column;
  }

  .list {
    flex: 1;
    min-height: 0;
    padding: 4px;
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
  }

  /* The chosen preset carries the focus ring of the list. */
  .list:focus-visible {
    outline: none;
  }

  .list:focus-visible .active {
    outline: 2px solid var(--_focus);
    outline-offset: -2px;
  }

  .group {
    padding: 8px 8px 3px;
    color: var(--_ink-soft);
    font-size: 11px;
  }

  .option {
    display: flex;
    align-items: center;
    min-height: 28px;
    padding: 3px 8px;
    border-radius: 3px;
    cursor: pointer;
    overflow-wrap: anywhere;
  }

  .option svg {
    flex: none;
    margin-inline-start: auto;
    color: var(--_hue);
  }

  .option.active {
    background: var(--_panel-low);
    box-shadow: inset 2px 0 var(--_hue);
  }

  .none {
    margin: 0;
    padding: 16px;
    color: var(--_ink-soft);
  }

  .actions {
    display: grid;
    grid-template-columns: repeat(5, 1fr);
    border-top: 1px solid var(--_line);
  }

  .actions button {
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 2px;
    padding: 7px 2px 6px;
    font-size: 11px;
  }

  .actions button:disabled {
    color: var(--_ink-soft);
    cursor: default;
  }

  .actions button:disabled svg {
    opacity: 0.35;
  }

  .actions button:focus-visible {
    outline-offset: -2px;
  }

  .question {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 8px;
    padding: 12px;
    border-top: 1px solid var(--_line);
  }

  .question > :first-child,
  .question > input,
  .question > .problem {
    grid-column: 1 / -1;
    margin: 0;
    overflow-wrap: anywhere;
  }

  .question input {
    min-width: 0;
    min-height: 32px;
    padding: 0 8px;
    border: 1px solid var(--_ink-soft);
    border-radius: 3px;
    background: var(--_panel);
  }

  .question button {
    min-height: 32px;
    border: 1px solid var(--_ink-soft);
    border-radius: 3px;
  }

  .question .yes {
    border-color: var(--_ink);
    background: var(--_ink);
    color: var(--_panel-high);
  }

  .question button.yes:hover {
    background: var(--_ink);
  }

  .problem:empty {
    display: none;
  }

  .problem {
    color: var(--_warn);
  }

  @media (pointer: coarse) {
    .bar > button,
    .option,
    .question button,
    .question input {
      min-height: 44px;
    }

    .bar > button {
      min-width: 44px;
    }

    .question input {
      font-size: 16px;
    }
  }

  @media (forced-colors: active) {
    .option.active {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;
