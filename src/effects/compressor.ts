import { continuous, type EffectDescriptor, toggle } from './descriptor.ts';

/** A feed-forward, stereo-linked compressor that smooths in decibels; DSP in `wasm/effects/compressor.ts`. */
export const compressor = {
  id: 'compressor',
  name: 'Compressor',
  description: 'Evens out levels: stereo-linked, soft-kneed, with parallel mix and an optional sidechain input.',
  aliases: ['comp', 'dynamics'],
  latency: 0,
  reducesGain: true,
  parameters: [
    continuous('threshold', 'Threshold', 'dB', [-60, 0], -20, { step: 0.1 }),
    continuous('ratio', 'Ratio', ':1', [1, 20], 4, { curve: 'log', step: 0.1 }),
    continuous('attack', 'Attack', 's', [0.0001, 0.25], 0.003, { curve: 'log', step: 0.0001 }),
    continuous('release', 'Release', 's', [0.005, 2], 0.1, { curve: 'log', step: 0.001 }),
    continuous('knee', 'Knee', 'dB', [0, 24], 6, { step: 0.1 }),
    continuous('makeup', 'Make-up', 'dB', [-12, 24], 0, { step: 0.1 }),
    continuous('wet_dry', 'Mix', 'ratio', [0, 1], 1, { step: 0.01 }),
    toggle('sidechain', 'Sidechain'),
  ],
  presets: [
    { name: 'Gentle', values: { threshold: -15, ratio: 2, attack: 0.01, release: 0.2 } },
    { name: 'Aggressive', values: { threshold: -25, ratio: 8, attack: 0.001, release: 0.05 } },
    { name: 'Vocal Leveller', values: { threshold: -24, ratio: 3, attack: 0.006, release: 0.15, knee: 10, makeup: 4 } },
    { name: 'Drum Punch', values: { threshold: -18, ratio: 4, attack: 0.03, release: 0.08, knee: 3, makeup: 3 } },
    { name: 'Parallel Smash', values: { threshold: -38, ratio: 12, attack: 0.001, release: 0.06, knee: 6, makeup: 14, wet_dry: 0.35 } },
    { name: 'Bus Glue', values: { threshold: -14, ratio: 2, attack: 0.03, release: 0.3, knee: 12, makeup: 1.5 } },
    { name: 'Bass Steady', values: { threshold: -22, ratio: 5, attack: 0.012, release: 0.18, knee: 6, makeup: 5 } },
  ],
} as const satisfies EffectDescriptor;
