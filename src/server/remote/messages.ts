import { fullValues } from '../../effects/catalogue.ts';
import type { Outgoing } from '../../store/outgoing.ts';
import type { Edit } from '../../store/undo-step.ts';
import { BATCH_LIMIT } from '../../wire/limits.ts';
import type { RequestInput, RequestType } from '../../wire/requests.ts';
import { requireEffect } from '../lookup.ts';

type Values = Extract<Edit, { readonly kind: 'values' }>;

/** Edits as steps that one message each can make: a plugin comes with its defaults and is set after that. */
export function inMessages(edits: readonly Edit[]): Edit[] {
  return edits.flatMap((edit): Edit[] => {
    if (edit.kind === 'values') return batches(edit);
    if (edit.kind !== 'add') return [edit];
    const { track_id, plugin } = edit;
    const { plugin_id, bypassed } = plugin;
    const from = fullValues(requireEffect(plugin.effect));
    const ids = Object.keys(from).filter((id) => from[id] !== plugin.parameters[id]);
    return [
      { ...edit, plugin: { ...plugin, bypassed: false, parameters: from } },
      ...batches({ kind: 'values', track_id, plugin_id, from: pick(from, ids), to: pick(plugin.parameters, ids) }),
      ...(bypassed ? [{ kind: 'bypass' as const, track_id, plugin_id, to: true }] : []),
    ];
  });
}

function batches(edit: Values): Values[] {
  const ids = Object.keys(edit.to);
  return Array.from({ length: Math.ceil(ids.length / BATCH_LIMIT) }, (_, index) => {
    const some = ids.slice(index * BATCH_LIMIT, (index + 1) * BATCH_LIMIT);
    return { ...edit, from: pick(edit.from, some), to: pick(edit.to, some) };
  });
}

/** The values of those ids. */
export const pick = (values: Readonly<Record<string, number>>, ids: readonly string[]): Record<string, number> =>
  Object.fromEntries(ids.map((id) => [id, values[id] as number]));

type Message = { [T in RequestType]: { readonly type: T; readonly data: RequestInput<T> } }[RequestType];

/** Values that were set longer ago than this, in ms, go with the time at which they were. */
const FRESH_MS = 1000;

/**
 * The message that makes a change at the remote.
 *
 * @param now this device's time, in ms since 1970
 * @param offset the remote's time less this device's, in ms
 */
export function messageOf({ edit, at }: Pick<Outgoing, 'edit' | 'at'>, now: number, offset: number): Message {
  const { track_id } = edit;
  switch (edit.kind) {
    case 'add': {
      const { plugin_id, name, plugin_path } = edit.plugin;
      return { type: 'PLUGIN_ADD', data: { track_id, name, plugin_path, plugin_id, position: edit.index } };
    }
    case 'remove':
      return { type: 'PLUGIN_REMOVE', data: { track_id, plugin_id: edit.plugin.plugin_id } };
    case 'move':
      return { type: 'PLUGIN_MOVE', data: { track_id, plugin_id: edit.plugin_id, position: edit.to } };
    case 'bypass':
      return { type: 'PLUGIN_BYPASS', data: { track_id, plugin_id: edit.plugin_id, bypass: edit.to } };
    case 'rack-bypass':
      return { type: 'RACK_BYPASS', data: { track_id, bypass: edit.to } };
    case 'values': {
      const { plugin_id } = edit;
      const parameters = Object.entries(edit.to).map(([parameter_id, parameter_value]) => ({ parameter_id, parameter_value }));
      const [only] = parameters;
      if (only && parameters.length === 1 && now - at < FRESH_MS)
        return { type: 'PLUGIN_PARAMETER', data: { track_id, plugin_id, ...only } };
      const timestamp = new Date(at + offset).toISOString();
      return { type: 'PLUGIN_PARAMETER_BATCH', data: { track_id, plugin_id, parameters, timestamp } };
    }
  }
}
