import { svg } from 'lit';
import { compressor } from '../../effects/compressor.ts';
import type { ParameterValues } from '../../effects/descriptor.ts';
import { snap } from '../../effects/value.ts';
import { t } from '../localise.ts';
import { valueWords } from '../value/words.ts';
import { type Glass, type Picture, path, spread, valueIn } from './picture.ts';

/** Both axes, in dBFS. */
const LOW = -60;
const HIGH = 6;
const [threshold, ratio] = compressor.parameters;

const xOf = ({ width }: Glass, dB: number): number => ((dB - LOW) / (HIGH - LOW)) * width;
const yOf = ({ height }: Glass, dB: number): number => (1 - (dB - LOW) / (HIGH - LOW)) * height;

/** How far the static curve turns an input of `level` dBFS down, in dB, ≥ 0, with a quadratic knee of the set width. */
export function reductionAt(values: ParameterValues, level: number): number {
  const knee = valueIn(values, 'knee');
  const over = level - valueIn(values, 'threshold');
  const slope = 1 - 1 / valueIn(values, 'ratio');
  if (2 * over <= -knee) return 0;
  return 2 * over < knee ? (slope * (over + knee / 2) ** 2) / (2 * knee) : slope * over;
}

/** The level out for a steady `level` in, both in dBFS, with make-up and the dry part mixed in. */
export function outputAt(values: ParameterValues, level: number): number {
  const wet = valueIn(values, 'wet_dry');
  const gain = 10 ** ((valueIn(values, 'makeup') - reductionAt(values, level)) / 20);
  return level + 20 * Math.log10(Math.max(1e-6, 1 - wet + wet * gain));
}

/** The input level at which the static curve reduces by `dB`; the curve only rises, so halving the range finds it. */
function levelFor(values: ParameterValues, dB: number): number {
  let [low, high] = [LOW, HIGH];
  for (let step = 0; step < 24; step++) {
    const middle = (low + high) / 2;
    if (reductionAt(values, middle) < dB) low = middle;
    else high = middle;
  }
  return high;
}

/** Level out over level in, −60…+6 dBFS, with a dot where the signal is; a handle moves the threshold. */
export const compressorPicture: Picture = {
  draw(values, glass) {
    const { width, height } = glass;
    const points = spread(66, LOW, HIGH).map((level) => ({ x: xOf(glass, level), y: yOf(glass, outputAt(values, level)) }));
    const line = path(points);
    return svg`
      ${[-48, -36, -24, -12, 0].map(
        (dB) => svg`<path class="grid ${dB ? '' : 'major'}" d="M${xOf(glass, dB)} 0V${height}M0 ${yOf(glass, dB)}H${width}" />`,
      )}
      ${[-48, -24, 0].map((dB) => svg`<text class="words" x=${xOf(glass, dB) + 3} y=${height - 4}>${String(dB).replace('-', '−')}</text>`)}
      <path class="faint" d="M0 ${height}L${width} 0" />
      <path class="fill" d="${line}V${height}H0Z" />
      <path class="curve" d=${line} />
    `;
  },
  describe: (values) =>
    t('Transfer curve: {ratio} from {threshold}', {
      ratio: valueWords(ratio, valueIn(values, 'ratio')),
      threshold: valueWords(threshold, valueIn(values, 'threshold')),
    }),
  handles(values, glass) {
    const level = valueIn(values, 'threshold');
    const move = ({ x }: { x: number }): ParameterValues => ({
      threshold: snap(threshold, LOW + (x / glass.width) * (HIGH - LOW)),
    });
    return [{ x: xOf(glass, level), y: yOf(glass, outputAt(values, level)), ids: ['threshold'], move }];
  },
  locate(values, glass, dB) {
    const level = levelFor(values, dB);
    return { x: xOf(glass, level), y: yOf(glass, outputAt(values, level)) };
  },
};
