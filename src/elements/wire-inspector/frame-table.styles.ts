import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    min-width: 0;
    min-height: 0;
    container-type: inline-size;
  }

  .scroller {
    height: 100%;
    overflow: auto;
    overscroll-behavior: contain;
    border: 1px solid var(--_line);
    border-radius: 4px;
    background: var(--_panel-high);
  }

  .scroller:focus-visible {
    outline-offset: -2px;
  }

  [role='row'] {
    display: grid;
    grid-template-columns: 9.5em 2em minmax(9em, 3fr) minmax(4em, 1fr) minmax(4em, 1fr) 5em 6em;
    gap: 8px;
    align-items: center;
    height: var(--_row);
    padding: 0 10px;
    white-space: nowrap;
  }

  .head {
    position: sticky;
    top: 0;
    z-index: 1;
    border-bottom: 1px solid var(--_line);
    background: var(--_panel-low);
    color: var(--_ink-soft);
  }

  .rows {
    position: relative;
  }

  .rows [role='row'] {
    position: absolute;
    inset-inline: 0;
    cursor: default;
  }

  .rows [role='row']:nth-child(even) {
    background: light-dark(rgb(60 54 40 / 0.04), rgb(255 255 255 / 0.025));
  }

  .rows [role='row']:hover {
    background: light-dark(rgb(60 54 40 / 0.09), rgb(255 255 255 / 0.07));
  }

  .rows [role='row'][aria-selected='true'] {
    background: light-dark(#f3d9cb, #57341f);
    box-shadow: inset 3px 0 0 var(--_hue);
  }

  [role='gridcell'],
  [role='columnheader'] {
    overflow: hidden;
    text-overflow: ellipsis;
  }

  .number {
    text-align: end;
  }

  .soft {
    color: var(--_ink-soft);
  }

  [aria-selected='true'] .soft {
    color: var(--_ink);
  }

  .direction {
    text-align: center;
  }

  .refused,
  .slow {
    color: var(--_warn);
  }

  [aria-selected='true'] :is(.refused, .slow) {
    color: light-dark(#8a1108, #ffc0b6);
    font-weight: 600;
  }

  @container (max-width: 620px) {
    [role='row'] {
      grid-template-columns: 6.2em 1.2em minmax(0, 1fr) 4.8em;
      gap: 6px;
    }

    .wide {
      display: none;
    }
  }

  @media (forced-colors: active) {
    .rows [role='row'][aria-selected='true'] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }

    [aria-selected='true'] :is(.soft, .refused, .slow) {
      color: HighlightText;
    }
  }
`;
