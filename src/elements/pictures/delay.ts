import { svg } from 'lit';
import { delay, NOTE_BEATS } from '../../effects/delay.ts';
import type { ParameterValues } from '../../effects/descriptor.ts';
import { t } from '../localise.ts';
import { valueWords } from '../value/words.ts';
import { type Picture, roundTime, valueIn } from './picture.ts';
import { seconds } from './reverb.ts';

const time = delay.parameters[0];

export interface Echo {
  /** Seconds after the direct sound. */
  readonly time: number;
  /** Linear gain, before the mix. */
  readonly gain: number;
  readonly side: 'both' | 'left' | 'right';
}

/** Seconds from one echo to the next, with the tempo if that is switched on. */
export function echoTime(values: ParameterValues): number {
  if (!valueIn(values, 'sync')) return valueIn(values, 'time');
  return ((NOTE_BEATS[valueIn(values, 'note')] ?? 1) * 60) / valueIn(values, 'tempo');
}

/** The echoes down to −40 dB, 24 at most. */
export function echoes(values: ParameterValues): Echo[] {
  const step = echoTime(values);
  const feedback = valueIn(values, 'feedback');
  const found: Echo[] = [];
  for (let at = 1; at <= 24; at++) {
    const gain = feedback ** (at - 1);
    if (gain < 0.01) break;
    found.push({ time: at * step, gain, side: !valueIn(values, 'ping_pong') ? 'both' : at % 2 ? 'left' : 'right' });
  }
  return found;
}

/** Echoes over time: left above the line, right below it, −40 dB at the line. */
export const delayPicture: Picture = {
  draw(values, { width, height }) {
    const taps = echoes(values);
    const step = echoTime(values);
    const shown = roundTime(step * Math.min(8, Math.max(3, taps.length + 0.5)));
    const wet = (valueIn(values, 'wet_dry') * Math.PI) / 2;
    const middle = height / 2;
    const long = (gain: number): number => Math.max(0, 1 + Math.log10(Math.max(1e-6, gain)) / 2) * (middle - 6);
    const xOf = (at: number): number => 2 + (at / shown) * (width - 2);
    const direct = long(Math.cos(wet));
    const ticks = [0.25, 0.5, 0.75].map((part) => part * shown);
    return svg`
      ${ticks.map((at) => svg`<path class="grid" d="M${xOf(at)} 0V${height}" />`)}
      <path class="grid major" d="M0 ${middle}H${width}" />
      ${taps
        .filter((tap) => tap.time <= shown)
        .map(({ time: at, gain, side }) => {
          const length = long(gain * Math.sin(wet));
          return svg`<path class="bar wide" d="M${xOf(at)} ${middle - (side === 'right' ? 0 : length)}V${middle + (side === 'left' ? 0 : length)}" />`;
        })}
      <path class="direct" d="M2 ${middle - direct}V${middle + direct}" />
      <text class="words" x="7" y="12">L</text>
      <text class="words" x="7" y=${height - 5}>R</text>
      ${ticks.map((at) => svg`<text class="words" x=${xOf(at) + 3} y=${height - 4}>${seconds(at)}</text>`)}
    `;
  },
  describe: (values) =>
    t(valueIn(values, 'ping_pong') ? '{count} echoes from side to side, one every {time}' : '{count} echoes, one every {time}', {
      count: echoes(values).length,
      time: valueWords(time, echoTime(values)),
    }),
};
