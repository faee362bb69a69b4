import { css } from 'lit';

export const styles = css`
  :host {
    --_head: #fff;
    display: block;
    height: 88px;
  }

  @media (forced-colors: active) {
    :host {
      --_head: CanvasText;
    }
  }

  .wave {
    position: relative;
    height: 100%;
    overflow: hidden;
    border-radius: 3px;
    background: var(--_screen);
    color: var(--_screen-ink);
    cursor: text;
    touch-action: pan-y;
    user-select: none;
    -webkit-user-select: none;
  }

  .wave[aria-disabled='true'] {
    cursor: default;
  }

  canvas {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    color: var(--_screen-ink);
    forced-color-adjust: none;
    pointer-events: none;
  }

  .played {
    color: var(--_trace);
    clip-path: inset(0 calc(100% - var(--at) * 100%) 0 0);
  }

  .playhead {
    position: absolute;
    inset: 0 auto 0 0;
    width: 100%;
    pointer-events: none;
    transform: translateX(calc(var(--at) * 100%));
  }

  .playhead::before {
    position: absolute;
    inset: 0 auto 0 -1px;
    width: 2px;
    background: var(--_head);
    content: '';
  }

  .loop {
    position: absolute;
    inset: 0 calc(100% - var(--end) * 100%) 0 calc(var(--start) * 100%);
    border: solid var(--_trace);
    border-width: 0 2px;
    pointer-events: none;
  }

  .loop::before {
    position: absolute;
    inset: 0;
    background: var(--_trace);
    content: '';
    opacity: 0.16;
  }

  .time {
    position: absolute;
    bottom: 4px;
    padding: 1px 4px;
    border-radius: 2px;
    background: var(--_screen);
    font-size: 11px;
    pointer-events: none;
  }

  .now {
    left: 4px;
  }

  .whole {
    right: 4px;
  }
`;
