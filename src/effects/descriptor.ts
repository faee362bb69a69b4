/**
 * What the rest of Rackwire knows about an effect. One descriptor is read by the server's validator, the engine's
 * parameter table (generated at build time), the elements and the documentation.
 */

/** How a control's travel (0…1) maps to the value. `log` needs `min > 0`. */
export type Curve = 'linear' | 'log';

/** The unit of a parameter's value on the wire; `ratio` is 0…1 shown as per cent, `none` a bare number. */
export type Unit = 'ratio' | 'dB' | 'Hz' | 's' | 'ms' | 'bpm' | ':1' | 'none';

interface ParameterBase {
  /** The wire's id, snake_case, unique within the effect. */
  readonly id: string;
  /** A short English label, the key for translation. */
  readonly name: string;
  /** Lowest and highest value, both allowed, in `unit`. */
  readonly min: number;
  readonly max: number;
  readonly default: number;
}

/** A continuous parameter: a knob or a fader. */
export interface ContinuousParameter extends ParameterBase {
  readonly kind: 'continuous';
  readonly unit: Unit;
  readonly curve: Curve;
  /** Smallest step a control makes, in `unit`; values between steps are valid on the wire. */
  readonly step: number;
  /** Value text in place of the number at one end of the range, such as "Off". */
  readonly minText?: string;
  readonly maxText?: string;
}

/** A parameter with named positions; its value is the whole-number index into `choices`. */
export interface ChoiceParameter extends ParameterBase {
  readonly kind: 'choice';
  readonly choices: readonly string[];
}

export type Parameter = ContinuousParameter | ChoiceParameter;

/** All parameters of a plugin by id, in wire units. */
export type ParameterValues = Readonly<Record<string, number>>;

export interface FactoryPreset {
  /** Unique within the effect. */
  readonly name: string;
  /** Parameters that differ from their defaults. */
  readonly values: ParameterValues;
}

export interface EffectDescriptor {
  /** The catalogue id, also the base name of a `plugin_path`. */
  readonly id: string;
  readonly name: string;
  /** One sentence for tooltips, docs and screen readers. */
  readonly description: string;
  /** Other spellings that clients send, lower case. */
  readonly aliases: readonly string[];
  /** Order is the engine's parameter order; append, never reorder within a release. */
  readonly parameters: readonly Parameter[];
  readonly presets: readonly FactoryPreset[];
  /** Delay from input to output in frames, at any sample rate. */
  readonly latency: number;
  /** Whether the engine reports gain reduction for it. */
  readonly reducesGain: boolean;
}

/** A continuous parameter with the commonest settings filled in: linear, step a thousandth of the range. */
export function continuous(
  id: string,
  name: string,
  unit: Unit,
  range: readonly [min: number, max: number],
  value: number,
  more: Partial<Pick<ContinuousParameter, 'curve' | 'step' | 'minText' | 'maxText'>> = {},
): ContinuousParameter {
  const [min, max] = range;
  return { kind: 'continuous', id, name, unit, min, max, default: value, curve: 'linear', step: (max - min) / 1000, ...more };
}

/** A parameter with named positions; `value` is the index of the default. */
export function choice(id: string, name: string, choices: readonly string[], value = 0): ChoiceParameter {
  return { kind: 'choice', id, name, choices, min: 0, max: choices.length - 1, default: value };
}

/** An off/on switch: 0 or 1 on the wire. */
export function toggle(id: string, name: string, on = false): ChoiceParameter {
  return choice(id, name, ['Off', 'On'], on ? 1 : 0);
}
