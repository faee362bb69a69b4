/** Fits a canvas to its box in device pixels and gives its context in CSS pixels, or `undefined` while it has no size. */
export function prepare(canvas: HTMLCanvasElement): { context: CanvasRenderingContext2D; width: number; height: number } | undefined {
  const { clientWidth: width, clientHeight: height } = canvas;
  const context = canvas.getContext('2d');
  if (!context || width === 0 || height === 0) return undefined;
  const ratio = devicePixelRatio || 1;
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide;
    canvas.height = high;
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, width, height };
}

/**
 * The colours a canvas draws with. A canvas knows no custom properties, but its own computed style has them resolved, dark or light,
 * forced or not: the sheet puts them on `color`, `outline-color` and `text-decoration-color`, of which a canvas shows none.
 */
export function inks(canvas: HTMLCanvasElement): { trace: string; line: string; words: string } {
  const style = getComputedStyle(canvas);
  return { trace: style.color, line: style.outlineColor, words: style.textDecorationColor };
}
