import { svg, type TemplateResult } from 'lit';
import type { ParameterValues } from '../../effects/descriptor.ts';
import { reverb } from '../../effects/reverb.ts';
import { decimalSign, t } from '../localise.ts';
import { valueWords } from '../value/words.ts';
import { type Picture, roundTime, valueIn } from './picture.ts';

const preDelay = reverb.parameters[3];
/** Decibels from the middle line to the edge. */
const DEPTH = 60;
/** Pixels from one stroke to the next. */
const PITCH = 4;

/** Seconds until the tail has fallen by 60 dB: 0.3 · 20^size, 0.3…6 s. */
export const reverbTime = (values: ParameterValues): number => 0.3 * 20 ** valueIn(values, 'room_size');

/** A fixed scatter, 0…1, so that the strokes of a tail look like reflections and stay where they are from frame to frame. */
const scatter = (at: number): number => {
  const wave = Math.sin(at * 127.1) * 43_758.5453;
  return wave - Math.floor(wave);
};

/**
 * The decay over time: left above the line, right below it, from −60 dB at the line to 0 dB at the edges. The bright strokes are
 * what damping leaves of the highs; with less width the two sides become one.
 */
export const reverbPicture: Picture = {
  draw(values, { width, height }) {
    const time = reverbTime(values);
    const start = valueIn(values, 'pre_delay');
    const shown = roundTime(start + time * 0.7);
    const wet = (valueIn(values, 'wet_dry') * Math.PI) / 2;
    const wide = valueIn(values, 'width');
    // At 5 kHz damping leaves between all and a tenth of the time.
    const highs = time * 0.1 ** valueIn(values, 'damping');
    const middle = height / 2;
    const deep = (dB: number): number => Math.max(0, 1 + dB / DEPTH) * (middle - 6);
    const dB = (gain: number): number => 20 * Math.log10(Math.max(1e-6, gain));
    const strokes = (seconds: number, kind: string): TemplateResult[] => {
      const from = Math.ceil(((start / shown) * width) / PITCH);
      const drawn: TemplateResult[] = [];
      for (let at = from; at * PITCH < width; at++) {
        const level = dB(Math.sin(wet)) - (60 * (((at * PITCH) / width) * shown - start)) / seconds;
        const [left, right] = [scatter(at), scatter(at + 500)];
        const up = deep(level) * (0.62 + 0.38 * left);
        const down = deep(level) * (0.62 + 0.38 * (left + (right - left) * wide));
        if (up > 0.5) drawn.push(svg`<path class=${kind} d="M${at * PITCH + 2} ${middle - up}V${middle + down}" />`);
      }
      return drawn;
    };
    const direct = deep(dB(Math.cos(wet)));
    const ticks = [0.25, 0.5, 0.75].map((part) => part * shown);
    return svg`
      ${ticks.map((at) => svg`<path class="grid" d="M${(at / shown) * width} 0V${height}" />`)}
      <path class="grid major" d="M0 ${middle}H${width}" />
      ${strokes(time, 'bar soft')}
      ${strokes(highs, 'bar')}
      <path class="direct" d="M2 ${middle - direct}V${middle + direct}" />
      ${ticks.map((at) => svg`<text class="words" x=${(at / shown) * width + 3} y=${height - 4}>${seconds(at)}</text>`)}
    `;
  },
  describe: (values) =>
    t('Decay: {time} s after {delay}', {
      time: reverbTime(values).toFixed(2).replace('.', decimalSign()),
      delay: valueWords(preDelay, valueIn(values, 'pre_delay')),
    }),
};

/** A time for a scale: "250 ms", "1.5 s". */
export const seconds = (time: number): string =>
  time < 1 ? `${Math.round(time * 1000)} ms` : `${String(Number(time.toFixed(2))).replace('.', decimalSign())} s`;
