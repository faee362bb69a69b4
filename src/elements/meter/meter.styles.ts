import { css } from 'lit';

export const styles = css`
  :host {
    display: inline-block;
    width: 100%;
  }

  :host([orientation='vertical']) {
    width: auto;
    height: 100%;
  }

  .meter {
    display: grid;
    grid-template: 'name bars clip' auto / auto 1fr auto;
    align-items: center;
    gap: 0 6px;
    height: 100%;
  }

  .name {
    grid-area: name;
    color: var(--_ink-soft);
    font-size: 11px;
    white-space: nowrap;
  }

  .bars {
    position: relative;
    grid-area: bars;
    display: grid;
    gap: 2px;
    padding: 3px;
    border-radius: 3px;
    background: var(--_screen);
    box-shadow: inset 0 0 0 1px light-dark(transparent, #000);
    color: var(--_screen-ink);
  }

  /* The whole ladder is always there; two covers slide over it, so that a frame moves layers and paints nothing. */
  .bar {
    position: relative;
    height: 7px;
    overflow: hidden;
    --toward: to right;
    --ladder: #6fbf73 0 54.5%, #6fbf73 72%, #e5b93c 73%, #e5b93c 90%, #f0553d 91%;
    background:
      repeating-linear-gradient(var(--toward), transparent 0 4px, var(--_screen) 4px 5px),
      linear-gradient(var(--toward), var(--ladder));
  }

  :host([kind='reduction']) .bar {
    --ladder: var(--_trace), var(--_trace);
  }

  .cover {
    position: absolute;
    inset: 0;
    background: var(--_screen);
    transform-origin: right;
    will-change: transform;
  }

  .cover.rms {
    opacity: 0.45;
  }

  .cover.peak {
    opacity: 0.8;
  }

  .hold {
    position: absolute;
    inset: 0;
    will-change: transform;
  }

  .hold::after {
    position: absolute;
    inset: 0 0 0 auto;
    width: 2px;
    background: var(--_screen-ink);
    content: '';
  }

  .scale {
    position: relative;
    height: 10px;
    font-size: 9px;
    line-height: 10px;
  }

  /* A number stands flush at either end of the scale and centred on its mark in the middle. */
  .scale span {
    position: absolute;
    left: var(--at);
    transform: translateX(calc(var(--at) * -1));
  }

  .clip {
    grid-area: clip;
    display: grid;
    place-items: center;
    width: 24px;
    height: 24px;
  }

  .clip:disabled {
    cursor: default;
  }

  .clip::before {
    width: 10px;
    height: 10px;
    border: 1px solid var(--_line);
    border-radius: 50%;
    background: var(--_panel-low);
    content: '';
  }

  .clip:enabled::before {
    border-color: #f0553d;
    background: #f0553d;
    box-shadow: 0 0 8px #f0553d;
  }

  :host([orientation='vertical']) .meter {
    grid-template: 'clip' auto 'bars' 1fr 'name' auto / auto;
    justify-items: center;
  }

  :host([orientation='vertical']) .bars {
    grid-auto-flow: column;
    height: 100%;
  }

  :host([orientation='vertical']) .bar {
    width: 7px;
    height: 100%;
    --toward: to top;
  }

  :host([orientation='vertical'][kind='reduction']) .bar {
    --toward: to bottom;
  }

  :host([orientation='vertical']) .cover {
    transform-origin: top;
  }

  :host([orientation='vertical'][kind='reduction']) .cover {
    transform-origin: bottom;
  }

  :host([orientation='vertical']) .hold::after {
    inset: 0 0 auto;
    width: auto;
    height: 2px;
  }

  :host([orientation='vertical'][kind='reduction']) .hold::after {
    inset: auto 0 0;
  }

  :host([orientation='vertical']) .scale {
    width: 16px;
    height: 100%;
  }

  :host([orientation='vertical']) .scale span {
    top: calc(100% - var(--at));
    left: 1px;
    transform: translateY(calc(var(--at) - 100%));
  }

  :host([orientation='vertical'][kind='reduction']) .scale span {
    top: var(--at);
    transform: translateY(calc(var(--at) * -1));
  }

  @media (pointer: coarse) {
    .clip {
      width: 44px;
      height: 44px;
    }
  }

  @media (forced-colors: active) {
    .bar,
    .cover,
    .hold::after,
    .clip:enabled::before {
      forced-color-adjust: none;
    }
  }
`;
