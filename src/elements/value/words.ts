import type { Parameter } from '../../effects/descriptor.ts';
import { parseValueText, valueText } from '../../effects/value.ts';
import { decimalSign, t } from '../localise.ts';

/** The value as a person of the present language reads it: "−20,0 dB", "Aus". */
export function valueWords(parameter: Parameter, value: number): string {
  const text = valueText(parameter, value);
  const named = parameter.kind === 'choice' || text === parameter.minText || text === parameter.maxText;
  return named ? t(text) : text.replace('.', decimalSign());
}

/** What a person typed in the present language or in English, as a value; `undefined` where it is none within the range. */
export function parseWords(parameter: Parameter, typed: string): number | undefined {
  const same = (text: string | undefined): boolean => text !== undefined && t(text).toLowerCase() === typed.trim().toLowerCase();
  if (parameter.kind === 'choice') {
    const index = parameter.choices.findIndex(same);
    return index >= 0 ? index : parseValueText(parameter, typed);
  }
  if (same(parameter.minText)) return parameter.min;
  if (same(parameter.maxText)) return parameter.max;
  return parseValueText(parameter, typed);
}

/** Why `typed` is no value, and what would be one. */
export function refusal(parameter: Parameter, typed: string): string {
  const plain = { ...parameter, minText: undefined, maxText: undefined };
  return t('“{typed}” is no value for {name}: type a number from {min} to {max}.', {
    typed: typed.trim().slice(0, 24),
    name: t(parameter.name),
    min: valueWords(plain, parameter.min),
    max: valueWords(plain, parameter.max),
  });
}
