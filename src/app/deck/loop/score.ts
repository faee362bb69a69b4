/**
 * The music: F major, a cycle of seconds and fifths with guide tones in the melody. Numbers are MIDI notes, steps are
 * sixteenths within a bar, levels are 0…1 of the instrument's full strength.
 */

/** [step, note, length in steps, level] */
export type Note = readonly [step: number, note: number, length: number, level: number];
/** [step, level] */
export type Hit = readonly [step: number, level: number];

/** A chord held from `step`, `length` sixteenths long. */
export interface Chord {
  readonly step: number;
  readonly length: number;
  readonly level: number;
  readonly notes: readonly number[];
}

// Four-note voicings without the root, which is the bass's; neighbours differ by a step in as few voices as possible.
const F_MAJ9 = [55, 57, 60, 64];
const E_HALF_DIM = [55, 58, 62, 64];
const A7_FLAT9 = [55, 58, 61, 65];
const D_MIN9 = [53, 57, 60, 64];
const C_MIN9 = [51, 55, 58, 62];
const F13 = [51, 55, 57, 62];
const BB_MAJ9 = [50, 53, 57, 60];
const A_MIN9 = [52, 55, 59, 60];
const D7_ALT = [54, 58, 60, 63];
const G_MIN9 = [53, 57, 58, 62];
const C13 = [52, 57, 58, 62];
const C7_FLAT9 = [52, 56, 58, 61];

const chord = (step: number, length: number, level: number, notes: readonly number[]): Chord => ({ step, length, level, notes });

/** Electric piano, by bar: long chords, with short pushes ahead of the beat. */
export const chords: readonly (readonly Chord[])[] = [
  [chord(0, 6.5, 0.8, F_MAJ9), chord(7, 2, 0.45, F_MAJ9), chord(10, 5.5, 0.66, [...F_MAJ9, 67])],
  [chord(0, 6.2, 0.76, E_HALF_DIM), chord(7, 8.5, 0.72, A7_FLAT9)],
  [chord(0, 6.5, 0.8, D_MIN9), chord(7, 1.2, 0.4, D_MIN9), chord(10, 5.5, 0.62, [...D_MIN9, 69])],
  [chord(0, 6.2, 0.74, C_MIN9), chord(7, 3, 0.7, F13), chord(13, 2, 0.42, [...F13, 67])],
  [chord(0, 6.5, 0.82, [...BB_MAJ9, 65]), chord(7, 2, 0.42, BB_MAJ9), chord(10, 5.5, 0.66, [...BB_MAJ9, 64])],
  [chord(0, 6.2, 0.76, A_MIN9), chord(7, 8.5, 0.74, D7_ALT)],
  [chord(0, 9.5, 0.8, G_MIN9), chord(10, 5.2, 0.5, [...G_MIN9, 65])],
  [chord(0, 6.2, 0.76, C13), chord(7, 5, 0.74, C7_FLAT9), chord(14, 1.4, 0.4, C7_FLAT9)],
];

/** Electric bass, by bar: roots on the kick, chromatic steps into the next bar. */
// biome-ignore format: one bar a line reads like a score
export const bass: readonly (readonly Note[])[] = [
  [[0, 29, 5, 1], [7, 29, 2, 0.8], [10, 36, 2, 0.85], [13, 41, 0.8, 0.5], [14, 40, 1.7, 0.8]],
  [[0, 28, 5, 0.95], [5, 40, 0.6, 0.35], [7, 33, 2.6, 0.95], [10, 33, 1.6, 0.7], [12, 45, 0.6, 0.4], [14, 37, 1.7, 0.8]],
  [[0, 38, 5, 1], [7, 38, 2, 0.75], [10, 45, 1.6, 0.8], [13, 41, 0.8, 0.5], [14, 37, 1.7, 0.8]],
  [[0, 36, 5, 0.95], [5, 36, 0.6, 0.35], [7, 29, 2.6, 1], [10, 29, 1.6, 0.75], [12, 41, 0.7, 0.5], [14, 33, 1.7, 0.8]],
  [[0, 34, 5, 1], [7, 34, 2, 0.75], [10, 41, 1.8, 0.85], [13, 46, 0.8, 0.55], [14, 45, 1.7, 0.7]],
  [[0, 33, 5, 0.95], [5, 45, 0.6, 0.35], [7, 38, 2.6, 0.95], [10, 38, 1.6, 0.7], [13, 36, 0.8, 0.5], [14, 32, 1.7, 0.8]],
  [[0, 31, 5.5, 1], [7, 31, 2, 0.75], [10, 38, 1.8, 0.85], [13, 43, 0.8, 0.5], [14, 35, 1.7, 0.8]],
  [[0, 36, 5, 1], [7, 36, 2, 0.8], [10, 34, 1.4, 0.7], [12, 31, 1, 0.7], [13, 34, 0.8, 0.6], [14, 28, 1.8, 0.9]],
];

