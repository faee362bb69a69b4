import * as v from 'valibot';
import { catalogue, findEffect, findParameter, fullValues, resolveEffect } from '../effects/catalogue.ts';
import type { EffectDescriptor } from '../effects/descriptor.ts';
import { validationError } from '../effects/value.ts';
import type { Change } from '../store/change.ts';
import { DEFAULT_SESSION } from '../wire/identity.ts';
import type { PluginState, Preset, RackEntry } from '../wire/state.ts';

type Values = Readonly<Record<string, number>>;

export interface PluginFixture {
  /** Default: `plugin_1`, `plugin_2`, … in the order of the fixtures. */
  readonly plugin_id?: string;
  /** What the client calls it. Default: the effect's name. */
  readonly name?: string;
  readonly plugin_path?: string;
  /** Catalogue id or alias. Default: by path and name, as for `PLUGIN_ADD`. */
  readonly effect?: string;
  readonly bypassed?: boolean;
  /** What is missing takes its default. */
  readonly parameters?: Values;
}

export interface TrackFixture {
  readonly track_id: string;
  readonly bypassed?: boolean;
  readonly plugins?: readonly PluginFixture[];
}

export interface SessionFixture {
  readonly session_id: string;
  readonly tracks?: readonly TrackFixture[];
}

/** A user's preset: of an effect with `parameters`, or of a rack (`effect` "rack") with `plugins`. */
export interface PresetFixture {
  readonly effect: string;
  readonly name: string;
  readonly parameters?: Values;
  readonly plugins?: readonly RackEntry[];
}

/** What a backend holds when it starts. */
export interface Fixtures {
  readonly sessions?: readonly SessionFixture[];
  /** Tracks of the session `default`. */
  readonly tracks?: readonly TrackFixture[];
  readonly presets?: readonly PresetFixture[];
}

const id = (what: string) => v.pipe(v.string(`expected ${what} as text`), v.minLength(1, `expected ${what}, and not empty`));
const text = (what: string) => v.optional(v.string(`expected ${what} as text`));
const flag = (what: string) => v.optional(v.boolean(`expected ${what} as true or false`));
const values = v.optional(v.record(v.string(), v.unknown(), 'expected parameters as an object'));
const list = <S extends v.GenericSchema>(what: string, item: S) => v.optional(v.array(item, `expected ${what} as a list`), []);

const plugin = v.strictObject({
  plugin_id: v.optional(
    v.pipe(v.string('expected plugin_id as text'), v.regex(/^\w{1,100}$/, 'expected plugin_id of letters, digits and underscores')),
  ),
  name: text('name'),
  plugin_path: text('plugin_path'),
  effect: text('effect'),
  bypassed: flag('bypassed'),
  parameters: values,
});
const track = v.strictObject({ track_id: id('a track_id'), bypassed: flag('bypassed'), plugins: list('plugins', plugin) });
const session = v.strictObject({ session_id: id('a session_id'), tracks: list('tracks', track) });
const entry = v.strictObject({ effect: id('an effect'), name: text('name'), bypassed: flag('bypassed'), parameters: values });
const preset = v.strictObject({
  effect: id('an effect'),
  name: id('a name'),
  parameters: values,
  plugins: v.optional(v.array(entry, 'expected plugins as a list')),
});
const schema = v.strictObject({ sessions: list('sessions', session), tracks: list('tracks', track), presets: list('presets', preset) });

/**
 * Reads fixtures into what a store holds.
 *
 * @throws TypeError that names every place where something else was expected, and what came
 */
export function readFixtures(fixtures: Fixtures): Change[] {
  const result = v.safeParse(schema, fixtures);
  if (!result.success) throw wrong(result.issues.map(describe));
  const { sessions, tracks, presets } = result.output;
  const reader = new Reader();
  const all = [...(tracks.length > 0 ? [{ path: 'fixtures', session_id: DEFAULT_SESSION, tracks }] : [])];
  for (const [index, one] of sessions.entries()) all.push({ path: `fixtures.sessions[${index}]`, ...one });
  const changes = [
    ...all.flatMap((one) => reader.session(one)),
    ...presets.flatMap((one, index) => reader.preset(one, `fixtures.presets[${index}]`)),
  ];
  if (reader.problems.length > 0) throw wrong(reader.problems);
  return changes;
}

class Reader {
  readonly problems: string[] = [];
  readonly #tracks = new Set<string>();
  readonly #presets = new Set<string>();
  readonly #plugins = new Set<string>();
  #count = 0;

