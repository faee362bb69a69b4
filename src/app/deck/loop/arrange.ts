import { closedHiHat, handClap, kickDrum, openHiHat, shakerStroke, snareDrum } from './drums.ts';
import { tineNote } from './electric-piano.ts';
import { randomFrom } from './random.ts';
import { bass, chords, clap, closedHat, type Hit, kick, lead, openHat, shaker, snare } from './score.ts';
import { Stem } from './stem.ts';
import { bassString, pluckedString } from './strings.ts';
import { BARS, LOOP_SECONDS, lengthOf, timeOf } from './time.ts';

/** The four tracks of the loop before the desk. */
export interface Stems {
  readonly drums: Stem;
  readonly bass: Stem;
  readonly keys: Stem;
  readonly lead: Stem;
}

const GHOST = 0.4;
/** Seconds: the snare leans back, a chord is rolled upwards, and no hand is exact. */
const SNARE_LATE = 0.007;
const CHORD_ROLL = 0.006;
const LOOSE = 0.003;

/**
 * Plays the score into stems. It is plain arithmetic on the caller's thread, in portions of one bar and instrument, so
 * that a page can breathe between them.
 *
 * @param rate sample rate in Hz.
 * @returns a generator that yields the share done, 0…1, after each portion and returns the stems.
 */
export function* arrange(rate: number): Generator<number, Stems> {
  const frames = Math.round(LOOP_SECONDS * rate);
  const stems: Stems = {
    drums: new Stem(frames, rate),
    bass: new Stem(frames, rate),
    keys: new Stem(frames, rate),
    lead: new Stem(frames, rate),
  };
  const portions = [...drumPortions(stems.drums, rate), ...bassPortions(stems.bass, rate), ...keyPortions(stems.keys, rate)];
  portions.push(...leadPortions(stems.lead, rate));
  for (const [index, portion] of portions.entries()) {
    portion();
    yield (index + 1) / portions.length;
  }
  return stems;
}

type Portion = () => void;
const bars = Array.from({ length: BARS }, (_, bar) => bar);

function drumPortions(stem: Stem, rate: number): Portion[] {
  const random = randomFrom(5);
  const loose = () => (random() - 0.5) * 2 * LOOSE;
  const inBar = (part: readonly (readonly Hit[])[], play: (time: number, level: number, step: number) => void) =>
    bars.forEach((bar) => {
      for (const [step, level] of part[bar] ?? []) play(timeOf(bar, step), level, step);
    });
  return [
    () => {
      const sound = kickDrum(rate);
      inBar(kick, (time, level) => stem.add(sound, time, { gain: 0.74 * level }));
    },
    () => {
      const full = [0, 1, 2, 3].map((variant) => snareDrum(rate, variant, false));
      const soft = [0, 1, 2, 3].map((variant) => snareDrum(rate, variant, true));
      let stroke = 0;
      inBar(snare, (time, level) => {
        const sound = (level < GHOST ? soft : full)[stroke++ % 4];
        if (sound) stem.add(sound, time + SNARE_LATE + loose(), { gain: 0.6 * level, pan: -0.1 });
      });
    },
    () => {
      const sound = handClap(rate);
      inBar(clap, (time, level) => stem.add(sound, time + SNARE_LATE, { gain: 0.24 * level, pan: 0.16 }));
    },
    () => {
      const closed = [0, 1, 2, 3].map((variant) => closedHiHat(rate, variant));
      let stroke = 0;
      inBar(closedHat, (time, level) => {
        const sound = closed[stroke++ % 4];
        if (sound) stem.add(sound, time + loose(), { gain: 0.27 * level, pan: 0.42 });
      });
      const open = openHiHat(rate);
      // A closing foot ends the open stroke at the next beat.
      inBar(openHat, (time, level) => stem.add(open, time + loose(), { gain: 0.27 * level, pan: 0.42, hold: lengthOf(2), release: 0.05 }));
    },
    () => {
      const strokes = [0, 1, 2, 3].map((variant) => shakerStroke(rate, variant));
      for (const bar of bars) {
        shaker.forEach((level, step) => {
          const sound = strokes[(bar + step * 3) % 4];
          // A shaker's stroke swells before it is heard on the beat.
          if (sound) stem.add(sound, timeOf(bar, step) - 0.018 + loose(), { gain: 0.15 * level * (0.9 + 0.2 * random()), pan: -0.6 });
        });
      }
    },
  ];
}

function bassPortions(stem: Stem, rate: number): Portion[] {
  const random = randomFrom(6);
  return bars.map((bar) => () => {
    for (const [step, note, length, level] of bass[bar] ?? []) {
      const hold = lengthOf(length) * 0.96;
      const sound = bassString(rate, note, level, hold + 0.15);
      stem.add(sound, timeOf(bar, step) + (random() - 0.4) * LOOSE, { gain: 0.37, hold, release: 0.08 });
    }
  });
}

function keyPortions(stem: Stem, rate: number): Portion[] {
  const random = randomFrom(7);
  return bars.map((bar) => () => {
    for (const { step, length, level, notes } of chords[bar] ?? []) {
      const hold = lengthOf(length);
      notes.forEach((note, voice) => {
        const time = timeOf(bar, step) + voice * CHORD_ROLL + random() * LOOSE;
        // The lowest and highest voices sit a little further out, as over a piano's width.
        const pan = (note - 58) / 13;
        const sound = tineNote(rate, note, level * (0.9 + 0.1 * random()), hold + 0.34);
        stem.add(sound, time, { gain: 0.33, pan: Math.max(-0.8, Math.min(0.8, pan)), hold, release: 0.22 });
      });
    }
  });
}

function leadPortions(stem: Stem, rate: number): Portion[] {
  const random = randomFrom(8);
  return bars.map((bar) => () => {
    for (const [step, note, length, level] of lead[bar] ?? []) {
      const hold = lengthOf(length) * 1.15;
      const sound = pluckedString(rate, note, level, hold + 0.5);
      stem.add(sound, timeOf(bar, step) + (random() - 0.3) * LOOSE * 1.5, { gain: 0.5, pan: -0.34, hold, release: 0.32 });
    }
  });
}