/** Plucked lead, by bar: calls and answers with room between them, so that an echo has somewhere to go. */
// biome-ignore format: one bar a line reads like a score
export const lead: readonly (readonly Note[])[] = [
  [[4, 76, 2, 0.62], [6, 79, 2, 0.7], [8, 81, 3.5, 0.95], [12, 79, 1, 0.6], [14, 76, 2, 0.7]],
  [[0, 74, 4, 0.85], [7, 73, 2.5, 0.8], [10, 77, 1.5, 0.7], [12, 76, 4, 0.85]],
  [[2, 72, 1, 0.55], [3, 74, 6, 0.8]],
  [[6, 70, 1, 0.55], [7, 69, 2.5, 0.8], [10, 74, 2, 0.75], [12, 75, 1.8, 0.85], [14, 74, 2, 0.6]],
  [[0, 72, 6, 0.9], [8, 69, 1, 0.5], [9, 72, 1.5, 0.62], [11, 77, 1, 0.7], [12, 76, 4, 0.9]],
  [[0, 71, 2, 0.7], [3, 72, 3.5, 0.82], [7, 75, 2.5, 0.9], [10, 74, 2, 0.72], [12, 72, 2, 0.66], [14, 70, 2, 0.72]],
  [[0, 69, 6, 0.9], [9, 70, 1, 0.5], [10, 74, 2, 0.7], [12, 77, 4, 0.95]],
  [[0, 76, 5, 0.9], [7, 73, 5, 0.8], [15, 72, 1, 0.45]],
];

const everyBar = (odd: readonly Hit[], even: readonly Hit[], last: readonly Hit[]): readonly (readonly Hit[])[] =>
  Array.from({ length: 8 }, (_, bar) => (bar === 7 ? last : bar % 2 === 0 ? odd : even));

// biome-ignore format: a list of hits reads better in one line
export const kick = everyBar(
  [[0, 1], [7, 0.72], [10, 0.9]],
  [[0, 1], [3, 0.5], [7, 0.78], [10, 0.88]],
  [[0, 1], [7, 0.75], [10, 0.9], [13, 0.7]],
);

/** Full strokes on two and four; everything below 0.4 is a ghost note. */
// biome-ignore format: a list of hits reads better in one line
export const snare = everyBar(
  [[4, 0.95], [9, 0.16], [12, 1], [15, 0.2]],
  [[4, 0.97], [6, 0.12], [9, 0.18], [11, 0.13], [12, 1]],
  [[4, 0.96], [9, 0.2], [11, 0.24], [12, 0.98], [14, 0.34], [15, 0.5]],
);

// biome-ignore format: a list of hits reads better in one line
export const clap = everyBar([[12, 0.8]], [[12, 0.85]], [[4, 0.4], [12, 0.9]]);

// biome-ignore format: a list of hits reads better in one line
export const closedHat = everyBar(
  [[0, 0.8], [2, 0.55], [3, 0.22], [4, 0.7], [6, 0.6], [8, 0.78], [9, 0.2], [10, 0.55], [12, 0.7], [13, 0.24]],
  [[0, 0.8], [2, 0.58], [4, 0.7], [5, 0.22], [6, 0.6], [7, 0.25], [8, 0.78], [10, 0.55], [12, 0.7], [15, 0.3]],
  [[0, 0.8], [2, 0.55], [4, 0.7], [6, 0.6], [8, 0.75], [9, 0.25], [10, 0.55], [12, 0.6]],
);

// biome-ignore format: a list of hits reads better in one line
export const openHat = everyBar([[14, 0.5]], [[14, 0.42]], [[14, 0.62]]);

/** One level for each sixteenth, the same in every bar. */
export const shaker = [0.5, 0.22, 0.36, 0.26, 0.55, 0.2, 0.38, 0.3, 0.5, 0.22, 0.36, 0.28, 0.55, 0.24, 0.4, 0.32];
