import type { EffectDescriptor } from '../../effects/descriptor.ts';
import { WireError } from '../../wire/errors.ts';
import type { Context, Handler, Outcome } from '../handler.ts';
import { type Found, findPlugin, withPlugin } from '../lookup.ts';
import { valueProblem } from '../values.ts';

interface Address {
  track_id: string;
  plugin_id: string;
}

/** @throws WireError `INVALID_PARAMETER` */
function checkValue(effect: EffectDescriptor, id: string, value: unknown, address: Address): number {
  const problem = valueProblem(effect, id, value);
  if (!problem) return value as number;
  const { track_id, plugin_id } = address;
  throw new WireError('INVALID_PARAMETER', `${effect.id}.${id.slice(0, 60)}: ${problem.validation_error}`, {
    ...problem,
    plugin_id,
    track_id,
  });
}

function changed(
  context: Context,
  { track, plugin, index }: Found,
  values: readonly (readonly [string, number])[],
): Pick<Outcome, 'changes' | 'updates'> {
  const parameters = { ...plugin.parameters, ...Object.fromEntries(values) };
  return {
    changes: [withPlugin(context, track, index, { ...plugin, parameters })],
    updates: [{ track_id: track.track_id, plugin_id: plugin.plugin_id, state: 'updated' }],
  };
}

/** One turn of a knob. */
export const pluginParameter: Handler<'PLUGIN_PARAMETER'> = (data, context) => {
  const found = findPlugin(context, data);
  const { track_id, plugin_id, parameter_id } = data;
  const parameter_value = checkValue(found.effect, parameter_id, data.parameter_value, data);
  return {
    reply: { track_id, plugin_id, parameter_id, parameter_value, success: true },
    ...changed(context, found, [[parameter_id, parameter_value]]),
  };
};

/** Several at once: all of them, or none where one is refused. Of two for one parameter the later counts. */
export const pluginParameterBatch: Handler<'PLUGIN_PARAMETER_BATCH'> = (data, context) => {
  const found = findPlugin(context, data);
  const { track_id, plugin_id, timestamp } = data;
  const parameters = data.parameters.map(({ parameter_id, parameter_value }) => {
    return { parameter_id, parameter_value: checkValue(found.effect, parameter_id, parameter_value, data) };
  });
  return {
    reply: { track_id, plugin_id, parameters, ...(timestamp !== undefined && { timestamp }), success: true },
    ...changed(
      context,
      found,
      parameters.map(({ parameter_id, parameter_value }) => [parameter_id, parameter_value] as const),
    ),
  };
};

/** All values of a plugin. */
export const pluginParametersGet: Handler<'PLUGIN_PARAMETERS_GET'> = (data, context) => {
  const { plugin } = findPlugin(context, data);
  return { reply: { ...data, parameters: plugin.parameters, success: true } };
};
