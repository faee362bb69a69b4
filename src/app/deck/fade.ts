/** Time constant in seconds of every start, stop and jump: 95 % of the way in 6 ms, short to the hand, too slow to click. */
const FADE = 0.002;

/** Seconds until a fade is over: the rest is 65 dB down. */
export const FADE_TIME = FADE * 7.5;

/**
 * Moves a gain from wherever it is towards `value`, from now on. An exponential approach and not a ramp, because a ramp
 * that is interrupted jumps back to where it began.
 */
export function fadeTo(gain: GainNode, value: number): void {
  const now = gain.context.currentTime;
  gain.gain.cancelScheduledValues(now);
  gain.gain.setTargetAtTime(value, now, FADE);
}

/** Fades a node out and disconnects it once it is silent; `after` then frees what fed it. */
export function fadeAway(gain: GainNode, after?: () => void): void {
  fadeTo(gain, 0);
  // A source of silence tells by the audio clock when the fade is over: a timer would run on while the context sleeps.
  const clock = new ConstantSourceNode(gain.context, { offset: 0 });
  clock.connect(gain.context.destination);
  clock.onended = () => {
    clock.disconnect();
    gain.disconnect();
    after?.();
  };
  clock.start();
  clock.stop(gain.context.currentTime + FADE_TIME);
}
