import { svg, type TemplateResult } from 'lit';
import { t } from '../localise.ts';

const WIDTH = 120;
const HEIGHT = 28;

/** The points of a line through `values` on a field of 120 by 28, oldest left; 0 is the lower edge. */
export function pointsOf(values: readonly number[], top: number): string {
  const step = WIDTH / Math.max(1, values.length - 1);
  return values.map((value, index) => `${(index * step).toFixed(1)},${(HEIGHT - 1 - (value / top) * (HEIGHT - 2)).toFixed(1)}`).join(' ');
}

/** The last times of reply as a line. */
export function sparkline(values: readonly number[], format: (ms: number) => string): TemplateResult {
  const top = Math.max(1, ...values);
  const words =
    values.length > 0
      ? t('Last {count} replies: {least} to {most} ms', {
          count: values.length,
          least: format(Math.min(...values)),
          most: format(Math.max(...values)),
        })
      : t('No replies yet');
  return svg`<svg class="sparkline" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label=${words}>
    <polyline points=${pointsOf(values, top)} />
  </svg>`;
}
