import * as v from 'valibot';
import { findEffect, fullValues } from '../effects/catalogue.ts';
import type { EffectDescriptor } from '../effects/descriptor.ts';
import { validationError } from '../effects/value.ts';
import type { PluginState, Preset, RackEntry, TrackState } from '../wire/state.ts';
import { StoreError } from './errors.ts';

/** The form of the records that this build writes, and the newest that it reads. */
export const RECORD_FORMAT = 1;

const format = v.literal(RECORD_FORMAT);
const values = v.record(v.string(), v.unknown());

/** A plugin as it lies in a record: its effect and values are still to be judged. */
export const pluginSchema = v.object({
  plugin_id: v.string(),
  name: v.string(),
  plugin_path: v.string(),
  effect: v.string(),
  bypassed: v.boolean(),
  parameters: values,
});
const trackSchema = v.object({ format, bypassed: v.boolean(), plugins: v.array(pluginSchema) });

const entrySchema = v.object({ effect: v.string(), name: v.optional(v.string()), bypassed: v.optional(v.boolean()), parameters: values });
const presetSchema = v.variant('kind', [
  v.object({ format, kind: v.literal('effect'), parameters: values }),
  v.object({ format, kind: v.literal('rack'), plugins: v.array(entrySchema) }),
]);

type StoredPlugin = v.InferOutput<typeof pluginSchema>;
export type TrackRecord = Omit<v.InferOutput<typeof trackSchema>, 'plugins'> & { plugins: readonly unknown[] };

/** A plugin that this build does not know, with its place in the rack: it is kept for the build that does. */
export interface Kept {
  readonly index: number;
  readonly record: unknown;
}

/** What could be read of a track's record. */
export interface ReadTrack {
  readonly track: TrackState;
  readonly kept: readonly Kept[];
  readonly problems: readonly string[];
}

/** Reads a track's record, or says in `problems` why it cannot be read at all. */
export function readTrack(track_id: string, record: unknown): ReadTrack | { readonly unreadable: string } {
  refuseNewer(record, `the track ${JSON.stringify(track_id)}`);
  const result = v.safeParse(trackSchema, record);
  if (!result.success)
    return { unreadable: `the stored track ${JSON.stringify(track_id)} cannot be read: ${describe(result.issues)}; it is kept as it is` };
  const problems: string[] = [];
  const kept: Kept[] = [];
  const plugins: PluginState[] = [];
  for (const [index, stored] of result.output.plugins.entries()) {
    const effect = findEffect(stored.effect);
    if (effect) plugins.push(readPlugin(stored, effect, problems));
    else {
      kept.push({ index, record: (record as TrackRecord).plugins[index] });
      problems.push(
        `the plugin ${JSON.stringify(stored.name)} of track ${JSON.stringify(track_id)} needs the effect ${JSON.stringify(stored.effect)}, which this build lacks; it is silent here and stays stored`,
      );
    }
  }
  return { track: { track_id, bypassed: result.output.bypassed, plugins }, kept, problems };
}

/** Reads a plugin of an effect that this build has. What it cannot use is told in `problems`. */
export function readPlugin(stored: StoredPlugin, effect: EffectDescriptor, problems: string[]): PluginState {
  const where = `the plugin ${JSON.stringify(stored.plugin_id)}`;
  return { ...stored, effect: effect.id, parameters: readValues(effect, stored.parameters, where, problems) };
}

/** A parameter that is missing (the effect has grown) or no longer valid takes its default. */
function readValues(effect: EffectDescriptor, stored: Record<string, unknown>, where: string, problems: string[]): Record<string, number> {
  const read = new Map<string, number>();
  for (const parameter of effect.parameters) {
    if (!Object.hasOwn(stored, parameter.id)) continue;
    const problem = validationError(parameter, stored[parameter.id]);
    if (problem) problems.push(`${where} takes the default of ${parameter.id}, because of what is stored: ${problem}`);
    else read.set(parameter.id, stored[parameter.id] as number);
  }
  return fullValues(effect, Object.fromEntries(read));
}

/** The record of a track, with the plugins that this build does not know back in their places. */
export function trackRecord(track: TrackState, kept: readonly Kept[] = []): TrackRecord {
  const plugins: unknown[] = [...track.plugins];
  for (const { index, record } of kept) plugins.splice(index, 0, record);
  return { format: RECORD_FORMAT, bypassed: track.bypassed, plugins };
}

/** Reads a user preset's record. */
export function readPreset(
  effectId: string,
  name: string,
  record: unknown,
): { readonly preset: Preset; readonly problems: readonly string[] } | { readonly unreadable: string } {
  const where = `the preset ${JSON.stringify(name)} of ${effectId}`;
  refuseNewer(record, where);
  const result = v.safeParse(presetSchema, record);
  if (!result.success) return { unreadable: `${where} cannot be read: ${describe(result.issues)}; it is kept as it is` };
  const problems: string[] = [];
  const lacks = (effect: string) => ({
    unreadable: `${where} needs the effect ${JSON.stringify(effect)}, which this build lacks; it stays stored`,
  });
  if (result.output.kind === 'effect') {
    const effect = findEffect(effectId);
    if (!effect) return lacks(effectId);
    const parameters = readValues(effect, result.output.parameters, where, problems);
    return { preset: { kind: 'effect', effect: effect.id, name, factory: false, parameters }, problems };
  }
  const plugins: RackEntry[] = [];
  for (const entry of result.output.plugins) {
    const effect = findEffect(entry.effect);
    if (!effect) return lacks(entry.effect);
    plugins.push({
      effect: effect.id,
      name: entry.name ?? effect.name,
      bypassed: entry.bypassed ?? false,
      parameters: readValues(effect, entry.parameters, where, problems),
    });
  }
  return { preset: { kind: 'rack', effect: 'rack', name, factory: false, plugins }, problems };
}

export function presetRecord(preset: Preset): Record<string, unknown> {
  return preset.kind === 'rack'
    ? { format: RECORD_FORMAT, kind: 'rack', plugins: preset.plugins }
    : { format: RECORD_FORMAT, kind: 'effect', parameters: preset.parameters };
}

/** @throws StoreError `newer` where a newer build has written the record */
export function refuseNewer(record: unknown, what: string): void {
  const found = (record as { format?: unknown } | null | undefined)?.format;
  if (typeof found === 'number' && found > RECORD_FORMAT) {
    throw new StoreError(
      'newer',
      `${what} was stored by a newer version of Rackwire (record format ${found}; this build understands up to ${RECORD_FORMAT}). Nothing was changed: reload the page to get the newer version`,
    );
  }
}

function describe([issue]: readonly v.BaseIssue<unknown>[]): string {
  const path = issue?.path?.map(({ key }) => String(key)).join('.');
  return `${path ? `${path}: ` : ''}${issue?.message ?? 'unknown form'}`;
}
