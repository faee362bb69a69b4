import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    container-type: inline-size;
  }

  .unit {
    padding: 10px;
    border-radius: var(--_radius);
    background: var(--_panel);
  }

  .head,
  .groups,
  .group {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
`;
