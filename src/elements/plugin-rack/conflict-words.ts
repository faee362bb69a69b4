import type { Conflict } from '../../client/recovery.ts';
import { findEffect, findParameter } from '../../effects/catalogue.ts';
import { valueText } from '../../effects/value.ts';
import type { TrackState } from '../../wire/state.ts';
import { t } from '../localise.ts';

/** In words: what somebody else has done to a parameter while this page was away, and whose value stays. */
export function conflictWords(conflict: Conflict, track: TrackState): string {
  const { plugin_id, parameter_id, mine, theirs, kept, changed_by } = conflict;
  const plugin = track.plugins.find((candidate) => candidate.plugin_id === plugin_id);
  const effect = plugin && findEffect(plugin.effect);
  const parameter = effect && findParameter(effect, parameter_id);
  if (!plugin || !parameter || theirs === undefined)
    return t('A plugin was removed while the connection was away, with what you had set in it.');
  const words = {
    name: t(parameter.name),
    who: changed_by ?? t('Somebody'),
    mine: valueText(parameter, mine),
    theirs: valueText(parameter, theirs),
  };
  return kept === 'mine'
    ? t('{name}: {who} set {theirs} while the connection was away. Yours, {mine}, is newer and stays.', words)
    : t('{name}: {who} set {theirs} while the connection was away. It is newer than yours, {mine}, and stays.', words);
}
