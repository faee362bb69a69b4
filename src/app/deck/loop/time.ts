/** The loop's clock: 8 bars of 4/4 at 96 beats per minute, in swung sixteenths. */

/** Beats per minute. */
export const TEMPO = 96;
export const BARS = 8;
/** Sixteenths in a bar. */
export const STEPS = 16;
/** Where the second of each pair of sixteenths falls between its neighbours: 0.5 is straight, 0.67 a triplet. */
const SWING = 0.575;

const stepSeconds = 60 / TEMPO / 4;

/** Length of the loop in seconds. */
export const LOOP_SECONDS = BARS * STEPS * stepSeconds;

/**
 * When a step sounds, in seconds from the loop's start.
 *
 * @param bar 0…BARS−1.
 * @param step sixteenth within the bar; odd ones are swung.
 */
export function timeOf(bar: number, step: number): number {
  const pair = Math.floor(step / 2) * 2;
  return (bar * STEPS + pair + (step - pair) * SWING * 2) * stepSeconds;
}

/** Seconds that a number of sixteenths lasts, unswung. */
export const lengthOf = (steps: number): number => steps * stepSeconds;

/** Frequency in Hz of a MIDI note: equal temperament, A4 = 69 = 440 Hz. */
export const frequencyOf = (note: number): number => 440 * 2 ** ((note - 69) / 12);
