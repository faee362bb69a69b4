import type { RequestType } from '../../wire/requests.ts';
import type { Handler } from '../handler.ts';
import { historyGet } from '../history/handler.ts';
import { presence } from '../presence/handler.ts';
import { provenanceGet } from '../provenance/handler.ts';
import { redo, undo } from '../undo/handlers.ts';
import { pluginCatalogGet } from './catalog.ts';
import { ping } from './ping.ts';
import { pluginAdd } from './plugin-add.ts';
import { pluginBypass } from './plugin-bypass.ts';
import { pluginMove } from './plugin-move.ts';
import { pluginParameter, pluginParameterBatch, pluginParametersGet } from './plugin-parameters.ts';
import { pluginPreset } from './plugin-preset.ts';
import { pluginRemove } from './plugin-remove.ts';
import { presetDelete, presetList, presetSave } from './presets.ts';
import { rackBypass } from './rack-bypass.ts';
import { rackLoad } from './rack-load.ts';
import { sessionStateGet } from './session-state.ts';

/** One handler for each type of request but `AUTH`, which a gate answers. The compiler sees to it that none is missing. */
export const handlers: { readonly [T in Exclude<RequestType, 'AUTH'>]: Handler<T> } = {
  PLUGIN_ADD: pluginAdd,
  PLUGIN_REMOVE: pluginRemove,
  PLUGIN_PARAMETER: pluginParameter,
  PLUGIN_PARAMETER_BATCH: pluginParameterBatch,
  PLUGIN_BYPASS: pluginBypass,
  PLUGIN_PRESET: pluginPreset,
  PLUGIN_PARAMETERS_GET: pluginParametersGet,
  PLUGIN_MOVE: pluginMove,
  RACK_BYPASS: rackBypass,
  RACK_LOAD: rackLoad,
  SESSION_STATE_GET: sessionStateGet,
  PLUGIN_CATALOG_GET: pluginCatalogGet,
  PRESET_LIST: presetList,
  PRESET_SAVE: presetSave,
  PRESET_DELETE: presetDelete,
  UNDO: undo,
  REDO: redo,
  HISTORY_GET: historyGet,
  PRESENCE: presence,
  PROVENANCE_GET: provenanceGet,
  PING: ping,
};
