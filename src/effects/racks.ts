import { findEffect, fullValues } from './catalogue.ts';
import type { ParameterValues } from './descriptor.ts';

/** One plugin of a factory rack, with every parameter. */
export interface FactoryRackPlugin {
  /** Catalogue id. */
  readonly effect: string;
  readonly name: string;
  readonly parameters: ParameterValues;
}

/** A whole rack ready to load. */
export interface FactoryRack {
  /** Unique among the racks. */
  readonly name: string;
  /** In signal order. */
  readonly plugins: readonly FactoryRackPlugin[];
}

/** A plugin that starts from a factory preset of its effect, with what differs from it in this rack. */
function plugin(id: string, preset: string, values: ParameterValues = {}): FactoryRackPlugin {
  const effect = findEffect(id);
  const base = effect?.presets.find(({ name }) => name === preset);
  if (!effect || !base) throw new Error(`expected a factory preset of an effect, got "${preset}" of "${id}"`);
  return { effect: id, name: effect.name, parameters: fullValues(effect, { ...base.values, ...values }) };
}

export const factoryRacks: readonly FactoryRack[] = [
  {
    name: 'Vocal Chain',
    plugins: [
      plugin('eq', 'Vocal Presence'),
      plugin('compressor', 'Vocal Leveller'),
      plugin('delay', 'Vocal Throw', { wet_dry: 0.14 }),
      plugin('reverb', 'Vocal Plate', { wet_dry: 0.2 }),
    ],
  },
  {
    name: 'Drum Bus',
    plugins: [
      plugin('eq', 'Kick Weight', { low_gain: 2.5, mid_gain: -2.5, high_gain: 1.5 }),
      plugin('compressor', 'Drum Punch'),
      plugin('reverb', 'Drum Booth', { wet_dry: 0.12 }),
    ],
  },
  {
    name: 'Wide Space',
    plugins: [plugin('delay', 'Ping-pong Quarter', { wet_dry: 0.26 }), plugin('reverb', 'Concert Hall', { wet_dry: 0.36 })],
  },
  {
    name: 'Mastering Glue',
    plugins: [
      plugin('eq', 'Warm', { low_cut: 24, low_gain: 1, mid_gain: 0, high_freq: 11000, high_gain: 1 }),
      plugin('compressor', 'Bus Glue'),
    ],
  },
];
