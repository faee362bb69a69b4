import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { PluginState, Preset } from '../../wire/state.ts';
import { download } from '../download.ts';
import type { ElementEventDetails } from '../events.ts';
import type { RackController } from './rack-controller.ts';

type PresetEvent = Extract<keyof ElementEventDetails, `rw-preset-${string}`>;
type Actions = { readonly [Name in PresetEvent]: (detail: ElementEventDetails[Name]) => unknown };

/** Does what the preset menus of a rack and of its plugins ask for. */
export class PresetActions implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #rack: RackController;
  readonly #fail: (error: Error) => void;
  readonly #actions: Actions = {
    'rw-preset-load': ({ plugin_id, name }) => this.#load(plugin_id, name),
    'rw-preset-save': ({ effect, plugin_id, name, replace }) =>
      this.#rack.request('PRESET_SAVE', { effect, name, replace, ...this.#present(effect, plugin_id) }),
    'rw-preset-rename': ({ effect, from, to }) => {
      const preset = this.#find(effect, from);
      return preset && this.#rack.request('PRESET_SAVE', { effect, name: to, rename_from: from, ...contentOf(preset) });
    },
    'rw-preset-delete': ({ effect, name }) => this.#rack.request('PRESET_DELETE', { effect, name }),
    'rw-preset-export': ({ effect, name }) => this.#export(effect, name),
    'rw-preset-import': ({ effect, plugin_id, file }) => this.#import(effect, plugin_id, file),
  };

  constructor(host: ReactiveControllerHost & HTMLElement, rack: RackController, fail: (error: Error) => void) {
    this.#host = host;
    this.#rack = rack;
    this.#fail = fail;
    host.addController(this);
  }

  hostConnected(): void {
    for (const name of Object.keys(this.#actions)) this.#host.addEventListener(name, this.#onEvent);
  }

  hostDisconnected(): void {
    for (const name of Object.keys(this.#actions)) this.#host.removeEventListener(name, this.#onEvent);
  }

  readonly #onEvent = (event: Event): void => {
    const act = this.#actions[event.type as PresetEvent] as (detail: unknown) => unknown;
    act((event as CustomEvent<unknown>).detail);
  };

  #load(plugin_id: string | undefined, preset_name: string): Promise<unknown> {
    return plugin_id ? this.#rack.change('PLUGIN_PRESET', { plugin_id, preset_name }) : this.#rack.change('RACK_LOAD', { preset_name });
  }

  async #export(effect: string, name: string): Promise<void> {
    const preset = this.#find(effect, name);
    if (!preset) return;
    try {
      const { presetFileName, writePresetFile } = await presetFiles();
      download(presetFileName(preset), writePresetFile(preset));
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  /** Stores what the file holds under its name, or the next free one, then loads it. */
  async #import(effect: string, plugin_id: string | undefined, file: File): Promise<void> {
    try {
      const { readPresetFile } = await presetFiles();
      const imported = await readPresetFile(file, effect);
      const name = this.#freeName(effect, imported.name);
      const content =
        'plugins' in imported ? { plugins: imported.plugins.map((entry) => ({ ...entry })) } : { parameters: imported.parameters };
      if (await this.#rack.request('PRESET_SAVE', { effect, name, ...content })) await this.#load(plugin_id, name);
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  #present(effect: string, plugin_id: string | undefined) {
    const { plugins } = this.#rack.track;
    if (effect === 'rack') return { plugins: plugins.map(toEntry) };
    return { parameters: { ...plugins.find((plugin) => plugin.plugin_id === plugin_id)?.parameters } };
  }

  #find(effect: string, name: string): Preset | undefined {
    return this.#rack.presets.find((preset) => preset.effect === effect && preset.name === name);
  }

  #freeName(effect: string, name: string): string {
    let free = name;
    for (let number = 2; this.#find(effect, free); number += 1) free = `${name} ${number}`;
    return free;
  }
}

/** Loaded when the first file is asked for: few pages ever do. */
const presetFiles = () => import('../../client/preset-file.ts');

const toEntry = ({ effect, name, bypassed, parameters }: PluginState) => ({ effect, name, bypassed, parameters });

const contentOf = (preset: Preset) =>
  preset.kind === 'rack' ? { plugins: preset.plugins.map((entry) => ({ ...entry })) } : { parameters: { ...preset.parameters } };
