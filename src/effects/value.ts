import type { ContinuousParameter, Parameter, Unit } from './descriptor.ts';

/**
 * Why `value` is not one for `parameter`, or `undefined` if it is. Nothing is clamped or converted: the text says the
 * range and the unit, so that whoever sent it can mend it.
 */
export function validationError(parameter: Parameter, value: unknown): string | undefined {
  const expected = `expected ${describeRange(parameter)}`;
  if (typeof value !== 'number')
    return `${expected}, got ${typeof value === 'string' ? `the text ${JSON.stringify(value.slice(0, 40))}` : describeType(value)}`;
  if (!Number.isFinite(value)) return `${expected}, got ${value}`;
  if (value < parameter.min || value > parameter.max) return `${expected}, got ${value}`;
  if (parameter.kind === 'choice' && !Number.isInteger(value)) return `${expected}, got ${value}`;
  return undefined;
}

function describeType(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
}

const UNIT_WORDS: Record<Unit, string> = { ratio: '', none: '', dB: ' dB', Hz: ' Hz', s: ' s', ms: ' ms', bpm: ' bpm', ':1': ' (:1)' };

/** The range in words, for error messages and documentation: "a number from 20 to 1000 Hz". */
export function describeRange(parameter: Parameter): string {
  if (parameter.kind === 'choice') {
    return `a whole number from 0 to ${parameter.max} (${parameter.choices.map((name, index) => `${index} ${name}`).join(', ')})`;
  }
  return `a number from ${parameter.min} to ${parameter.max}${UNIT_WORDS[parameter.unit]}`;
}

/** Where `value` lies on a control's travel, 0…1. */
export function toTravel(parameter: Parameter, value: number): number {
  const { min, max } = parameter;
  if (max === min) return 0;
  const travel = isLog(parameter) ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
  return Math.min(1, Math.max(0, travel));
}

/** The value at `travel` (0…1) of a control, on the parameter's step grid. */
export function fromTravel(parameter: Parameter, travel: number): number {
  const { min, max } = parameter;
  const at = Math.min(1, Math.max(0, travel));
  return snap(parameter, isLog(parameter) ? min * (max / min) ** at : min + (max - min) * at);
}

/** The nearest value on the step grid, within the range. */
export function snap(parameter: Parameter, value: number): number {
  const step = parameter.kind === 'choice' ? 1 : parameter.step;
  const stepped = parameter.min + Math.round((value - parameter.min) / step) * step;
  // Decimal steps leave binary crumbs (0.30000000000000004); ten digits are more than any parameter needs.
  return Math.min(parameter.max, Math.max(parameter.min, Number(stepped.toPrecision(10))));
}

function isLog(parameter: Parameter): parameter is ContinuousParameter {
  return parameter.kind === 'continuous' && parameter.curve === 'log';
}

/** The value with its unit as an engineer reads it: "−20.0 dB", "1.25 kHz", "30 %", "3.00 ms", "1/8.". */
export function valueText(parameter: Parameter, value: number): string {
  if (parameter.kind === 'choice') return parameter.choices[Math.round(value)] ?? String(value);
  if (value <= parameter.min && parameter.minText) return parameter.minText;
  if (value >= parameter.max && parameter.maxText) return parameter.maxText;
  const sign = parameter.unit === 'dB' && parameter.min < 0 && value > 0 ? '+' : '';
  return sign + UNIT_TEXT[parameter.unit](value);
}

const minus = (text: string): string => text.replace('-', '−');

const UNIT_TEXT: Record<Unit, (value: number) => string> = {
  ratio: (value) => `${Math.round(value * 100)} %`,
  none: (value) => minus(value.toFixed(2)),
  dB: (value) => `${minus(value.toFixed(1))} dB`,
  Hz: (value) => (value >= 1000 ? `${(value / 1000).toFixed(2)} kHz` : `${value < 10 ? value.toFixed(2) : Math.round(value)} Hz`),
  s: (value) => (value >= 1 ? `${value.toFixed(2)} s` : `${(value * 1000).toFixed(value < 0.01 ? 2 : value < 0.1 ? 1 : 0)} ms`),
  ms: (value) => `${value.toFixed(2)} ms`,
  bpm: (value) => `${value.toFixed(1)} bpm`,
  ':1': (value) => `${value.toFixed(1)} : 1`,
};

const SUFFIXES: readonly [suffix: RegExp, unit: Unit, factor: number][] = [
  [/^khz$|^k$/, 'Hz', 1000],
  [/^hz$/, 'Hz', 1],
  [/^ms$/, 's', 0.001],
  [/^s$/, 's', 1],
  [/^ms$/, 'ms', 1],
  [/^s$/, 'ms', 1000],
  [/^db$/, 'dB', 1],
  [/^%$/, 'ratio', 0.01],
  [/^bpm$/, 'bpm', 1],
  [/^: ?1$/, ':1', 1],
];

/**
 * What a person typed, as a value: "2.5k", "−6 dB", "30 %", "12ms", "1/8." or the text of an end ("off").
 * Without a unit, seconds shown in milliseconds and ratios shown in per cent are read as shown.
 *
 * @returns the value, within the range, or `undefined` where the text is no number in that unit.
 */
export function parseValueText(parameter: Parameter, text: string): number | undefined {
  const typed = text.trim().replaceAll('−', '-').replace(',', '.').toLowerCase();
  if (parameter.kind === 'choice') {
    const index = parameter.choices.findIndex((name) => name.toLowerCase() === typed);
    return index >= 0 ? index : undefined;
  }
  if (typed === parameter.minText?.toLowerCase()) return parameter.min;
  if (typed === parameter.maxText?.toLowerCase()) return parameter.max;
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)) ?(.*)$/.exec(typed);
  if (!match) return undefined;
  const [, digits = '', suffix = ''] = match;
  const factor =
    suffix === '' ? bareFactor(parameter) : SUFFIXES.find(([pattern, unit]) => unit === parameter.unit && pattern.test(suffix))?.[2];
  if (factor === undefined) return undefined;
  const value = Number((Number(digits) * factor).toPrecision(10));
  return value >= parameter.min && value <= parameter.max ? value : undefined;
}

/** A bare number means the unit the value text shows: per cent for ratios, milliseconds for short times. */
function bareFactor({ unit, max }: ContinuousParameter): number {
  if (unit === 'ratio') return 0.01;
  return unit === 's' && max <= 0.5 ? 0.001 : 1;
}
