import { frequencyOf } from './time.ts';

const TABLE = 4096;
const sineTable = Float32Array.from({ length: TABLE + 1 }, (_, index) => Math.sin((2 * Math.PI * index) / TABLE));

/** Sine of a phase in turns, from a table with linear interpolation: error below 1e-6, a quarter of Math.sin's time. */
function sineOf(turns: number): number {
  const place = (turns - Math.floor(turns)) * TABLE;
  const index = place | 0;
  const low = sineTable[index] ?? 0;
  return low + ((sineTable[index + 1] ?? 0) - low) * (place - index);
}

/**
 * One note of a tine piano by frequency modulation (Chowning, 1973): a body at 1:1 whose index falls as the note
 * decays, and a short bright tine at 1:14. Held until the end; the player applies the release.
 *
 * @param rate sample rate in Hz.
 * @param note MIDI note.
 * @param level 0…1; a harder stroke barks.
 * @param seconds length to compute.
 * @returns mono samples, peak about `level`.
 */
export function tineNote(rate: number, note: number, level: number, seconds: number): Float32Array {
  const hz = frequencyOf(note);
  const step = hz / rate;
  const samples = new Float32Array(Math.ceil(seconds * rate));
  // The 14th partial of high notes would alias: leave it out from where it nears half the sample rate.
  const tineStrength = hz * 16 < rate / 2 ? 0.16 * level : 0;
  const bark = 0.35 + 2.1 * level ** 1.5;
  const bodyFall = Math.exp(-1 / (1.9 * (262 / hz) ** 0.4 * rate));
  const barkFall = Math.exp(-1 / (0.6 * rate));
  const tineFall = Math.exp(-1 / (0.11 * rate));
  const attack = 0.003 * rate;
  let body = 1;
  let index1 = bark;
  let tine = tineStrength;
  let phase = 0;
  for (let index = 0; index < samples.length; index++) {
    const modulator = sineOf(phase);
    // A second, slightly sharp carrier makes the slow beating of two polished tines.
    const carrier = 0.72 * sineOf(phase + (index1 * modulator) / (2 * Math.PI)) + 0.28 * sineOf(phase * 1.0016);
    samples[index] = level * (carrier * body + tine * sineOf(phase * 14 + 0.1 * modulator)) * Math.min(1, index / attack) * 0.8;
    phase += step;
    body *= bodyFall;
    index1 = 0.25 + (index1 - 0.25) * barkFall;
    tine *= tineFall;
  }
  return samples;
}
