import { css } from 'lit';

export const styles = css`
  .dial {
    --length: var(--rw-fader-length, 120px);
    width: 44px;
    height: var(--length);
    border-radius: 4px;
  }

  :host([compact]) .dial {
    --length: var(--rw-fader-length, 84px);
  }

  :host([orientation='horizontal']) {
    width: var(--rw-fader-length, 160px);
  }

  :host([orientation='horizontal']) .dial {
    width: 100%;
    height: 44px;
    cursor: ew-resize;
  }

  /* The travel: as long as the fader less the cap, so that the cap stays within. */
  .slot {
    position: absolute;
    inset: 12px calc(50% - 3px);
    border-radius: 3px;
    background: var(--_panel-low);
    box-shadow:
      inset 0 1px 3px var(--_shade),
      inset 0 0 0 1px var(--_line);
  }

  .scale {
    position: absolute;
    inset: 12px 4px;
    background: repeating-linear-gradient(var(--_line) 0 1px, transparent 1px calc((100% - 1px) / 10)) 0 0 / 7px 100% no-repeat,
      repeating-linear-gradient(var(--_line) 0 1px, transparent 1px calc((100% - 1px) / 10)) 100% 0 / 7px 100% no-repeat;
  }

  .lit {
    position: absolute;
    inset: calc((1 - var(--high)) * 100%) 1px calc(var(--low) * 100%);
    border-radius: 2px;
    background: var(--_hue);
  }

  .ride {
    position: absolute;
    inset: 12px 6px;
    pointer-events: none;
    transform: translateY(calc((1 - var(--at)) * 100%));
  }

  .cap {
    position: absolute;
    top: -12px;
    left: 0;
    width: 100%;
    height: 24px;
    border: 1px solid light-dark(#b5b1a6, #141517);
    border-radius: 4px;
    background: linear-gradient(
      var(--_cap) 0 calc(50% - 1px),
      var(--_pointer) calc(50% - 1px) calc(50% + 1px),
      var(--_cap-low) calc(50% + 1px)
    );
    box-shadow:
      inset 0 1px 0 var(--_gleam),
      0 2px 5px var(--_shade);
  }

  :host([orientation='horizontal']) .slot {
    inset: calc(50% - 3px) 12px;
  }

  :host([orientation='horizontal']) .scale {
    inset: 4px 12px;
    background: repeating-linear-gradient(90deg, var(--_line) 0 1px, transparent 1px calc((100% - 1px) / 10)) 0 0 / 100% 7px no-repeat,
      repeating-linear-gradient(90deg, var(--_line) 0 1px, transparent 1px calc((100% - 1px) / 10)) 0 100% / 100% 7px no-repeat;
  }

  :host([orientation='horizontal']) .lit {
    inset: 1px calc((1 - var(--high)) * 100%) 1px calc(var(--low) * 100%);
  }

  :host([orientation='horizontal']) .ride {
    inset: 6px 12px;
    transform: translateX(calc(var(--at) * 100%));
  }

  :host([orientation='horizontal']) .cap {
    top: 0;
    left: -12px;
    width: 24px;
    height: 100%;
    background: linear-gradient(
      90deg,
      var(--_cap) 0 calc(50% - 1px),
      var(--_pointer) calc(50% - 1px) calc(50% + 1px),
      var(--_cap-low) calc(50% + 1px)
    );
  }

  @media (forced-colors: active) {
    .cap,
    .lit,
    .scale {
      border-color: CanvasText;
      forced-color-adjust: none;
    }
  }
`;
