import { css } from 'lit';

/**
 * The look all elements share: warm grey panels, matte caps, dark glass, and one colour for each effect.
 *
 * An embedding page overrides any token by setting the custom property of the same name with `--rw-` on the element or on any
 * ancestor (`:root { --rw-panel: #eee }`). Inside the elements each is read through a private `--_` name, because a value set on
 * `:host` would hide what the page's ancestors hand down. Dark or light follows the `color-scheme` of the place the element is in.
 *
 * @cssproperty --rw-panel - face of a unit
 * @cssproperty --rw-panel-high - upper edge of a panel, menus and fields
 * @cssproperty --rw-panel-low - grooves, ears and pressed places
 * @cssproperty --rw-line - engraved lines
 * @cssproperty --rw-ink - text
 * @cssproperty --rw-ink-soft - labels and secondary text
 * @cssproperty --rw-cap - face of a knob or fader cap
 * @cssproperty --rw-cap-low - lower edge of a cap
 * @cssproperty --rw-pointer - line on a cap
 * @cssproperty --rw-hue - colour of values on the panel
 * @cssproperty --rw-trace - the same on dark glass
 * @cssproperty --rw-screen - glass behind curves and meters
 * @cssproperty --rw-screen-line - grid on the glass
 * @cssproperty --rw-screen-ink - text on the glass
 * @cssproperty --rw-focus - focus ring
 * @cssproperty --rw-warn - clipping and errors
 * @cssproperty --rw-control-width - width of a knob or switch with its label
 * @cssproperty --rw-radius - corner radius of panels
 * @cssproperty --rw-font - font family
 */
export const theme = css`
  :host {
    --_panel: var(--rw-panel, light-dark(#e8e6df, #26272a));
    --_panel-high: var(--rw-panel-high, light-dark(#f7f6f2, #35373b));
    --_panel-low: var(--rw-panel-low, light-dark(#d9d6cd, #1b1c1e));
    --_line: var(--rw-line, light-dark(#bdb9ae, #4a4c50));
    --_ink: var(--rw-ink, light-dark(#1c1b19, #eeece6));
    --_ink-soft: var(--rw-ink-soft, light-dark(#55534d, #aba9a2));
    --_cap: var(--rw-cap, light-dark(#fcfbf9, #44474c));
    --_cap-low: var(--rw-cap-low, light-dark(#dedbd3, #2e3034));
    --_pointer: var(--rw-pointer, light-dark(#1c1b19, #f6f4ee));
    --_hue: var(--rw-hue, light-dark(#c8410b, #ff7d45));
    --_trace: var(--rw-trace, #ff7d45);
    --_screen: var(--rw-screen, #131416);
    --_screen-line: var(--rw-screen-line, #34363a);
    --_screen-ink: var(--rw-screen-ink, #b4b3ad);
    --_focus: var(--rw-focus, light-dark(#0b62c4, #8cc4ff));
    --_warn: var(--rw-warn, light-dark(#b3190f, #ff8a7d));
    --_radius: var(--rw-radius, 6px);
    --_shade: light-dark(rgb(60 54 40 / 0.28), rgb(0 0 0 / 0.55));
    --_gleam: light-dark(rgb(255 255 255 / 0.9), rgb(255 255 255 / 0.09));
    color: var(--_ink);
    font-family: var(--rw-font, 'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', system-ui, sans-serif);
    font-size: 12px;
    font-variant-numeric: tabular-nums;
    line-height: 1.3;
    -webkit-tap-highlight-color: transparent;
  }

  :host([hidden]) {
    display: none !important;
  }

  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }

  button,
  input,
  select {
    margin: 0;
    color: inherit;
    font: inherit;
    letter-spacing: inherit;
  }

  button {
    padding: 0;
    border: 0;
    background: none;
    cursor: pointer;
  }

  :focus {
    outline: none;
  }

  :focus-visible {
    outline: 2px solid var(--_focus);
    outline-offset: 2px;
  }

  svg {
    display: block;
  }

  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  @media (forced-colors: active) {
    :host {
      --_panel: Canvas;
      --_panel-high: Canvas;
      --_panel-low: Canvas;
      --_line: GrayText;
      --_ink: CanvasText;
      --_ink-soft: CanvasText;
      --_cap: Canvas;
      --_cap-low: Canvas;
      --_pointer: CanvasText;
      --_hue: Highlight;
      --_trace: Highlight;
      --_screen: Canvas;
      --_screen-line: GrayText;
      --_screen-ink: CanvasText;
      --_focus: Highlight;
      --_warn: CanvasText;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    ::before,
    ::after {
      transition: none !important;
      animation: none !important;
    }
  }
`;
