import { findEffect, fullValues } from '../../effects/catalogue.ts';
import type { PluginState, Preset, RackEntry, TrackState } from '../../wire/state.ts';

/** The name of the rack preset that the rack is, if any. */
export function presetOf({ plugins }: TrackState, presets: readonly Preset[]): string {
  const isRack = (preset: Preset): boolean =>
    preset.kind === 'rack' &&
    preset.plugins.length === plugins.length &&
    preset.plugins.every((entry, index) => isEntry(entry, plugins[index]));
  return presets.find(isRack)?.name ?? '';
}

function isEntry({ effect, bypassed = false, parameters }: RackEntry, plugin: PluginState | undefined): boolean {
  const descriptor = findEffect(effect);
  if (!descriptor || !plugin || plugin.effect !== descriptor.id || plugin.bypassed !== bypassed) return false;
  return Object.entries(fullValues(descriptor, parameters)).every(([id, value]) => plugin.parameters[id] === value);
}
