import { choice, continuous, type EffectDescriptor, toggle } from './descriptor.ts';

/** Note lengths in quarter notes, in the order of the `note` parameter's choices. */
export const NOTE_BEATS = [4, 3, 2, 1.5, 4 / 3, 1, 0.75, 2 / 3, 0.5, 0.375, 1 / 3, 0.25, 1 / 6, 0.125] as const;

const NOTES = ['1/1', '1/2.', '1/2', '1/4.', '1/2T', '1/4', '1/8.', '1/4T', '1/8', '1/16.', '1/8T', '1/16', '1/16T', '1/32'] as const;

/** A stereo echo with ping-pong, loop filters and modulation; DSP in `wasm/effects/delay.ts`. */
export const delay = {
  id: 'delay',
  name: 'Delay',
  description: 'Echoes in seconds or in note lengths, straight or ping-pong, with filters and drift in the loop.',
  aliases: ['echo', 'pingpong', 'ping_pong_delay'],
  latency: 0,
  reducesGain: false,
  parameters: [
    continuous('time', 'Time', 's', [0.001, 2], 0.375, { curve: 'log', step: 0.001 }),
    continuous('feedback', 'Feedback', 'ratio', [0, 0.98], 0.35, { step: 0.01 }),
    continuous('wet_dry', 'Mix', 'ratio', [0, 1], 0.35, { step: 0.01 }),
    toggle('sync', 'Tempo sync'),
    choice('note', 'Note', NOTES, 6),
    continuous('tempo', 'Tempo', 'bpm', [40, 240], 120, { step: 0.1 }),
    toggle('ping_pong', 'Ping-pong'),
    continuous('low_cut', 'Low cut', 'Hz', [20, 2000], 80, { curve: 'log', step: 1, minText: 'Off' }),
    continuous('high_cut', 'High cut', 'Hz', [500, 20000], 6500, { curve: 'log', step: 10, maxText: 'Off' }),
    continuous('mod_rate', 'Mod rate', 'Hz', [0.05, 8], 0.5, { curve: 'log', step: 0.01 }),
    continuous('mod_depth', 'Mod depth', 'ms', [0, 5], 0, { step: 0.01, minText: 'Off' }),
  ],
  presets: [
    { name: 'Slapback', values: { time: 0.11, feedback: 0.08, wet_dry: 0.3, high_cut: 5000 } },
    { name: 'Dotted Eighth', values: { sync: 1, note: 6, feedback: 0.38, wet_dry: 0.32 } },
    { name: 'Ping-pong Quarter', values: { sync: 1, note: 5, ping_pong: 1, feedback: 0.45, wet_dry: 0.34 } },
    {
      name: 'Tape Drift',
      values: { time: 0.42, feedback: 0.5, wet_dry: 0.35, low_cut: 150, high_cut: 2800, mod_rate: 0.7, mod_depth: 1.6 },
    },
    { name: 'Dub Siren', values: { time: 0.5, feedback: 0.78, wet_dry: 0.42, low_cut: 300, high_cut: 2200, ping_pong: 1, mod_depth: 0.6 } },
    { name: 'Vocal Throw', values: { sync: 1, note: 8, feedback: 0.28, wet_dry: 0.22, low_cut: 300, high_cut: 4500 } },
    { name: 'Doubler', values: { time: 0.024, feedback: 0, wet_dry: 0.45, low_cut: 20, high_cut: 12000, mod_rate: 0.9, mod_depth: 0.8 } },
  ],
} as const satisfies EffectDescriptor;