  session({ path, session_id, tracks }: v.InferOutput<typeof session> & { readonly path: string }): Change[] {
    return tracks.map(({ track_id, bypassed = false, plugins }, index): Change => {
      const where = `${path}.tracks[${index}]`;
      this.#once(this.#tracks, JSON.stringify([session_id, track_id]), `${where}.track_id`, track_id);
      const read = plugins.flatMap((one, at) => this.#plugin(one, `${where}.plugins[${at}]`));
      return { kind: 'track', session_id, track: { track_id, bypassed, plugins: read } };
    });
  }

  preset({ effect: name, name: title, parameters, plugins }: v.InferOutput<typeof preset>, where: string): Change[] {
    this.#once(this.#presets, JSON.stringify([name, title]), `${where}.name`, title);
    const preset = name === 'rack' ? this.#rack(title, plugins, where) : this.#ofEffect(name, title, parameters, where);
    return preset ? [{ kind: 'preset', preset }] : [];
  }

  #rack(name: string, plugins: readonly v.InferOutput<typeof entry>[] | undefined, where: string): Preset | undefined {
    if (!plugins) return this.#problem(`${where}: expected plugins for the effect "rack", got none`);
    const entries = plugins.flatMap((one, at) => {
      const effect = this.#effect(one.effect, `${where}.plugins[${at}].effect`);
      const read = effect && this.#values(effect, one.parameters, `${where}.plugins[${at}]`);
      return effect && read
        ? [{ effect: effect.id, name: one.name ?? effect.name, bypassed: one.bypassed ?? false, parameters: read }]
        : [];
    });
    return { kind: 'rack', effect: 'rack', name, factory: false, plugins: entries };
  }

  #ofEffect(id: string, name: string, parameters: Record<string, unknown> | undefined, where: string): Preset | undefined {
    const effect = this.#effect(id, `${where}.effect`);
    if (!effect) return undefined;
    if (effect.presets.some((preset) => preset.name === name)) {
      return this.#problem(`${where}.name: expected a name that no factory preset of ${effect.id} has, got ${JSON.stringify(name)}`);
    }
    return { kind: 'effect', effect: effect.id, name, factory: false, parameters: this.#values(effect, parameters, where) };
  }

  #plugin(given: v.InferOutput<typeof plugin>, where: string): PluginState[] {
    this.#count += 1;
    const { plugin_path = '', plugin_id = `plugin_${this.#count}`, bypassed = false } = given;
    this.#once(this.#plugins, plugin_id, `${where}.plugin_id`, plugin_id);
    const effect =
      given.effect === undefined ? resolveEffect(plugin_path, given.name ?? '') : this.#effect(given.effect, `${where}.effect`);
    if (!effect && given.effect === undefined) {
      this.#problem(
        `${where}: expected an effect (${effects}), or a name or plugin_path that means one, got ${JSON.stringify(given.name ?? plugin_path)}`,
      );
    }
    if (!effect) return [];
    const parameters = this.#values(effect, given.parameters, where);
    return [{ plugin_id, name: given.name ?? effect.name, plugin_path, effect: effect.id, bypassed, parameters }];
  }

  #effect(name: string, where: string): EffectDescriptor | undefined {
    return findEffect(name) ?? this.#problem(`${where}: expected one of ${effects}, got ${JSON.stringify(name)}`);
  }

  #values(effect: EffectDescriptor, given: Readonly<Record<string, unknown>> = {}, where: string): Record<string, number> {
    for (const [name, value] of Object.entries(given)) {
      const parameter = findParameter(effect, name);
      const known = effect.parameters.map((one) => one.id).join(', ');
      const problem = parameter ? validationError(parameter, value) : `expected one of ${effect.id}'s parameters ${known}, got that name`;
      if (problem) this.#problem(`${where}.parameters.${name}: ${problem}`);
    }
    return fullValues(effect, given as Values);
  }

  #once(seen: Set<string>, key: string, where: string, name: string): void {
    if (seen.has(key)) this.#problem(`${where}: expected each only once, got ${JSON.stringify(name)} again`);
    seen.add(key);
  }

  #problem(words: string): undefined {
    this.problems.push(words);
  }
}

const effects = catalogue.map((effect) => effect.id).join(', ');

const wrong = (problems: readonly string[]): TypeError => new TypeError(`Rackwire: ${problems.join('\n')}`);

function describe(issue: v.BaseIssue<unknown>): string {
  const path = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  if (issue.type !== 'strict_object') return `fixtures${path}: ${issue.message}, got ${issue.received}`;
  if (issue.expected === 'never') return `fixtures${path}: expected no such field, got ${issue.received}`;
  return `fixtures${path}: expected ${issue.expected === 'Object' ? 'an object' : `the field ${issue.expected}`}, got ${issue.received === 'undefined' ? 'nothing' : issue.received}`;
}
