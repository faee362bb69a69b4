/**
 * The settings that everybody is measured with: every section, filter and modulation at work, so that no contender
 * saves anything by leaving a stage out.
 */

import type { ParameterValues } from '../../src/effects/descriptor.ts';

/** In the order of the chain. */
export const EFFECTS = ['eq', 'compressor', 'delay', 'reverb'] as const;
export type EffectName = (typeof EFFECTS)[number];

/** One effect, all four in a row, or none: what the rack itself costs. */
export const SUBJECTS = [...EFFECTS, 'chain', 'empty rack'] as const;
export type Subject = (typeof SUBJECTS)[number];

/** Wire units, parameters that differ from their defaults. */
export const SETTINGS = {
  eq: { low_cut: 60, low_freq: 200, low_gain: 3, mid_freq: 1000, mid_gain: -4, mid_q: 1, high_freq: 8000, high_gain: 3, high_cut: 16000 },
  compressor: { threshold: -24, ratio: 4, attack: 0.003, release: 0.1, knee: 6, makeup: 3 },
  delay: { time: 0.375, feedback: 0.45, ping_pong: 1, low_cut: 80, high_cut: 6500, mod_rate: 0.5, mod_depth: 1, wet_dry: 0.35 },
  reverb: { wet_dry: 0.3, room_size: 0.7, damping: 0.3, pre_delay: 0.01, high_freq: 8000, low_freq: 200, width: 1 },
} as const satisfies Record<EffectName, ParameterValues>;

/** The effects that a subject consists of, in order. */
export function effectsOf(subject: Subject): readonly EffectName[] {
  if (subject === 'empty rack') return [];
  return subject === 'chain' ? EFFECTS : [subject];
}

export const SAMPLE_RATE = 48000;
/** Frames in a quantum, as the Web Audio API had it from the start and OfflineAudioContext still has. */
export const QUANTUM = 128;
