import type { TemplateResult } from 'lit';
import type { ParameterValues } from '../../effects/descriptor.ts';

/** The glass a picture is drawn on, in CSS pixels. */
export interface Glass {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A point of a picture that a hand can move. It is a second way to what a knob does, so the keyboard does not need it. */
export interface Handle extends Point {
  /** The parameters it moves, held while it is dragged. */
  readonly ids: readonly string[];
  /** What those parameters become with the point at `to`. */
  readonly move: (to: Point) => ParameterValues;
}

/** How one effect shows on the glass. */
export interface Picture {
  /** SVG content; classes `grid`, `words`, `fill`, `curve`, `faint` and `bar` carry the look. */
  readonly draw: (values: ParameterValues, glass: Glass) => TemplateResult;
  /** The same in one sentence of the present language. */
  readonly describe: (values: ParameterValues) => string;
  readonly handles?: (values: ParameterValues, glass: Glass) => readonly Handle[];
  /** Where on the curve the signal is that is being reduced by `dB`. */
  readonly locate?: (values: ParameterValues, glass: Glass, dB: number) => Point;
}

/** An SVG path through points. */
export const path = (points: readonly Point[]): string =>
  points.map(({ x, y }, at) => `${at ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');

/** `count` + 1 numbers from `from` to `to`. */
export const spread = (count: number, from: number, to: number): number[] =>
  Array.from({ length: count + 1 }, (_, at) => from + ((to - from) * at) / count);

/** The value of a parameter that every full set has; 0 where the set is not full. */
export const valueIn = (values: ParameterValues, id: string): number => values[id] ?? 0;

/** The smallest round time of at least `seconds`: 0.1, 0.2, 0.5, 1, 2 … 20 s. */
export const roundTime = (seconds: number): number => [0.1, 0.2, 0.5, 1, 2, 5, 10, 20].find((round) => round >= seconds) ?? 50;
