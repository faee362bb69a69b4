import { continuous, type EffectDescriptor } from './descriptor.ts';

/** A feedback delay network of sixteen lines behind allpass diffusers; DSP in `wasm/effects/reverb.ts`. */
export const reverb = {
  id: 'reverb',
  name: 'Reverb',
  description: 'A dense, smooth room: sixteen diffused delay lines, from a small booth to a long hall.',
  aliases: ['verb', 'room', 'hall'],
  latency: 0,
  reducesGain: false,
  parameters: [
    continuous('wet_dry', 'Mix', 'ratio', [0, 1], 0.5, { step: 0.01 }),
    continuous('room_size', 'Size', 'ratio', [0, 1], 0.7, { step: 0.01 }),
    continuous('damping', 'Damping', 'ratio', [0, 1], 0.3, { step: 0.01 }),
    continuous('pre_delay', 'Pre-delay', 's', [0, 0.5], 0.01, { step: 0.001 }),
    continuous('high_freq', 'High cut', 'Hz', [1000, 20000], 8000, { curve: 'log', step: 10 }),
    continuous('low_freq', 'Low cut', 'Hz', [20, 1000], 200, { curve: 'log', step: 1 }),
    continuous('width', 'Width', 'ratio', [0, 1], 1, { step: 0.01 }),
  ],
  presets: [
    { name: 'Vocal Plate', values: { wet_dry: 0.28, room_size: 0.55, damping: 0.2, pre_delay: 0.03, high_freq: 11000, low_freq: 280 } },
    { name: 'Small Room', values: { wet_dry: 0.3, room_size: 0.2, damping: 0.5, pre_delay: 0.004, high_freq: 7000, low_freq: 150 } },
    { name: 'Drum Booth', values: { wet_dry: 0.22, room_size: 0.08, damping: 0.35, pre_delay: 0, high_freq: 9000, low_freq: 120 } },
    { name: 'Concert Hall', values: { wet_dry: 0.42, room_size: 0.86, damping: 0.35, pre_delay: 0.025, high_freq: 7500, low_freq: 90 } },
    { name: 'Dark Cathedral', values: { wet_dry: 0.5, room_size: 1, damping: 0.7, pre_delay: 0.05, high_freq: 4200, low_freq: 110 } },
    {
      name: 'Bright Ambience',
      values: { wet_dry: 0.35, room_size: 0.4, damping: 0.05, pre_delay: 0.012, high_freq: 14000, low_freq: 400 },
    },
    {
      name: 'Mono Chamber',
      values: { wet_dry: 0.4, room_size: 0.5, damping: 0.4, pre_delay: 0.015, high_freq: 6000, low_freq: 200, width: 0 },
    },
  ],
} as const satisfies EffectDescriptor;
