import { css } from 'lit';

/** One column on a phone; from 1100 px the deck stands beside the rack and stays in view. */
export const styles = css`
  :host {
    display: block;
    max-width: 1680px;
    margin: 0 auto;
    padding: 0 clamp(10px, 2vw, 28px) 96px;
  }

  main {
    display: grid;
    gap: 14px;
    grid-template-columns: minmax(0, 1fr);
    align-items: start;
  }

  .deck {
    display: grid;
    gap: 12px;
    padding: 12px;
    border: 1px solid var(--_line);
    border-radius: calc(var(--_radius) * 1.5);
    background: linear-gradient(var(--_panel), var(--_panel-low));
    box-shadow:
      inset 0 1px 0 var(--_gleam),
      0 1px 2px var(--_shade);
  }

  .wire {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 10px;
    justify-items: start;
    margin-top: 18px;
  }

  #wire {
    width: 100%;
  }

  .shortcuts {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 14px;
    margin: 0;
    padding: 0 2px;
    color: var(--_ink-soft);
    font-size: 12px;
  }

  kbd {
    display: inline-block;
    min-width: 20px;
    padding: 1px 5px;
    border: 1px solid var(--_line);
    border-radius: 3px;
    color: var(--_ink);
    font: inherit;
    text-align: center;
  }

  @media (pointer: coarse) {
    .shortcuts {
      display: none;
    }
  }

  @media (min-width: 1100px) {
    main {
      grid-template-columns: minmax(380px, 460px) minmax(0, 1fr);
      gap: 18px;
    }

    .deck {
      position: sticky;
      top: 14px;
    }
  }
`;
