import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    container-type: inline-size;
    min-width: 280px;
  }

  .case {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 10px;
    padding: 10px 14px 14px;
    border: 1px solid var(--_line);
    border-radius: calc(var(--_radius) * 1.5);
    background: linear-gradient(var(--_panel), var(--_panel-low));
    box-shadow:
      inset 0 1px 0 var(--_gleam),
      0 1px 2px var(--_shade);
  }

  header,
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
  }

  h2 {
    margin: 0;
    font-size: 13px;
    font-weight: 600;
    letter-spacing: 0.02em;
  }

  .connection {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    color: var(--_ink-soft);
  }

  .lamp {
    width: 8px;
    height: 8px;
    border-radius: 50%;
    background: var(--_warn);
    box-shadow: inset 0 0 0 1px var(--_shade);
  }

  .connection[data-state='open'] .lamp {
    background: light-dark(#2c8a3d, #6fd07f);
  }

  .connection[data-state='connecting'] .lamp {
    background: var(--_line);
  }

  .latency {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 14px;
    margin: 0 0 0 auto;
  }

  .latency div {
    display: flex;
    gap: 5px;
  }

  dt {
    color: var(--_ink-soft);
  }

  dd {
    margin: 0;
  }

  .warn {
    color: var(--_warn);
  }

  .sparkline {
    flex: none;
    width: 120px;
    height: 28px;
    border-radius: 3px;
    background: var(--_screen);
  }

  .sparkline polyline {
    fill: none;
    stroke: var(--_trace);
    stroke-width: 1.2;
    vector-effect: non-scaling-stroke;
  }

  .key,
  .field {
    min-height: 28px;
    padding: 0 10px;
    border: 1px solid var(--_line);
    border-radius: 4px;
  }

  .key {
    background: linear-gradient(var(--_panel-high), var(--_panel));
    color: var(--_ink);
  }

  .field {
    min-width: 0;
    max-width: 14em;
    background: var(--_panel-high);
  }

  .search {
    flex: 1 1 10em;
    max-width: 22em;
  }

  .field::placeholder {
    color: var(--_ink-soft);
    opacity: 1;
  }

  select.field option {
    background: var(--_panel-high);
    color: var(--_ink);
  }

  .key:hover,
  .field:hover {
    border-color: var(--_ink-soft);
  }

  .key[aria-pressed='true'] {
    border-color: var(--_hue);
    color: var(--_hue);
  }

  .count {
    margin-inline-start: auto;
    color: var(--_ink-soft);
  }

  .body {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 26em);
    gap: 10px;
    height: var(--rw-inspector-height, 380px);
  }

  .details {
    display: flex;
    flex-direction: column;
    min-height: 0;
    border: 1px solid var(--_line);
    border-radius: 4px;
    background: var(--_panel-high);
  }

  .details h3 {
    margin: 0;
    padding: 6px 10px;
    border-bottom: 1px solid var(--_line);
    font-size: 12px;
    font-weight: 600;
    overflow-wrap: anywhere;
  }

  .details pre {
    flex: 1;
    margin: 0;
    padding: 8px 10px;
    overflow: auto;
    font:
      11.5px/1.45 ui-monospace,
      'DejaVu Sans Mono',
      Consolas,
      monospace;
    overflow-wrap: anywhere;
    tab-size: 2;
    white-space: pre-wrap;
  }

  .details pre:focus-visible {
    outline-offset: -2px;
  }

  .hint {
    margin: auto;
    padding: 14px;
    color: var(--_ink-soft);
    text-align: center;
  }

  @container (max-width: 820px) {
    .body {
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: minmax(0, 3fr) minmax(0, 2fr);
      height: calc(var(--rw-inspector-height, 380px) * 1.35);
    }

    .latency {
      margin-inline-start: 0;
    }
  }

  @container (max-width: 420px) {
    .case {
      padding-inline: 10px;
    }

    .field {
      flex: 1 1 8em;
      max-width: none;
    }

    .count {
      margin-inline-start: 0;
    }
  }

  @media (pointer: coarse) {
    .key,
    .field {
      min-height: 44px;
    }
  }
`;
