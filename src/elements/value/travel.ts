import type { Parameter } from '../../effects/descriptor.ts';
import { fromTravel, snap, toTravel } from '../../effects/value.ts';

/** Where on the travel (0…1) the lit part begins: at 0 of a boost-and-cut, at the end that means "Off", else at the lower end. */
export function origin(parameter: Parameter): number {
  if (parameter.min < 0 && parameter.max > 0) return toTravel(parameter, 0);
  return parameter.kind === 'continuous' && parameter.maxText ? 1 : 0;
}

/** `value` moved by `by` of the travel, and by at least one step of the parameter. */
export function nudge(parameter: Parameter, value: number, by: number): number {
  const moved = fromTravel(parameter, toTravel(parameter, value) + by);
  if ((moved - value) * by > 0) return moved;
  const step = parameter.kind === 'choice' ? 1 : parameter.step;
  return snap(parameter, value + Math.sign(by) * step);
}
