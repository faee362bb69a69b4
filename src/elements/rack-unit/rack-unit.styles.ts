import { css } from 'lit';

export const styles = css`
  :host {
    position: relative;
    display: block;
    container-type: inline-size;
  }

  :host([dragging]) {
    z-index: 2;
  }

  .unit {
    --rw-hue: var(--rw-hue-other, light-dark(#55534d, #c9c6bd));
    --rw-trace: var(--rw-trace-other, #c9c6bd);
    display: grid;
    grid-template:
      'plate plate' auto
      'screen screen' auto
      'groups groups' auto
      'move remove' auto / 1fr auto;
    gap: 12px;
    padding: 12px 12px 8px;
    border-radius: var(--_radius);
    background: linear-gradient(color-mix(in srgb, var(--_panel), var(--_panel-high) 45%), var(--_panel) 40px);
    box-shadow:
      inset 0 1px 0 var(--_gleam),
      inset 0 0 0 1px light-dark(rgb(60 54 40 / 0.14), rgb(0 0 0 / 0.5)),
      0 1px 2px var(--_shade);
  }

  :host([dragging]) .unit {
    box-shadow:
      inset 0 1px 0 var(--_gleam),
      0 10px 28px var(--_shade);
  }

  [data-effect='reverb'] {
    --rw-hue: var(--rw-hue-reverb, light-dark(#1c68a8, #5db2f2));
    --rw-trace: var(--rw-trace-reverb, #5db2f2);
  }

  [data-effect='compressor'] {
    --rw-hue: var(--rw-hue-compressor, light-dark(#c8410b, #ff7d45));
    --rw-trace: var(--rw-trace-compressor, #ff7d45);
  }

  [data-effect='eq'] {
    --rw-hue: var(--rw-hue-eq, light-dark(#916000, #f2b632));
    --rw-trace: var(--rw-trace-eq, #f2b632);
  }

  [data-effect='delay'] {
    --rw-hue: var(--rw-hue-delay, light-dark(#23774a, #62c98f));
    --rw-trace: var(--rw-trace-delay, #62c98f);
  }

  .unit.bypassed {
    --rw-hue: light-dark(#77746b, #8d8b85);
    --rw-trace: #8d8b85;
  }

  .plate {
    grid-area: plate;
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) minmax(0, 168px);
    align-items: center;
    gap: 10px;
    min-width: 0;
  }

  .power {
    display: grid;
    place-items: center;
    width: 32px;
    height: 32px;
    border: 1px solid light-dark(#a39f93, #141517);
    border-radius: 50%;
    background: var(--rw-hue);
    box-shadow:
      inset 0 1px 1px rgb(255 255 255 / 0.35),
      0 2px 4px var(--_shade);
    color: light-dark(#fff, #131416);
  }

  .bypassed .power {
    background: linear-gradient(var(--_cap), var(--_cap-low));
    color: var(--_ink-soft);
  }

  .names {
    min-width: 0;
  }

  .name,
  .effect {
    margin: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .name {
    font-size: 15px;
    font-weight: 700;
    letter-spacing: -0.01em;
    line-height: 1.2;
  }

  .effect {
    color: var(--_ink-soft);
    font-size: 11px;
  }

  .screen {
    grid-area: screen;
    display: flex;
    min-width: 0;
    height: 124px;
    padding: 5px;
    border-radius: 5px;
    background: var(--_screen);
    box-shadow:
      inset 0 2px 6px rgb(0 0 0 / 0.6),
      0 1px 0 var(--_gleam);
  }

  rw-picture {
    flex: 1;
    min-width: 0;
    height: auto;
  }

  .screen rw-meter {
    flex: none;
    margin-inline-start: 6px;
  }

  .groups {
    grid-area: groups;
    display: flex;
    flex-wrap: wrap;
    gap: 14px 20px;
    min-width: 0;
  }

  .group {
    flex: 1 0 auto;
    max-width: 100%;
  }

  .title {
    display: flex;
    align-items: center;
    gap: 8px;
    margin-bottom: 6px;
    color: var(--_ink);
    font-size: 11px;
    font-weight: 700;
  }

  .title::after {
    flex: 1;
    height: 1px;
    background: var(--_line);
    box-shadow: 0 1px 0 var(--_gleam);
    content: '';
  }

  .controls {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-around;
    gap: 8px 4px;
  }

  .ear {
    grid-area: move;
  }

  .ear.last {
    grid-area: remove;
  }

  .tools {
    display: flex;
  }

  .tool {
    display: grid;
    place-items: center;
    width: 32px;
    height: 28px;
    border-radius: 4px;
    color: var(--_ink-soft);
  }

  .tool:hover:enabled {
    background: var(--_panel-low);
    color: var(--_ink);
  }

  .tool:disabled {
    cursor: default;
    opacity: 0.35;
  }

  .grip {
    cursor: grab;
    touch-action: none;
  }

  .grip:active {
    cursor: grabbing;
  }

  @container (min-width: 620px) {
    .unit {
      --rw-control-width: 60px;
      grid-template:
        'move plate remove' auto
        'screen screen screen' auto
        'groups groups groups' auto / auto 1fr auto;
      gap: 10px;
      padding: 8px 12px 12px;
      align-items: center;
    }

    .groups {
      padding: 0 4px;
    }
  }

  /* Nineteen inches: ears with their mounting slots, and everything in one line. */
  @container (min-width: 1040px) {
    .unit {
      grid-template: 'move plate screen groups remove' auto / 40px 156px minmax(150px, 1fr) auto 40px;
      gap: 0 12px;
      align-items: stretch;
      padding: 0;
    }

    .ear {
      display: grid;
      grid-template-rows: auto 1fr auto;
      place-items: center;
      padding: 9px 0;
      border-inline-end: 1px solid var(--_line);
      box-shadow: 1px 0 0 var(--_gleam);
    }

    .ear.last {
      border-inline: 1px solid var(--_line) 0;
      box-shadow: inset 1px 0 0 var(--_gleam);
    }

    .ear::before,
    .ear::after {
      width: 18px;
      height: 9px;
      border-radius: 5px;
      background: light-dark(#8f8b80, #0c0d0e);
      box-shadow:
        inset 0 1px 2px rgb(0 0 0 / 0.6),
        0 1px 0 var(--_gleam);
      content: '';
    }

    .tools {
      flex-direction: column;
    }

    .plate {
      grid-template:
        'power names' auto
        'presets presets' auto / auto minmax(0, 1fr);
      align-content: space-between;
      padding: 16px 0 14px;
    }

    .plate rw-presets {
      grid-area: presets;
    }

    .screen {
      height: auto;
      min-height: 116px;
      margin: 12px 0;
    }

    .groups {
      align-content: center;
      gap: 14px 16px;
      padding: 12px 0 8px;
    }

    .controls {
      flex-wrap: nowrap;
    }
  }

  @container (min-width: 1400px) {
    .unit {
      --rw-control-width: 68px;
      grid-template-columns: 40px 168px minmax(240px, 1fr) auto 40px;
      gap: 0 16px;
    }
  }

  @media (pointer: coarse) {
    .tool {
      width: 44px;
      height: 44px;
    }

    /* The cap stays as it is; what takes the finger grows. */
    .power {
      position: relative;
      margin: 6px;
    }

    .power::after {
      position: absolute;
      inset: -7px;
      content: '';
    }

    @container (max-width: 619px) {
      .plate {
        grid-template:
          'power names' auto
          'presets presets' auto / auto minmax(0, 1fr);
      }

      .plate rw-presets {
        grid-area: presets;
      }
    }
  }

  @media (forced-colors: active) {
    .unit {
      border: 1px solid CanvasText;
    }

    .power[aria-checked='true'] {
      background: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }
  }

  @media (prefers-reduced-motion: no-preference) {
    :host(:not([dragging])) {
      transition: translate 0.14s;
    }
  }
`;
