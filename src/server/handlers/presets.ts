import { WireError } from '../../wire/errors.ts';
import type { RequestData } from '../../wire/requests.ts';
import type { Preset } from '../../wire/state.ts';
import type { Context, Handler } from '../handler.ts';
import { quote, requireEffect } from '../lookup.ts';
import { factoryPreset, listPresets, RACK } from '../presets.ts';
import { readRackEntries } from '../rack-entries.ts';
import { readValues } from '../values.ts';

const effectId = (name: string): string => (name === RACK ? RACK : requireEffect(name).id);

/** Factory presets and the users', of one effect, of racks, or of all. */
export const presetList: Handler<'PRESET_LIST'> = ({ effect }, { state }) => ({
  reply: { presets: listPresets(state, effect === undefined ? undefined : effectId(effect)), success: true },
});

/**
 * Keeps a preset. A name that is taken is refused without `replace`; a factory name always. With `rename_from`, the
 * preset of that name goes in the same step.
 */
export const presetSave: Handler<'PRESET_SAVE'> = (data, { state }) => {
  const { name, rename_from, replace } = data;
  const effect = effectId(data.effect);
  refuseFactory(effect, name);
  if (rename_from !== undefined) requireUserPreset(state, effect, rename_from);
  if (name !== rename_from && !replace && state.preset(effect, name)) {
    throw invalid(`expected a name that no preset of ${effect} has, or replace: true, got ${quote(name)}`, { effect, name });
  }
  const preset = readPreset(effect, data);
  return {
    reply: { preset, ...(rename_from !== undefined && { rename_from }), success: true },
    changes: [
      ...(rename_from !== undefined && rename_from !== name ? [{ kind: 'preset-removed', effect, name: rename_from } as const] : []),
      { kind: 'preset', preset },
    ],
    scope: 'everywhere',
  };
};

/** Deletes a user's preset. */
export const presetDelete: Handler<'PRESET_DELETE'> = ({ effect: given, name }, { state }) => {
  const effect = effectId(given);
  refuseFactory(effect, name);
  requireUserPreset(state, effect, name);
  return {
    reply: { effect, name, success: true },
    changes: [{ kind: 'preset-removed', effect, name }],
    scope: 'everywhere',
  };
};

function readPreset(effect: string, { name, parameters = {}, plugins = [] }: RequestData<'PRESET_SAVE'>): Preset {
  if (effect === RACK) {
    const entries = readRackEntries(plugins, { code: 'INVALID_PARAMETER', details: { effect, name } });
    return { kind: 'rack', effect: RACK, name, factory: false, plugins: entries };
  }
  const read = readValues(requireEffect(effect), parameters);
  if ('values' in read) return { kind: 'effect', effect, name, factory: false, parameters: read.values };
  const { problem } = read;
  throw new WireError('INVALID_PARAMETER', `${effect}.${problem.parameter_id.slice(0, 60)}: ${problem.validation_error}`, {
    ...problem,
    effect,
    name,
  });
}

function refuseFactory(effect: string, name: string): void {
  if (!factoryPreset(effect, name)) return;
  throw invalid(`${quote(name)} is a factory preset of ${effect} and stays as it is: choose another name`, { effect, name });
}

function requireUserPreset(state: Context['state'], effect: string, name: string): void {
  if (state.preset(effect, name)) return;
  const preset_error = `expected the name of a saved preset of ${effect}, got ${quote(name)}`;
  throw new WireError('PRESET_LOAD_FAILED', preset_error, { effect, name, preset_error });
}

const invalid = (message: string, details: Record<string, unknown>): WireError => new WireError('INVALID_MESSAGE', message, details);
