import { svg } from 'lit';
import type { ParameterValues } from '../../effects/descriptor.ts';
import { eq } from '../../effects/eq.ts';
import { snap } from '../../effects/value.ts';
import { t } from '../localise.ts';
import { valueWords } from '../value/words.ts';
import { eqResponse } from './eq-response.ts';
import { type Glass, type Handle, type Picture, type Point, path, spread, valueIn } from './picture.ts';

const LOWEST = 20;
const DECADES = 3;
/** Decibels above and below the middle. */
const REACH = 21;

const xOf = ({ width }: Glass, frequency: number): number => (Math.log10(frequency / LOWEST) / DECADES) * width;
const frequencyAt = ({ width }: Glass, x: number): number => LOWEST * 10 ** ((DECADES * x) / width);
const yOf = ({ height }: Glass, dB: number): number => height / 2 - (dB / REACH) * (height / 2);
const dBAt = ({ height }: Glass, y: number): number => (1 - y / (height / 2)) * REACH;

const BANDS = ['low', 'mid', 'high'] as const;
const parameters = Object.fromEntries(eq.parameters.map((parameter) => [parameter.id, parameter]));

function handleOf(band: string, values: ParameterValues, glass: Glass): Handle {
  const ids = [`${band}_freq`, `${band}_gain`] as const;
  const [frequency, gain] = [parameters[ids[0]], parameters[ids[1]]];
  const at = { x: xOf(glass, valueIn(values, ids[0])), y: yOf(glass, valueIn(values, ids[1])) };
  const move = ({ x, y }: Point): ParameterValues =>
    frequency && gain ? { [ids[0]]: snap(frequency, frequencyAt(glass, x)), [ids[1]]: snap(gain, dBAt(glass, y)) } : {};
  return { ...at, ids, move };
}

/** The equalizer's response at 48 kHz, 20 Hz to 20 kHz, ±21 dB; a handle for each band moves its frequency and gain. */
export const eqPicture: Picture = {
  draw(values, glass) {
    const { width, height } = glass;
    const curve = spread(Math.max(48, Math.round(width / 2)), 0, width).map((x) => ({
      x,
      y: yOf(glass, Math.max(-60, eqResponse(values, frequencyAt(glass, x)))),
    }));
    const line = path(curve);
    const zero = yOf(glass, 0);
    return svg`
      ${[50, 100, 200, 500, 1000, 2000, 5000, 10_000].map((f) => svg`<path class="grid ${Number.isInteger(Math.log10(f)) ? 'major' : ''}" d="M${xOf(glass, f)} 0V${height}" />`)}
      ${[-12, -6, 6, 12].map((dB) => svg`<path class="grid" d="M0 ${yOf(glass, dB)}H${width}" />`)}
      <path class="grid major" d="M0 ${zero}H${width}" />
      ${[100, 1000, 10_000].map((f) => svg`<text class="words" x=${xOf(glass, f) + 3} y=${height - 4}>${f < 1000 ? f : `${f / 1000}k`}</text>`)}
      ${[12, -12].map((dB) => svg`<text class="words" x="3" y=${yOf(glass, dB) - 3}>${dB > 0 ? '+12' : '−12'}</text>`)}
      <path class="fill" d="${line}V${zero}H0Z" />
      <path class="curve" d=${line} />
    `;
  },
  describe(values) {
    const said = (id: string): string => {
      const parameter = parameters[id];
      return parameter ? valueWords(parameter, valueIn(values, id)) : '';
    };
    const bands = BANDS.filter((band) => valueIn(values, `${band}_gain`) !== 0).map((band) =>
      t('{gain} at {frequency}', { gain: said(`${band}_gain`), frequency: said(`${band}_freq`) }),
    );
    return t('Frequency response: {bands}', { bands: bands.join(', ') || t('flat') });
  },
  handles: (values, glass) => BANDS.map((band) => handleOf(band, values, glass)),
};
