import { continuous, type EffectDescriptor } from './descriptor.ts';

const GAIN = [-18, 18] as const;

/** Low cut, low shelf, bell, high shelf and high cut as state-variable filters; DSP in `wasm/effects/eq.ts`. */
export const eq = {
  id: 'eq',
  name: 'Equalizer',
  description: 'Three musical bands between a low and a high cut; smooth under automation at any sample rate.',
  aliases: ['equalizer', 'equaliser', 'eq3'],
  latency: 0,
  reducesGain: false,
  parameters: [
    continuous('low_freq', 'Low', 'Hz', [20, 1000], 200, { curve: 'log', step: 1 }),
    continuous('low_gain', 'Low gain', 'dB', GAIN, 0, { step: 0.1 }),
    continuous('mid_freq', 'Mid', 'Hz', [100, 10000], 1000, { curve: 'log', step: 1 }),
    continuous('mid_gain', 'Mid gain', 'dB', GAIN, 0, { step: 0.1 }),
    continuous('mid_q', 'Mid Q', 'none', [0.1, 18], 0.7, { curve: 'log', step: 0.01 }),
    continuous('high_freq', 'High', 'Hz', [1000, 20000], 8000, { curve: 'log', step: 10 }),
    continuous('high_gain', 'High gain', 'dB', GAIN, 0, { step: 0.1 }),
    continuous('low_cut', 'Low cut', 'Hz', [10, 2000], 10, { curve: 'log', step: 1, minText: 'Off' }),
    continuous('high_cut', 'High cut', 'Hz', [1000, 24000], 24000, { curve: 'log', step: 10, maxText: 'Off' }),
  ],
  presets: [
    { name: 'Smile', values: { low_gain: 3, mid_gain: -2, high_gain: 3 } },
    { name: 'Warm', values: { low_gain: 2, mid_gain: 1, high_gain: -1 } },
    {
      name: 'Vocal Presence',
      values: { low_cut: 90, low_freq: 250, low_gain: -2, mid_freq: 3200, mid_gain: 2.5, mid_q: 0.9, high_freq: 10000, high_gain: 2 },
    },
    { name: 'Kick Weight', values: { low_freq: 80, low_gain: 5, mid_freq: 380, mid_gain: -4, mid_q: 1.2, high_freq: 4500, high_gain: 2 } },
    { name: 'De-mud', values: { low_cut: 40, mid_freq: 300, mid_gain: -4, mid_q: 0.9 } },
    { name: 'Air', values: { high_freq: 12000, high_gain: 4 } },
    { name: 'Telephone', values: { low_cut: 400, high_cut: 3400, mid_freq: 1800, mid_gain: 6, mid_q: 1 } },
  ],
} as const satisfies EffectDescriptor;
