import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    container-type: inline-size;
    min-width: 280px;
  }

  .case {
    border: 1px solid var(--_line);
    border-radius: calc(var(--_radius) * 1.5);
    background: linear-gradient(var(--_panel), var(--_panel-low));
    box-shadow:
      inset 0 1px 0 var(--_gleam),
      0 1px 2px var(--_shade);
  }

  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
    padding: 10px 14px;
    border-bottom: 1px solid var(--_line);
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

  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    margin-inline-start: auto;
  }

  .key {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-height: 28px;
    padding: 0 10px;
    border: 1px solid var(--_line);
    border-radius: 4px;
    background: linear-gradient(var(--_panel-high), var(--_panel));
    color: var(--_ink);
  }

  .steps {
    display: flex;
    gap: 2px;
  }

  .key:hover {
    border-color: var(--_ink-soft);
  }

  .key[aria-checked='true'] {
    border-color: var(--_hue);
    color: var(--_hue);
  }

  .glass {
    display: grid;
    grid-template-columns: auto 1fr auto;
    gap: 10px;
    align-items: stretch;
    height: 116px;
    margin: 12px 14px 0;
  }

  rw-spectrum {
    min-width: 0;
  }

  .units {
    display: grid;
    gap: 8px;
    margin: 0;
    padding: 12px 14px;
    list-style: none;
  }

  .empty {
    margin: 0;
    padding: 22px 14px;
    border: 1px dashed var(--_line);
    border-radius: var(--_radius);
    color: var(--_ink-soft);
    text-align: center;
  }

  .problem {
    display: flex;
    align-items: start;
    gap: 10px;
    margin: 12px 14px 0;
    padding: 8px 10px;
    border: 1px solid var(--_warn);
    border-radius: 4px;
    color: var(--_warn);
    overflow-wrap: anywhere;
  }

  .problem p {
    flex: 1;
    margin: 0;
  }

  .problem button {
    min-width: 24px;
    min-height: 24px;
  }

  footer {
    padding: 0 14px 14px;
  }

  :host([compact]) .glass {
    display: none;
  }

  @container (max-width: 420px) {
    .tools {
      margin-inline-start: 0;
    }

    .glass {
      height: 92px;
      gap: 6px;
    }

    header,
    .units {
      padding-inline: 10px;
    }
  }

  @media (pointer: coarse) {
    .key {
      min-height: 44px;
    }
  }
`;
