import { css } from 'lit';

/** Label, value text and typed entry: the same on knob and fader. */
export const valueControl = css`
  :host {
    display: inline-block;
    width: var(--rw-control-width, 68px);
    vertical-align: top;
  }

  .control {
    position: relative;
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

  .dial {
    position: relative;
    border-radius: 50%;
    cursor: ns-resize;
    touch-action: none;
    user-select: none;
    -webkit-user-select: none;
  }

  .value {
    width: 100%;
    min-height: 24px;
    padding: 0 1px;
    border: 1px solid transparent;
    border-radius: 3px;
    background: none;
    color: var(--_ink);
    font-size: 12px;
    text-align: center;
    white-space: nowrap;
    cursor: text;
  }

  button.value:hover {
    border-color: var(--_line);
  }

  input.value {
    border-color: var(--_focus);
    background: var(--_panel-high);
    outline: none;
  }

  input.value[aria-invalid='true'] {
    border-color: var(--_warn);
  }

  .message {
    inset: auto;
    width: max-content;
    max-width: min(220px, 100vw - 16px);
    margin: 0;
    padding: 6px 8px;
    border: 1px solid var(--_warn);
    border-radius: 4px;
    background: var(--_panel-high);
    color: var(--_ink);
  }

  :host([disabled]) .dial,
  :host([disabled]) .value {
    cursor: default;
  }

  @media (pointer: coarse) {
    .value {
      min-height: 44px;
    }

    input.value {
      /* Below 16 px a phone zooms the page when a field gets the focus. */
      font-size: 16px;
    }
  }
`;
