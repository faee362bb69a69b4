import type { Subject } from '../settings.ts';

/** One way to do a subject's job, ours or a peer's. */
export interface Contender {
  /** Unique among all contenders of a subject, as it stands in the table: "browser: 5 BiquadFilterNodes". */
  readonly label: string;
  readonly subject: Subject;
  /** Which build of the engine, for ours; peers have none. */
  readonly ours?: 'SIMD' | 'relaxed SIMD';
  /** Nanoseconds per quantum with everything around it. */
  time(seconds: number): Promise<number>;
  /** Whose context it runs in: contenders of one context have one baseline. */
  readonly context: 'browser' | 'Tone.js';
  /** Nanoseconds per quantum of the same graph without the effect. */
  timeBaseline(seconds: number): Promise<number>;
}
